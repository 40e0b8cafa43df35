"""Reading what is known of addresses, for pages, the desk and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agora.editorial.review.queries import reviews_at_all
from agora.editorial.rules import WRITERS
from agora.exchange.links.gathering import digest_of
from agora.exchange.models import Link, LinkUse
from agora.people.queries import Standing

TROUBLE = (Link.State.GONE, Link.State.FAILING, Link.State.MOVED, Link.State.UNCHECKED)

ANSWERS: Mapping[str, str | Promise] = {
    "unknown-host": _("There is no site of this name any more."),
    "no-answer": _("The site did not answer."),
    "certificate": _("The site’s certificate is not valid."),
    "slow": _("The site took too long to answer."),
    "redirects": _("The address leads on and on."),
    "closed": _("The address leads into a private network."),
    "unfit": _("This is not an address that can be opened."),
    "robots": _("The site asks programs not to look at this page."),
    "not-for-programs": _("The site does not answer programs, so we cannot tell."),
    "busy": _("The site asked us to come back later."),
    "moved": _("The page has moved for good."),
}
NOT_FOUND: str | Promise = _("The site says that there is no such page.")
IN_TROUBLE: str | Promise = _("The site answered with an error.")


@dataclass(frozen=True)
class Silent:
    """An address that has not answered for long: when it was last asked, when it began."""

    checked_at: dt.datetime
    since: dt.datetime


def answer_said(link: Link) -> str:
    """What the address last answered, in words."""
    if link.status in (404, 410):
        return str(NOT_FOUND)
    return str(ANSWERS.get(link.answer, IN_TROUBLE if link.answer else ""))


def silent_among(addresses: Collection[str]) -> dict[str, Silent]:
    """Those of these addresses that readers are to be warned of; one query."""
    if not addresses:
        return {}
    digests = {digest_of(address): address for address in addresses}
    rows = Link.objects.filter(
        digest__in=digests, state=Link.State.GONE, accepted_at__isnull=True
    ).values_list("digest", "checked_at", "failing_since")
    return {
        digests[digest]: Silent(checked, since)
        for digest, checked, since in rows
        if checked and since
    }


def may_see_links(standing: Standing) -> bool:
    """Whether the desk has a list of addresses for this person."""
    return reviews_at_all(standing) or bool(standing.organisations(*WRITERS))


def uses_for(standing: Standing) -> QuerySet[LinkUse]:
    """Where addresses are named that this person answers for: their organisations’, or everybody’s."""
    if reviews_at_all(standing):
        return LinkUse.objects.all()
    return LinkUse.objects.filter(owner__in=standing.organisations(*WRITERS))


def links_for(standing: Standing) -> QuerySet[Link]:
    """The addresses this person answers for."""
    return Link.objects.filter(Exists(uses_for(standing).filter(link=OuterRef("pk"))))


def in_trouble() -> Q:
    """What the desk shows: everything that does not simply answer."""
    return Q(state__in=TROUBLE)
