"""The pages of tutors and organisers, and what learners see of them."""
