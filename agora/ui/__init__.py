"""Components, tokens and the pattern page."""
