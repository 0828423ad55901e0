"""One campaign day: its date, its clock, when its secrets end."""
