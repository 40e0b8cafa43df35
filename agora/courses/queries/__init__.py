"""Asking for courses, their lessons, and who learns."""
