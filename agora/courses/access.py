"""What this room's pages answer to whom: each part says it of its own."""

from agora.courses.certificates import access as certificates
from agora.courses.pages import access as pages
from agora.courses.recordings import access as recordings
from agora.courses.seats import access as seats
from agora.courses.tutoring import access as tutoring

__all__ = ["certificates", "pages", "recordings", "seats", "tutoring"]
