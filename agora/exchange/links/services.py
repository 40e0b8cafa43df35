"""What people say of an address, and what we ask them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Final

from django.db import transaction

from agora.editorial.rules import WRITERS
from agora.exchange.links.queries import links_for
from agora.exchange.models import Link, LinkUse
from agora.journal.services import entry_write
from agora.kernel import clock, generations, kinds
from agora.kernel.errors import NotHere
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Account, Duty, Membership
from agora.people.queries import Standing

KIND: Final = "link"


def _mine(standing: Standing, link_id: uuid.UUID) -> Link:
    """The address, if this person answers for it. Raises NotHere."""
    link = links_for(standing).select_for_update(of=("self",)).filter(pk=link_id).first()
    if link is None:
        raise NotHere(f"There is no address {link_id}.")
    return link


@transaction.atomic
def link_check_again(standing: Standing, link_id: uuid.UUID) -> None:
    """Have it asked again as soon as its host’s turn comes. Raises NotHere."""
    link = _mine(standing, link_id)
    now = clock.now()
    if link.due_at > now:
        Link.objects.filter(pk=link.pk).update(due_at=now)


@transaction.atomic
def link_accept(standing: Standing, link_id: uuid.UUID) -> None:
    """Somebody who answers for it says that it is right: nobody is asked again, no page warns of it.

    It holds until the address answers again. Raises NotHere.
    """
    link = _mine(standing, link_id)
    if link.accepted_at is not None:
        return
    Link.objects.filter(pk=link.pk).update(accepted_at=clock.now())
    owners = LinkUse.objects.filter(link=link, owner__isnull=False).values_list("owner", flat=True)
    entry_write(
        "accept-link",
        KIND,
        link.pk,
        actor=standing.account,
        organisation=next((one for one in owners if one in standing.roles), None),
    )
    if link.state == Link.State.GONE:
        generations.bump(generations.CONTENT)


def providers_ask() -> int:
    """Tell those who answer for them of addresses that have not answered for long, each once.

    One mail for each organisation and round, to its editors and admins; what is the learning team’s
    own is told to those who lead it. Returns how many addresses were told of.
    """
    silent = Link.objects.filter(
        state=Link.State.GONE, asked_at__isnull=True, accepted_at__isnull=True
    )
    by_owner: dict[uuid.UUID | None, list[LinkUse]] = defaultdict(list)
    for use in LinkUse.objects.filter(link__in=silent[:500]).order_by("pk"):
        by_owner[use.owner_id].append(use)
    told: set[uuid.UUID] = set()
    for owner, uses in by_owner.items():
        _ask(owner, uses)
        told |= {use.link_id for use in uses}
    return len(told)


@transaction.atomic
def _ask(owner: uuid.UUID | None, uses: list[LinkUse]) -> None:
    keys = {use.link_id for use in uses}
    title = _title_of(uses[0])
    now = clock.now()
    for account in _answer_for(owner):
        notice_enqueue(
            account,
            sort=Sort.REMINDERS,
            cause=f"links-{owner or 'team'}-{now:%Y%m%d%H}",
            template="exchange/mail/links",
            values={"title": title, "count": str(len(keys))},
            path="/desk/links/",
            organisation=owner,
        )
    Link.objects.filter(pk__in=keys).update(asked_at=now)


def _title_of(use: LinkUse) -> str:
    everything = frozenset({"public", "network", f"org:{use.owner_id}"})
    found = kinds.described(use.kind, use.object_id, "en", everything)
    return found.title if found else ""


def _answer_for(owner: uuid.UUID | None) -> list[uuid.UUID]:
    if owner is None:
        leads = Duty.objects.filter(role=Duty.Role.LEAD)
        wanted = list(leads.values_list("person__account", flat=True))
    else:
        members = Membership.objects.filter(organisation=owner, role__in=WRITERS)
        wanted = list(members.values_list("person__account", flat=True))
    return list(
        Account.objects.filter(pk__in=wanted, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
