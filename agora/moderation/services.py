"""Taking reports, deciding about them, appealing."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from agora.editorial.drafts import live_document
from agora.editorial.models import Version
from agora.editorial.owning import owner_of
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.journal.services import entry_write
from agora.kernel import clock, editing, kinds
from agora.kernel.errors import NotYours
from agora.kernel.kinds import Described
from agora.kernel.typed import typed
from agora.moderation import hiders, mails, rules
from agora.moderation.errors import (
    AnotherMustDecide,
    CannotBeHidden,
    MatterMoved,
    NoAppeal,
    SayWhy,
    TooLate,
)
from agora.moderation.models import (
    Appeal,
    AppealOutcome,
    Decision,
    Matter,
    MatterAxis,
    Report,
)
from agora.moderation.queries import (
    ADDRESS_KEPT,
    APPEALABLE,
    appeal_of,
    appeal_until,
    decision_for,
    hiding,
    matter_for,
    newest_decision,
)
from agora.moderation.words import HIDDEN_FOR
from agora.people.models import Organisation
from agora.people.queries import Standing

Outcome = Decision.Outcome
State = Matter.State
KIND = "decision"
"""What the journal calls the object of these acts."""
_AFTER = {Outcome.PASSED: State.PASSED}
_NOT_HIDDEN = ("organisation",)
# Hiding an organisation would take from its own people the place where they could appeal.


@transaction.atomic
def report_send(
    kind: str,
    object_id: uuid.UUID,
    about: Described,
    *,
    reason: str,
    text: str,
    email: str,
    language: str,
) -> Report:
    """Store a report, with the others on the same thing, and enqueue its mail to the learning team."""
    matter = _matter_on(kind, object_id, about, language)
    report = Report.objects.create(
        matter=matter,
        kind=kind,
        object_id=object_id,
        title=about.title[:300],
        path=about.path[:300],
        reason=reason,
        text=text,
        email=email,
        language=language,
    )
    mails.report_mail.enqueue(str(report.pk))
    return report


def _matter_on(kind: str, object_id: uuid.UUID, about: Described, language: str) -> Matter:
    """The undecided matter on this thing, made anew where there is none; one passed on is open again."""
    live = live_document(kind, object_id) if kind in kinds.names() else None
    document = live[0] if live else {}
    owner = owner_of(kind, document) if document else _organisation(about.contact)
    facts = hiders.facts_of(kind, object_id)
    spoken = facts.language if facts else str(document.get("original_language") or language)
    matter, new = Matter.objects.select_for_update().get_or_create(
        kind=kind,
        object_id=object_id,
        state__in=(State.OPEN, State.PASSED),
        defaults={
            "state": State.OPEN,
            "organisation_id": owner,
            "author_id": facts.author if facts else None,
            "title": (editing.title_of(document) or about.title)[:300],
            "path": about.path.removeprefix(f"/{language}/")[:300],
            "language": spoken,
        },
    )
    if new:
        sort = editing.sort_of(kind, document)
        keys = sort.axes(document) if sort else ()
        MatterAxis.objects.bulk_create(
            [MatterAxis(matter=matter, key=key) for key in dict.fromkeys(keys)]
        )
    elif matter.state == State.PASSED:
        _move(matter, State.OPEN)
    return matter


def _organisation(key: uuid.UUID | None) -> uuid.UUID | None:
    if key is None:
        return None
    return Organisation.objects.filter(pk=key).values_list("pk", flat=True).first()


def _move(matter: Matter, state: Matter.State) -> None:
    matter.state, matter.since, matter.turn = state, clock.now(), matter.turn + 1
    matter.save(update_fields=["state", "since", "turn"])


def _locked(standing: Standing, matter_id: uuid.UUID, seen_turn: int) -> Matter:
    """The matter, alone, as this person saw it. Raises NotYours, MatterMoved and AnotherMustDecide."""
    matter_for(standing, matter_id)
    matter = Matter.objects.select_for_update().get(pk=matter_id)
    if rules.wrote_it(standing, matter):
        raise AnotherMustDecide(_("You wrote this yourself: another person must decide about it."))
    if matter.turn != seen_turn:
        raise MatterMoved(
            _("Something happened here since you opened the page. Look again before you decide.")
        )
    return matter


def outcomes_open(matter: Matter) -> tuple[Decision.Outcome, ...]:
    """What may be decided about a matter as it stands."""
    if matter.state in (State.OPEN, State.PASSED):
        found = [Outcome.DISMISSED, Outcome.CORRECTED]
        if matter.organisation_id is not None and matter.state == State.OPEN:
            found.insert(1, Outcome.PASSED)
        if _may_hide(matter):
            found.append(Outcome.HIDDEN)
        return tuple(found)
    last = newest_decision(matter)
    if matter.state == State.DECIDED and last is not None:
        now = hiding(matter.kind, matter.object_id)
        return (Outcome.SHOWN,) if now is not None and now.pk == last.pk else ()
    return ()


def _may_hide(matter: Matter) -> bool:
    if hiders.hider_of(matter.kind):
        return hiders.facts_of(matter.kind, matter.object_id) is not None
    return (
        matter.kind in kinds.names()
        and matter.kind not in _NOT_HIDDEN
        and bool((live_document(matter.kind, matter.object_id) or ("", 0))[1])
    )


@transaction.atomic
def matter_decide(
    standing: Standing,
    matter_id: uuid.UUID,
    *,
    outcome: str,
    ground: str,
    words: str,
    seen_turn: int,
) -> Decision:
    """Decide about a matter, for all its reports at once; the provider and the reporters are told.

    To hide takes the thing off the market at once, to show brings it back. Raises NotYours,
    MatterMoved, SayWhy, CannotBeHidden.
    """
    matter = _locked(standing, matter_id, seen_turn)
    said = typed(words)[:2000]
    if ground not in Decision.Ground.values:
        raise SayWhy(_("Choose why."), "ground")
    if not said:
        raise SayWhy(_("Say in a sentence or two why; the provider reads it."), "words")
    if outcome not in outcomes_open(matter):
        if outcome == Outcome.HIDDEN and matter.state in (State.OPEN, State.PASSED):
            raise CannotBeHidden(
                _("This cannot be hidden from here. Choose another way."), "outcome"
            )
        raise SayWhy(_("Choose what you decide."), "outcome")
    chosen = Outcome(outcome)
    hider = hiders.hider_of(matter.kind)
    hides = chosen == Outcome.HIDDEN
    live = live_document(matter.kind, matter.object_id) if hides and not hider else None
    decision = Decision.objects.create(
        matter=matter,
        outcome=chosen,
        ground=ground,
        words=said,
        by=standing.account,
        live=live[1] if live else None,
    )
    hidden_by = hiding_before(decision) if chosen == Outcome.SHOWN else None
    if hides and hider:
        hider.hide(matter.object_id, f"{HIDDEN_FOR}{ground}", standing.account)
    elif hides:
        content_withdraw(
            matter.kind, matter.object_id, f"{HIDDEN_FOR}{ground}", by=standing.account
        )
    elif hidden_by is not None:
        _show(matter, hidden_by, standing.account)
    _move(matter, _AFTER.get(chosen, State.DECIDED))
    Report.objects.filter(matter=matter).update(answered_at=clock.now())
    entry_write(
        f"report-{chosen.value}",
        KIND,
        decision.pk,
        actor=standing.account,
        note=ground,
        organisation=matter.organisation_id,
    )
    mails.decision_tell(decision)
    return decision


def hiding_before(decision: Decision) -> Decision | None:
    """The hiding that a decision to show again undoes."""
    rows = Decision.objects.filter(matter=decision.matter, outcome=Outcome.HIDDEN)
    return rows.order_by("-at", "-pk").first()


def _show(matter: Matter, hidden: Decision, by: uuid.UUID | None) -> None:
    """Bring back what was live when the thing was hidden; its own withdrawal since then stays."""
    if hider := hiders.hider_of(matter.kind):
        hider.show(matter.object_id, by)
        return
    versions = Version.objects.filter(kind=matter.kind, object_id=matter.object_id)
    last = versions.order_by("-number").first()
    if last is None or last.document.get("withdrawn") != f"{HIDDEN_FOR}{hidden.ground}":
        return
    former = versions.get(number=hidden.live or 0).document
    version_publish(
        matter.kind,
        matter.object_id,
        document_read(matter.kind, former),
        by=by,
        note="shown again",
    )


@transaction.atomic
def appeal_make(standing: Standing, decision_id: uuid.UUID, words: str) -> Appeal:
    """Appeal for the provider, once and in time; another person of the learning team decides.

    Raises NotYours, SayWhy, TooLate, NoAppeal.
    """
    decision = decision_for(standing, decision_id)
    if not rules.may_appeal(standing, decision.matter):
        raise NotYours(_("Only editors and admins of the organisation may appeal."))
    matter = Matter.objects.select_for_update().get(pk=decision.matter_id)
    newest = newest_decision(matter)
    if decision.outcome not in APPEALABLE or newest is None or newest.pk != decision.pk:
        raise NoAppeal(_("There is nothing to appeal here: this decision is not the last word."))
    if appeal_of(decision) is not None:
        raise NoAppeal(_("An appeal was made already. You are told what comes of it."))
    if clock.now() > appeal_until(decision):
        raise TooLate(_("The time for an appeal is over. Write to the learning team instead."))
    said = typed(words)[:5000]
    if not said:
        raise SayWhy(_("Say why you disagree."), "words")
    appeal = Appeal.objects.create(decision=decision, words=said, by=standing.account)
    _move(matter, State.APPEALED)
    entry_write(
        "appeal-make",
        KIND,
        decision.pk,
        actor=standing.account,
        organisation=matter.organisation_id,
    )
    mails.appeal_tell(appeal)
    return appeal


@transaction.atomic
def appeal_decide(
    standing: Standing, matter_id: uuid.UUID, *, outcome: str, words: str, seen_turn: int
) -> AppealOutcome:
    """Decide about an appeal: never by who decided first. Reversed, what was hidden is shown again.

    Raises NotYours, MatterMoved, AnotherMustDecide, NoAppeal, SayWhy.
    """
    matter = _locked(standing, matter_id, seen_turn)
    appeal = (
        Appeal.objects.select_related("decision")
        .filter(decision__matter=matter, outcome__isnull=True)
        .first()
    )
    if appeal is None:
        raise NoAppeal(_("No appeal waits here."))
    if not rules.may_decide_appeal(standing, appeal):
        raise AnotherMustDecide(
            _("Another person than the one who decided must look at an appeal.")
        )
    if outcome not in AppealOutcome.Outcome.values:
        raise SayWhy(_("Choose what you decide."), "outcome")
    said = typed(words)[:2000]
    if not said:
        raise SayWhy(_("Say in a sentence or two why; the provider reads it."), "words")
    came = AppealOutcome.objects.create(
        appeal=appeal, outcome=outcome, words=said, by=standing.account
    )
    is_reversed = came.outcome == AppealOutcome.Outcome.REVERSED
    if is_reversed and appeal.decision.outcome == Outcome.HIDDEN:
        _show(matter, appeal.decision, standing.account)
    _move(matter, State.DECIDED)
    entry_write(
        f"appeal-{came.outcome}",
        KIND,
        appeal.decision_id,
        actor=standing.account,
        organisation=matter.organisation_id,
    )
    mails.outcome_tell(came)
    return came


def addresses_erase() -> int:
    """Empty the reporters' addresses 90 days after the decision; returns how many."""
    before = clock.now() - ADDRESS_KEPT
    return Report.objects.filter(answered_at__lt=before).exclude(email="").update(email="")
