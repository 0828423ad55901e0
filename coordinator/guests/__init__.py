"""Guests: their entries, the draw, seats and tickets."""
