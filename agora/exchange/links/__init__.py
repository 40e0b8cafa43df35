"""Whether the addresses of live things still answer."""
