"""Who has a certificate, which a room beside this one knows; without it, whoever completed the course."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from agora.courses.models import Enrolment

Narrowed = Callable[[QuerySet[Enrolment]], QuerySet[Enrolment]]
_holders: list[Narrowed] = []


def register_holders(narrow: Narrowed) -> None:
    """Called from a `ready()`: narrows enrolments to those with a certificate that stands."""
    _holders[:] = [narrow]


def with_certificate(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of these enrolments with a certificate."""
    if _holders:
        return _holders[0](rows)
    return rows.filter(state=Enrolment.State.COMPLETED)
