"""The desk's menu: what is there for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agora.catalogue.ageing.queries import sees_ageing
from agora.catalogue.merging.queries import merges_at_all
from agora.courses.seats.queries import organises_at_all
from agora.editorial.review.queries import reviews_at_all
from agora.editorial.rules import READERS, WRITERS
from agora.editorial.translating.queries import works_with_translations
from agora.exchange.links.queries import may_see_links
from agora.exchange.whole.queries import may_take_out
from agora.moderation.queries import reads_decisions
from agora.moderation.rules import moderates_at_all
from agora.people.queries import Standing
from agora.statistics.queries import sees_something
from agora.ui.rows import Link


@dataclass(frozen=True)
class Entry:
    """A page of the desk: its URL name, its word, and whom it is for."""

    key: str
    route: str
    label: str | Promise
    shown: Callable[[Standing], bool] = lambda _standing: True


ENTRIES: tuple[Entry, ...] = (
    Entry("work", "desk", _("My work")),
    Entry("contribute", "contribute", _("Contribute")),
    Entry("bring", "bring", _("Bring in"), lambda s: s.is_lead or bool(s.organisations(*WRITERS))),
    Entry("drafts", "drafts", _("Drafts"), lambda standing: standing.works_here),
    Entry("sent", "review-sent", _("Sent for review"), lambda s: bool(s.organisations(*READERS))),
    Entry("review", "review-queue", _("Review"), reviews_at_all),
    Entry("translate", "translate", _("Translations"), works_with_translations),
    Entry("runs", "desk-runs", _("Runs"), organises_at_all),
    Entry("reports", "desk-reports", _("Reports"), moderates_at_all),
    Entry("decisions", "desk-decisions", _("Decisions"), reads_decisions),
    Entry("links", "desk-links", _("Links"), may_see_links),
    Entry("ageing", "desk-ageing", _("Getting old"), sees_ageing),
    Entry("merge", "desk-merge", _("Possible duplicates"), merges_at_all),
    Entry("statistics", "statistics", _("Figures"), sees_something),
    Entry("organisations", "desk-organisations", _("Organisations")),
    Entry("team", "desk-team", _("Learning team"), lambda standing: bool(standing.duties)),
    Entry("taking", "taking", _("Export"), may_take_out),
    Entry("notices", "desk-notices", _("Mails")),
)


def menu_for(standing: Standing) -> tuple[Link, ...]:
    """The entries this person has use for; whoever is not signed in has none."""
    if standing.account is None:
        return ()
    return tuple(
        Link(str(entry.label), reverse(entry.route), entry.key)
        for entry in ENTRIES
        if entry.shown(standing)
    )
