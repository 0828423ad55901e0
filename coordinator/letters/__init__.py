"""Letters for people in danger: the cases of a campaign, what is written for them, and honest counts of it."""
