"""How well the search finds: known-item and judged sets, across languages."""
