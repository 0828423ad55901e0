"""Acts and their applications to play."""
