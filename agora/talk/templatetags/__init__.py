"""Words and parts of this room in templates."""
