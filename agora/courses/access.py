"""What the pages of this room answer to whom."""

from agora.courses.seats import access as seats

__all__ = ["seats"]
