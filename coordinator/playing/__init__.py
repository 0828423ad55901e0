"""What somebody who plays does: applies with an act, answers offers, looks up the own evening."""
