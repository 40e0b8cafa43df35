"""How many things a search found, said beside the answer for what counts searches in vain."""

FOUND = "X-Agora-Found"
"""A header of the answer inside; it is taken off before the answer leaves."""
