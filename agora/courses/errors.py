"""What may go wrong with courses, each with what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from agora.kernel.errors import AgoraError


class LessonNotReady(AgoraError):
    """Something in the lesson must be fulfilled first; `blocks` are the titles of what is open."""

    def __init__(self, blocks: Sequence[str]) -> None:
        super().__init__(
            _("Before you go on, finish what is still open in this lesson: %(open)s.")
            % {"open": "; ".join(blocks)}
        )
        self.blocks = tuple(blocks)


class NotLearning(AgoraError):
    """The enrolment is not one of somebody who learns now."""

    def __init__(self) -> None:
        super().__init__(_("You have no place in this run any more. Choose another run."))
