"""What kinds of blocks call for their templates; read late, for models are not loaded with kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView


def recording(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """See `presenting.recording`."""
    from agora.courses.recordings import presenting

    return presenting.recording(block, enrolment)


def picture(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """See `presenting.picture`."""
    from agora.courses.recordings import presenting

    return presenting.picture(block, enrolment)


def download(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """See `presenting.download`."""
    from agora.courses.recordings import presenting

    return presenting.download(block, enrolment)
