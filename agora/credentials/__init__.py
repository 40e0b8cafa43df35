"""Achievements and the certificates that prove them."""
