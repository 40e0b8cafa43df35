"""What may go wrong on the way to a seat, each with what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.kernel.errors import AgoraError


class RunIsClosed(AgoraError):
    """One cannot enrol in this run now."""

    def __init__(self) -> None:
        super().__init__(_("Enrolment in this run is not open now. Look at the other runs."))


class NoLessonsYet(AgoraError):
    """The course has no lessons here, so that nobody can have a seat."""

    def __init__(self) -> None:
        super().__init__(_("The lessons of this course are not published yet. Publish them first."))


class OfferIsOver(AgoraError):
    """The offer has ended, or was answered before."""

    def __init__(self) -> None:
        super().__init__(_("This place is not held for you any more. You can ask for another one."))


class LinkIsOver(AgoraError):
    """The link of a mail has ended."""

    def __init__(self) -> None:
        super().__init__(_("This link has ended. Ask for a new mail on the course’s page."))


class CapacityBelowSeated(AgoraError):
    """A run cannot have fewer places than are taken."""

    def __init__(self, seated: int) -> None:
        super().__init__(
            ngettext(
                "%(seated)s place is taken or held for somebody: the run cannot have fewer.",
                "%(seated)s places are taken or held for somebody: the run cannot have fewer.",
                seated,
            )
            % {"seated": seated},
            "capacity",
        )


class AlreadyDecided(AgoraError):
    """Somebody decided about this application before."""

    def __init__(self) -> None:
        super().__init__(_("Somebody was quicker: this application is decided already."))


class NotEnoughPlaces(AgoraError):
    """A team asks for more places than are left."""

    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "Only %(left)s place is left. Choose fewer people.",
                "Only %(left)s places are left. Choose fewer people.",
                left,
            )
            % {"left": left},
            "people",
        )
