"""The desk's pages of the review: the queue, one submission, topics, what is due for another look."""
