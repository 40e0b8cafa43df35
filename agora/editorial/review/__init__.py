"""The way of a draft to the market: sending, the dialogue, deciding, and what follows."""
