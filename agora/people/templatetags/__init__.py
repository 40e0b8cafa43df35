"""Template filters of the room `people`."""
