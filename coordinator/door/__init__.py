"""The door of a show: who stands there, who comes in, who waits before it."""
