"""Commands of the room `credentials`."""
