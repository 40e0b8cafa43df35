"""Resources that may be the same, and making one of two: found, joined, moved, and undone."""
