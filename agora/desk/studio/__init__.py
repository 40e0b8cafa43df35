"""The author's studio: the outline of a course, its blocks, its preview, and what keeps it from being published."""
