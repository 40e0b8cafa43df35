"""Saved searches and follows."""
