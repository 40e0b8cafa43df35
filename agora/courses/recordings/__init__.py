"""What is seen and heard in a course: recordings with their tracks, pictures, downloads, the podcast."""
