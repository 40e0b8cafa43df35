"""Asking for submissions: what waits for whom since when, and the thread of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agora.editorial import rules
from agora.editorial.models import Message, Submission, SubmissionAxis
from agora.editorial.review.deciding import not_there
from agora.kernel import clock, languages
from agora.people.models import Duty, Organisation, Person
from agora.people.queries import (
    Named,
    Standing,
    Viewer,
    organisation_names,
    organisation_names_among,
    person_names,
)

State = Submission.State
LATELY: Final = dt.timedelta(days=30)
PAGE: Final = 30
FARTHEST: Final = 400
"""The last page of a list that is shown: nobody reads on, and a deep page costs."""
VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "us": (State.WAITING,),
    "provider": (State.CHANGES_ASKED, State.CLEARING),
    "scheduled": (State.APPROVED,),
    "decided": (State.PUBLISHED, State.DECLINED, State.WITHDRAWN),
}
"""The lists of the queue, by what a submission waits for."""


def _in_language(tag: str) -> Q:
    return Q(language=tag) | Q(language__startswith=f"{tag}-")


def _with_axis(key: str) -> Exists:
    return Exists(SubmissionAxis.objects.filter(submission=OuterRef("pk"), key=key))


def submissions_to_review(standing: Standing) -> QuerySet[Submission]:
    """What this person reviews for the learning team: all that their duties cover."""
    if standing.is_lead:
        return Submission.objects.all()
    allowed = Q(pk__in=[])
    for duty in standing.duties:
        if duty.role == Duty.Role.REVIEWER:
            covered = _in_language(duty.language) if duty.language else Q()
            if duty.axis:
                covered &= Q(_with_axis(duty.axis))
            if not covered:
                return Submission.objects.all()
            allowed |= covered
    return Submission.objects.filter(allowed)


def submissions_of_mine(standing: Standing) -> QuerySet[Submission]:
    """What the organisations sent in which this person works with texts."""
    return Submission.objects.filter(
        organisation__in=standing.organisations(*rules.READERS),
    )


def submission_for(standing: Standing, submission_id: uuid.UUID) -> Submission:
    """The submission, if this person may follow it; raises NotYours."""
    found = (
        Submission.objects.select_related("organisation", "draft")
        .prefetch_related("axes", "writers")
        .filter(pk=submission_id)
        .first()
    )
    if found is None or not rules.may_follow(standing, found):
        raise not_there()
    return found


def reviews_at_all(standing: Standing) -> bool:
    """Whether the queue is for this person."""
    return any(duty.role in (Duty.Role.LEAD, Duty.Role.REVIEWER) for duty in standing.duties)


# ---------------------------------------------------------------------- the queue


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for; an empty value asks for all.

    `assignee` is an account, or `nobody`.
    """

    view: str = "us"
    language: str = ""
    axis: str = ""
    sort: str = ""
    organisation: str = ""
    assignee: str = ""
    page: int = 1


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    id: uuid.UUID
    title: str
    sort: str
    language: str
    state: str
    turn: int
    since: dt.datetime
    organisation: Named | None
    sent_by: str
    assignee: str
    is_mine: bool
    publish_at: dt.datetime | None
    decided_by: str
    decided_at: dt.datetime | None
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Queue:
    """A page of the queue; `counts` say how many each view holds under the same filters."""

    wanted: Wanted
    rows: tuple[Waiting, ...]
    counts: Mapping[str, int]
    pages: int
    organisations: tuple[Named, ...] = ()
    reviewers: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = field(default=())

    @property
    def total(self) -> int:
        """How many the view holds."""
        return self.counts.get(self.wanted.view, 0)


_COLUMNS: Final = (
    "pk", "title", "sort", "language", "state", "turn", "waiting_since", "organisation_id",
    "submitted_by", "assignee", "publish_at", "decided_by", "decided_at",
)  # fmt: skip


