"""What readers keep for themselves: lists, searches, what they follow, and what came of it in their city."""
