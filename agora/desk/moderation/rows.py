"""Matters and what happened to them, as the pages show them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import reverse

from agora.moderation.models import REASONS, AppealOutcome, Decision, Matter, Report
from agora.moderation.queries import reasons_of
from agora.moderation.words import APPEALS, GROUNDS, OUTCOMES, STATES
from agora.people.models import Organisation
from agora.people.queries import organisation_names_among, person_names


@dataclass(frozen=True)
class Line:
    """One thing in the queue."""

    matter: Matter
    path: str
    provider: str
    reasons: str
    state: str
    reported: int
    """How many reports there are about it."""


@dataclass(frozen=True)
class History:
    """Something that happened to a matter: a decision, an appeal, or what came of it."""

    at: dt.datetime
    what: str
    ground: str
    words: str
    by: str
    is_appeal: bool = False


def lines_of(matters: list[Matter], reader: str) -> list[Line]:
    """These as lines of the queue; two queries."""
    if not matters:
        return []
    reasons = reasons_of(matters)
    keys = {matter.organisation_id for matter in matters if matter.organisation_id}
    names = organisation_names_among(Organisation.objects.filter(pk__in=keys), reader)
    return [
        Line(
            matter,
            reverse("desk-report", args=[matter.pk]),
            named.name if (named := names.get(matter.organisation_id or _NOBODY)) else "",
            " · ".join(str(REASONS[Report.Reason(one)]) for one in reasons[matter.pk]),
            str(STATES[Matter.State(matter.state)]),
            int(getattr(matter, "reported", 0)),
        )
        for matter in matters
    ]


_NOBODY = uuid.UUID(int=0)


def history_of(matter: Matter) -> list[History]:
    """All decisions about the thing, in this matter and former ones, with their appeals; oldest first."""
    rows = list(
        Decision.objects.filter(matter__kind=matter.kind, matter__object_id=matter.object_id)
        .select_related("appeal", "appeal__outcome")
        .order_by("at", "pk")
    )
    acts: list[tuple[dt.datetime, str, str, str, uuid.UUID | None, bool]] = []
    for row in rows:
        said = str(OUTCOMES[Decision.Outcome(row.outcome)])
        acts.append(
            (row.at, said, str(GROUNDS[Decision.Ground(row.ground)]), row.words, row.by, False)
        )
        appeal = getattr(row, "appeal", None)
        if appeal is None:
            continue
        acts.append((appeal.at, "", "", appeal.words, appeal.by, True))
        came = getattr(appeal, "outcome", None)
        if came is not None:
            result = str(APPEALS[AppealOutcome.Outcome(came.outcome)])
            acts.append((came.at, result, "", came.words, came.by, False))
    names = person_names([by for *_rest, by, _appeal in acts])
    return [
        History(at, what, ground, words, names.get(by or _NOBODY, ""), is_appeal)
        for at, what, ground, words, by, is_appeal in sorted(acts, key=lambda act: act[0])
    ]
