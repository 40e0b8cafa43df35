"""Agora: an open learning marketplace for cities."""

__version__ = "0.1.0"
