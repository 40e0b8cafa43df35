"""Lists of saved things."""
