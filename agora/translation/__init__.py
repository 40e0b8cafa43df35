"""Translation programs and dictionaries an operator may add; none of them is part of Agora."""
