"""Reference-group review: invited people read a paper, each comment is answered, then all is public."""
