"""Doing things with courses: learning, seats, tutoring."""
