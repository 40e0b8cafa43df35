"""Threads and posts, shared by the rooms above."""
