"""Courses: their lessons, runs, enrolment and progress."""
