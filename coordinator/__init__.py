"""Coordinator: a day of secret house concerts, three undisclosed acts per show."""
