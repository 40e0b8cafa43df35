"""The weekly mail."""
