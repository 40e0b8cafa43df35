"""From a completed course to its certificate."""
