"""What this room's pages answer to whom: each part says it of its own."""

from agora.courses.recordings import access as recordings
from agora.courses.seats import access as seats
from agora.courses.tutoring import access as tutoring

__all__ = ["recordings", "seats", "tutoring"]
