"""Everything findable."""