def queue(standing: Standing, wanted: Wanted, *, reader: str, sent: bool = False) -> Queue:
    """A page of what this person reviews (or, with `sent`, of what their organisations sent).

    The longest waiting first; what was decided, the latest first. The number of queries is the same
    for one and for ten thousand.
    """
    whole = submissions_of_mine(standing) if sent else submissions_to_review(standing)
    rows = _narrowed(whole, wanted, standing)
    counts = _counts(rows)
    view = wanted.view if wanted.view in VIEWS else "us"
    pages = min(max(1, -(-counts[view] // PAGE)), FARTHEST)
    page = min(max(1, wanted.page), pages)
    listed = _in_view(rows, view)
    first = (page - 1) * PAGE
    found = list(listed.values_list(*_COLUMNS)[first : first + PAGE])
    here = {row[7] for row in found if row[7]}
    named = (
        names_of({*standing.organisations(*rules.READERS), *here}, reader)
        if sent
        else organisation_names_among(_organisations_waiting(here), reader)
    )
    people = person_names({account for row in found for account in (row[8], row[9], row[11])})
    axes: dict[uuid.UUID, list[str]] = {}
    for key, axis in SubmissionAxis.objects.filter(
        submission__in=[row[0] for row in found]
    ).values_list("submission_id", "key"):
        axes.setdefault(key, []).append(axis)
    return Queue(
        wanted=replace(wanted, view=view, page=page),
        rows=tuple(_line(row, named, people, axes, standing) for row in found),
        counts=counts,
        pages=pages,
        organisations=tuple(sorted(named.values(), key=lambda one: one.name.casefold())),
        reviewers=() if sent else _reviewers(),
        languages=languages.TAGS,
    )


def _narrowed(
    rows: QuerySet[Submission], wanted: Wanted, standing: Standing
) -> QuerySet[Submission]:
    if wanted.language:
        rows = rows.filter(_in_language(wanted.language))
    if wanted.axis:
        rows = rows.filter(_with_axis(wanted.axis))
    if wanted.sort:
        rows = rows.filter(sort=wanted.sort)
    if wanted.organisation:
        rows = rows.filter(organisation=_key(wanted.organisation))
    if wanted.assignee == "nobody":
        rows = rows.filter(assignee__isnull=True)
    elif wanted.assignee:
        me = wanted.assignee == "me"
        rows = rows.filter(assignee=standing.account if me else _key(wanted.assignee))
    return rows


def _key(text: str) -> uuid.UUID:
    """The id in an address; one that nothing has where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _counts(rows: QuerySet[Submission]) -> dict[str, int]:
    lately = Q(decided_at__gte=clock.now() - LATELY)
    open_now = dict(
        rows.filter(state__in=Submission.OPEN)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    found = {
        view: sum(open_now.get(state, 0) for state in states) for view, states in VIEWS.items()
    }
    found["decided"] = rows.filter(lately, state__in=VIEWS["decided"]).count()
    return found


def _in_view(rows: QuerySet[Submission], view: str) -> QuerySet[Submission]:
    rows = rows.filter(state__in=VIEWS[view])
    if view == "decided":
        return rows.filter(decided_at__gte=clock.now() - LATELY).order_by("-decided_at", "pk")
    if view == "scheduled":
        return rows.order_by("publish_at", "pk")
    return rows.order_by("waiting_since", "pk")


def _organisations_waiting(here: set[uuid.UUID]) -> QuerySet[Organisation]:
    """These, and the organisations with something open, each found by its index and not by reading all.

    Whatever one's duty covers: who sent something is no secret within the learning team.
    """
    theirs = Submission.objects.filter(state__in=Submission.OPEN, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Q(Exists(theirs)) | Q(pk__in=here))


def names_of(organisations: set[uuid.UUID], reader: str) -> dict[uuid.UUID, Named]:
    """The names of these organisations for people who work with what they sent."""
    tokens = frozenset({"public", "network", *(f"org:{key}" for key in organisations)})
    return organisation_names(organisations, reader, Viewer(tokens))


def _reviewers() -> tuple[tuple[str, str], ...]:
    """Those of the learning team to whom something may be given: account and name."""
    people = (
        Person.objects.filter(
            duties__role__in=(Duty.Role.LEAD, Duty.Role.REVIEWER), account__is_active=True
        )
        .distinct()
        .order_by("name")
    )
    return tuple((str(account), name) for account, name in people.values_list("account", "name"))


def _line(
    row: tuple[Any, ...],
    named: Mapping[uuid.UUID, Named],
    people: Mapping[uuid.UUID, str],
    axes: Mapping[uuid.UUID, list[str]],
    standing: Standing,
) -> Waiting:
    return Waiting(
        id=row[0],
        title=row[1],
        sort=row[2],
        language=row[3],
        state=row[4],
        turn=row[5],
        since=row[6],
        organisation=named.get(row[7]),
        sent_by=people.get(row[8], ""),
        assignee=people.get(row[9], ""),
        is_mine=row[9] is not None and row[9] == standing.account,
        publish_at=row[10],
        decided_by=people.get(row[11], ""),
        decided_at=row[12],
        axes=tuple(axes.get(row[0], ())),
    )


# ---------------------------------------------------------------------- one submission


@dataclass(frozen=True)
class Said:
    """One line of a thread."""

    id: uuid.UUID
    verb: str
    field: str
    text: str
    at: dt.datetime
    by: str
    is_team: bool


def thread(submission: Submission) -> tuple[Said, ...]:
    """What was said and done, in its order, but for what the reference group says."""
    rows = list(
        Message.objects.filter(submission=submission, audience=Message.Audience.THREAD).order_by(
            "at", "pk"
        )
    )
    given = {row.pk: _account(row.text) for row in rows if row.verb == "assign"}
    people = person_names({row.author for row in rows} | set(given.values()))
    return tuple(
        Said(
            id=row.pk,
            verb=row.verb,
            field=row.field,
            text=people.get(given[row.pk], "") if row.pk in given else row.text,
            at=row.at,
            by=people.get(row.author, "") if row.author else "",
            is_team=row.verb not in ("send", "answer", "withdraw", "clear"),
        )
        for row in rows
    )


def _account(text: str) -> uuid.UUID:
    return uuid.UUID(text) if text else uuid.UUID(int=0)


def may_be_assigned(submission: Submission) -> tuple[tuple[str, str], ...]:
    """The reviewers who may decide about this one: account and name."""
    axes = {axis.key for axis in submission.axes.all()}
    own = {submission.submitted_by, *(one.account for one in submission.writers.all())}
    found: dict[uuid.UUID, str] = {}
    for account, name, role, language, axis in (
        Duty.objects.filter(
            role__in=(Duty.Role.LEAD, Duty.Role.REVIEWER), person__account__is_active=True
        )
        .order_by("person__name")
        .values_list("person__account", "person__name", "role", "language", "axis__key")
    ):
        covers = role == Duty.Role.LEAD or (
            (not language or language == languages.primary(submission.language))
            and (not axis or axis in axes)
        )
        if covers and account not in own:
            found[account] = name
    return tuple((str(account), name) for account, name in found.items())
