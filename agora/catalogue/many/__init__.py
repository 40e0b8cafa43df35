"""Many new resources at once, as imports bring them."""
