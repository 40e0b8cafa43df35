"""What a learner sees: the course, its lessons, how far they are."""
