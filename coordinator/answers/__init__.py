"""Answer Time: an act answers what guests and the public ask, in an hour of its own, once its day is over."""
