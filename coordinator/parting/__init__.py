"""Taking along all that is kept of oneself, and leaving for good."""
