"""Writing: beginning a thing, its screens, its history, and sending it."""
