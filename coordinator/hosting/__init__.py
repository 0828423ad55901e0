"""What a host does with her own space: offers it, sees what others see of it, closes the door."""
