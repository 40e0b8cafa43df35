"""Working pages of providers and of the learning team."""
