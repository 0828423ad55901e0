"""Which three acts play at which show: the problem, its solution, proposals and assignment."""
