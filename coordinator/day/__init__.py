"""The day as it moves round the world with the sun: what everybody sees of it, and what the team that runs it does."""
