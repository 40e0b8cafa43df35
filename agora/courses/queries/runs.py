"""The runs of a course, as its page offers them."""

from agora.courses.seats.queries import Offer, offers

__all__ = ["Offer", "offers"]
