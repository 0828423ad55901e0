"""Cities, their areas, and the public pages about them."""
