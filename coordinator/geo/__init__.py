"""Where things are: cities and their names, distances, and the public areas that stand in for addresses."""
