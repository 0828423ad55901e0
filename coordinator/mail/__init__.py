"""Letters rendered for one recipient at the moment of sending."""
