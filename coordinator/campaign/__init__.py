"""A whole edition: opening it, taking its lists in, inventing one to show, its embargo."""
