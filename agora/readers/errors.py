"""What readers cannot do, and what to do instead; and how much of each thing one may keep."""

from __future__ import annotations

from typing import Final

from agora.kernel.errors import AgoraError

MOST_LISTS: Final = 50
MOST_ITEMS: Final = 200
MOST_SEARCHES: Final = 50
MOST_FOLLOWS: Final = 200
MOST_OPEN_USES: Final = 20


class TooMany(AgoraError):
    """The reader keeps as many of these as one may."""


class NameTaken(AgoraError):
    """Another list of the reader has this name."""


class SearchTooLong(AgoraError):
    """A search has more filters than can be kept."""


class NotASearch(AgoraError):
    """Nothing was asked for: all that is new would be its finds."""


class NotAColleague(AgoraError):
    """The chosen person does not belong to an organisation of the reader."""


class NotAMember(AgoraError):
    """The reader does not belong to the organisation in whose name they write."""


class UseIsDecided(AgoraError):
    """Somebody else decided about a report meanwhile, or it was withdrawn."""


class SayWhy(AgoraError):
    """A report is sent back or declined without a word of why."""
