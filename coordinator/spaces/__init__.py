"""Everyday rooms offered by hosts."""
