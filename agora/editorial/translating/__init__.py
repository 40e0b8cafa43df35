"""Bringing any kind of content into other languages, segment by segment."""
