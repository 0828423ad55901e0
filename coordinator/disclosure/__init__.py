"""Who may learn which fact, and from when: the only way to anything sealed."""
