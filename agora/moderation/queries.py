"""Asking for matters, for what was decided about one's own things, and for what is held back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agora.editorial.rules import READERS, WRITERS
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.moderation.models import Appeal, AppealOutcome, Decision, Matter, MatterAxis, Report
from agora.people.models import Duty
from agora.people.queries import Standing

APPEAL_WITHIN: Final = dt.timedelta(days=30)
"""How long after a decision the provider may appeal."""
ADDRESS_KEPT: Final = dt.timedelta(days=90)
"""How long after the decision a reporter's address is kept."""
APPEALABLE: Final = (Decision.Outcome.CORRECTED, Decision.Outcome.HIDDEN)
"""What touches the provider's thing; nothing is done to it by the other decisions."""


def _covered(standing: Standing) -> Q | None:
    """What this person's duties cover; None: everything."""
    if standing.is_lead:
        return None
    allowed = Q(pk__in=[])
    for duty in standing.duties:
        if duty.role != Duty.Role.MODERATOR:
            continue
        covered = Q()
        if duty.language:
            covered &= Q(language=duty.language) | Q(language__startswith=f"{duty.language}-")
        if duty.axis:
            covered &= Q(Exists(MatterAxis.objects.filter(matter=OuterRef("pk"), key=duty.axis)))
        if not covered:
            return None
        allowed |= covered
    return allowed


def matters_for(standing: Standing) -> QuerySet[Matter]:
    """What this person moderates for the learning team."""
    covered = _covered(standing)
    return Matter.objects.all() if covered is None else Matter.objects.filter(covered)


def matter_for(standing: Standing, matter_id: uuid.UUID) -> Matter:
    """The matter, if this person moderates it; raises NotYours."""
    found = matters_for(standing).prefetch_related("axes").filter(pk=matter_id).first()
    if found is None:
        raise NotYours(_("There is no such report, or it is not yours to decide."))
    return found


def counts_for(standing: Standing) -> Mapping[str, int]:
    """How many matters are in each state; one query."""
    rows = matters_for(standing).order_by().values_list("state").annotate(n=Count("pk"))
    found: dict[str, int] = dict.fromkeys(Matter.State.values, 0)
    found.update(rows)
    return found


def matters_in(standing: Standing, state: str, reason: str = "") -> QuerySet[Matter]:
    """Those in one state, with reports of one reason; the longest wait first, the last decided first."""
    found = matters_for(standing).filter(state=state)
    if reason:
        about = Report.objects.filter(matter=OuterRef("pk"), reason=reason)
        found = found.filter(Exists(about))
    order = "-since" if state == Matter.State.DECIDED else "since"
    return found.annotate(reported=Count("reports"), first=Min("reports__created_at")).order_by(
        order, "pk"
    )


def reasons_of(matters: list[Matter]) -> Mapping[uuid.UUID, list[str]]:
    """What was reported about each of these, each reason once; one query."""
    found: dict[uuid.UUID, list[str]] = {matter.pk: [] for matter in matters}
    rows = Report.objects.filter(matter__in=list(found)).values_list("matter", "reason").distinct()
    for key, reason in rows.order_by("matter", "reason"):
        found[key].append(reason)
    return found


def _decisions(about: Q) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(about)
        .select_related("matter", "appeal", "appeal__outcome")
        .order_by("-at", "pk")
    )


def decisions_of(organisations: tuple[uuid.UUID, ...]) -> QuerySet[Decision]:
    """What was decided about these organisations' things, the newest first."""
    return _decisions(Q(matter__organisation__in=organisations))


def decisions_for(standing: Standing) -> QuerySet[Decision]:
    """What was decided about the things of organisations whose texts this person works with, and about
    their own words.
    """
    theirs = Q(matter__organisation__in=standing.organisations(*READERS))
    return _decisions(theirs | _own(standing))


def _own(standing: Standing) -> Q:
    return Q(matter__author=standing.account) if standing.account else Q(pk__in=())


def reads_decisions(standing: Standing) -> bool:
    """Whether decisions are anything to this person: they work with texts of an organisation, or something
    was decided about their own words.
    """
    return bool(standing.organisations(*READERS)) or _decisions(_own(standing)).exists()


def decision_for(standing: Standing, decision_id: uuid.UUID) -> Decision:
    """The decision, if it is about a thing of theirs; raises NotYours."""
    found = decisions_for(standing).filter(pk=decision_id).first()
    if found is None:
        raise NotYours(_("There is no such decision, or it is not about something of yours."))
    return found


def passed_to(standing: Standing) -> QuerySet[Decision]:
    """What the learning team passed to the organisations this person writes for, not yet settled."""
    newest = Decision.objects.filter(matter=OuterRef("matter")).order_by("-at", "-pk")
    return (
        decisions_of(standing.organisations(*WRITERS))
        .filter(matter__state=Matter.State.PASSED, outcome=Decision.Outcome.PASSED)
        .filter(pk=newest.values("pk")[:1])
    )


def appeal_until(decision: Decision) -> dt.datetime:
    """Until when the provider may appeal."""
    return decision.at + APPEAL_WITHIN


def appeal_of(decision: Decision) -> Appeal | None:
    """The appeal against it, if there is one."""
    return Appeal.objects.select_related("decision").filter(decision=decision).first()


def outcome_of(appeal: Appeal | None) -> AppealOutcome | None:
    """What came of an appeal, once somebody decided."""
    return AppealOutcome.objects.filter(appeal=appeal).first() if appeal else None


def newest_decision(matter: Matter) -> Decision | None:
    """The last decision about a matter."""
    return Decision.objects.filter(matter=matter).order_by("-at", "-pk").first()


def can_be_appealed(decision: Decision) -> bool:
    """Whether an appeal is open: it touches the thing, is the last word, in time, not appealed yet."""
    newest = newest_decision(decision.matter)
    return (
        decision.outcome in APPEALABLE
        and newest is not None
        and newest.pk == decision.pk
        and appeal_of(decision) is None
        and clock.now() <= appeal_until(decision)
    )


def hiding(kind: str, object_id: uuid.UUID) -> Decision | None:
    """The decision that hides this thing now; None where none does."""
    last = (
        Decision.objects.filter(
            matter__kind=kind,
            matter__object_id=object_id,
            outcome__in=(Decision.Outcome.HIDDEN, Decision.Outcome.SHOWN),
        )
        .annotate(came=F("appeal__outcome__outcome"))
        .order_by("-at", "-pk")
        .first()
    )
    if last is None or last.outcome == Decision.Outcome.SHOWN:
        return None
    return None if last.came == AppealOutcome.Outcome.REVERSED else last


def held(kind: str, object_id: uuid.UUID) -> str:
    """Why a thing may not come back onto the market: the learning team hid it; else nothing."""
    if hiding(kind, object_id) is None:
        return ""
    return _(
        "The learning team hid this after a report. It can come back once they show it again, or "
        "once an appeal is won."
    )
