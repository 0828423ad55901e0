"""The desk of the global team for the hour after something has leaked."""
