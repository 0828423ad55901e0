"""What leads think of the spaces and acts that offer themselves: scores, words, decisions."""
