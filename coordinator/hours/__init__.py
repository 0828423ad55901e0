"""Hours that volunteers gave: lines that are only added, their sums, and one number for everybody."""
