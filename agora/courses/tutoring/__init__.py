"""Tutors and organisers: who is where, what waits, messages to a group, before and after, the funnel."""
