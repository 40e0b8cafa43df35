"""The desk's pages about reports from cities."""
