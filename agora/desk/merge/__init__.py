"""The desk's pages about resources that may be the same."""
