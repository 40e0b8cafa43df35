"""What the pages of this room answer to whom; each part names its own."""

from agora.people.account import access as account

__all__ = ["account"]
