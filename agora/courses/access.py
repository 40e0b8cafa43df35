"""What this room's pages answer to whom: each part says it of its own."""

from agora.courses.recordings import access as recordings

__all__ = ["recordings"]
