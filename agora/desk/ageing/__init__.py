"""The desk's list of what is getting old."""
