"""What this room's pages answer to whom: each part says it of its own."""

from agora.courses.pages import access as pages

__all__ = ["pages"]
