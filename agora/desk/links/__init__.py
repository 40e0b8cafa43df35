"""The desk's list of addresses that do not answer."""
