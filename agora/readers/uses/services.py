"""Reporting a use, and reading such reports for the learning team."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agora.catalogue.queries import cards, resources_visible_to
from agora.journal.services import entry_write
from agora.kernel import clock, generations, traces
from agora.kernel.errors import NotYours
from agora.kernel.typed import typed
from agora.notices.services import notice_enqueue
from agora.people.models import Account
from agora.people.queries import Standing, Viewer, organisations_visible_to
from agora.readers.errors import MOST_OPEN_USES, NotAMember, SayWhy, TooMany, UseIsDecided
from agora.readers.models import Use, UseStep
from agora.readers.uses.queries import NETWORK, may_review, uses_kept_by

_OPEN = (Use.State.SENT, Use.State.ASKED)


@dataclass(frozen=True)
class Told:
    """What somebody reports."""

    language: str
    used: str
    came: str
    changed: str = ""
    year: int | None = None
    link: str = ""

    def columns(self) -> dict[str, object]:
        """As the row keeps it."""
        return {
            "language": self.language,
            "used": typed(self.used)[:2000],
            "changed": typed(self.changed)[:2000],
            "came": typed(self.came)[:2000],
            "year": self.year,
            "link": self.link,
        }


def _step(use: Use, state: str, by: uuid.UUID | None, text: str = "") -> UseStep:
    return UseStep.objects.create(use=use, state=state, by=by, text=typed(text)[:2000])


@transaction.atomic
def use_send(
    standing: Standing, viewer: Viewer, resource: uuid.UUID, organisation: uuid.UUID, told: Told
) -> Use:
    """Report, in the name of one's organisation, what came of a thing; the learning team reads it first.

    Raises NotYours, NotAMember and TooMany.
    """
    if standing.account is None or not resources_visible_to(NETWORK).filter(pk=resource).exists():
        raise NotYours("resource")
    mine = organisations_visible_to(viewer).filter(pk=organisation)
    if organisation not in standing.roles or not mine.exists():
        raise NotAMember(_("Choose an organisation you belong to."), "organisation")
    list(Account.objects.select_for_update().filter(pk=standing.account).values_list("pk"))
    if Use.objects.filter(author=standing.account, state__in=_OPEN).count() >= MOST_OPEN_USES:
        raise TooMany(
            _("%(most)s of your reports wait to be read. Wait until some are decided.")
            % {"most": MOST_OPEN_USES}
        )
    use = Use.objects.create(
        resource_id=resource,
        organisation_id=organisation,
        author_id=standing.account,
        **told.columns(),
    )
    _step(use, Use.State.SENT, standing.account)
    entry_write("use-send", "use", use.pk, actor=standing.account, organisation=organisation)
    return use


def _locked(use_id: uuid.UUID) -> Use:
    use = Use.objects.select_for_update().filter(pk=use_id).first()
    if use is None:
        raise NotYours("use")
    return use


@transaction.atomic
def use_change(standing: Standing, use_id: uuid.UUID, told: Told, *, answer: str = "") -> None:
    """Change one's report while it waits, or send it again after a question.

    Raises NotYours, and UseIsDecided once it is decided.
    """
    use = _locked(use_id)
    if standing.account is None or use.author_id != standing.account:
        raise NotYours("use")
    if use.state not in _OPEN:
        raise UseIsDecided(_("This report is decided and cannot be changed any more."))
    Use.objects.filter(pk=use.pk).update(**told.columns(), state=Use.State.SENT)
    _step(use, Use.State.SENT, standing.account, answer)


@transaction.atomic
def use_withdraw(standing: Standing, use_id: uuid.UUID) -> None:
    """Take a report back: its author, or an admin of the organisation in whose name it speaks."""
    if not uses_kept_by(standing).filter(pk=use_id).exists():
        raise NotYours("use")
    use = _locked(use_id)
    if use.state == Use.State.WITHDRAWN:
        return
    Use.objects.filter(pk=use.pk).update(state=Use.State.WITHDRAWN, decided_at=clock.now())
    traces.lift(traces.USED, ("use", use.pk))
    _step(use, Use.State.WITHDRAWN, standing.account)
    entry_write(
        "use-withdraw", "use", use.pk, actor=standing.account, organisation=use.organisation_id
    )
    generations.bump(generations.CONTENT)


def _to_decide(standing: Standing, use_id: uuid.UUID) -> Use:
    use = _locked(use_id)
    if not may_review(standing, use) or use.author_id == standing.account:
        raise NotYours("use")
    if use.state != Use.State.SENT:
        raise UseIsDecided(_("Somebody was quicker, or it was withdrawn: nothing waits here now."))
    return use


def _decide(standing: Standing, use: Use, state: Use.State, verb: str, text: str) -> None:
    step = _step(use, state, standing.account, text)
    Use.objects.filter(pk=use.pk).update(
        state=state, decided_at=None if state == Use.State.ASKED else clock.now()
    )
    entry_write(verb, "use", use.pk, actor=standing.account, organisation=use.organisation_id)
    if use.author_id is None:
        return
    reader = use.language
    card = cards([use.resource_id], reader, NETWORK).get(use.resource_id)
    notice_enqueue(
        use.author_id,
        sort="review",
        cause=f"use-{use.pk}-step-{step.pk}",
        template=f"readers/mail/use_{state.value}",
        values={"title": str(card.title) if card else "", "words": typed(text)},
        path=f"/mine/uses/{use.pk}/",
    )


def _must_say(text: str) -> None:
    if not typed(text):
        raise SayWhy(_("Say in a sentence what is missing, or why."), "text")


@transaction.atomic
def use_approve(standing: Standing, use_id: uuid.UUID) -> None:
    """Show a report on the market. Raises NotYours (one's own too) and UseIsDecided."""
    use = _to_decide(standing, use_id)
    _decide(standing, use, Use.State.APPROVED, "use-approve", "")
    traces.leave(("resource", use.resource_id), traces.USED, ("use", use.pk), by=use.author_id)
    generations.bump(generations.CONTENT)


@transaction.atomic
def use_ask(standing: Standing, use_id: uuid.UUID, text: str) -> None:
    """Ask the author something; the report waits for them. Raises SayWhy besides."""
    use = _to_decide(standing, use_id)
    _must_say(text)
    _decide(standing, use, Use.State.ASKED, "use-ask", text)


@transaction.atomic
def use_decline(standing: Standing, use_id: uuid.UUID, text: str) -> None:
    """Decline a report and say why. Raises SayWhy besides."""
    use = _to_decide(standing, use_id)
    _must_say(text)
    _decide(standing, use, Use.State.DECLINED, "use-decline", text)
