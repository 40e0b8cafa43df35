"""Learning forums and their stands."""
