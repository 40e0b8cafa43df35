"""Versions of every kind of content."""
