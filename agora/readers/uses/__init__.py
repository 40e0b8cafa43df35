"""Reports of what a city did with a thing."""
