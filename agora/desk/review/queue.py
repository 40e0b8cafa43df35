"""Who waits for whom since when: the reviewers' queue, and what an organisation sent."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.desk.review.common import days_since, sort_title, state_said
from agora.desk.review.due import has_looks
from agora.editorial import rules
from agora.editorial.review.queries import VIEWS, Queue, Waiting, Wanted, queue, reviews_at_all
from agora.kernel import editing, languages
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.topics.queries import AXES
from agora.ui import wording
from agora.ui.rows import Link
from agora.ui.templatetags.ui import axis, axis_name
from agora.ui.unseen import marked

FILTERS = ("language", "axis", "sort", "assignee", "organisation")
ON_MY_WORK = 6
Choices = tuple[tuple[str, str], ...]
_NO_ID: Final = uuid.UUID(int=0)


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow the list: a labelled box of choices."""

    name: str
    label: str
    choices: Choices
    chosen: str

    @property
    def options(self) -> SafeString:
        """The choices as the box holds them."""
        return SafeString(
            "".join(
                f'<option value="{escape(key)}"{" selected" if key == self.chosen else ""}>'
                f"{marked(label)}</option>"
                for key, label in self.choices
            )
        )


@dataclass(frozen=True)
class Row:
    """One line, in words."""

    waiting: Waiting
    path: str
    title: SafeString
    kind: str
    about: SafeString
    state: str
    tone: str
    when: str
    note: str = ""

    def drawn(self) -> str:
        """The line as HTML; not in a template, which would take three times as long."""
        note = f' <span class="small">{marked(self.note)}</span>' if self.note else ""
        return (
            f'<li><p class="what"><a href="{escape(self.path)}" lang="{escape(self.waiting.language)}" '
            f'dir="auto">{self.title}</a> <span class="muted small">{self.about}</span></p>'
            f'<p class="where"><span class="state {self.tone}">{escape(self.state)}</span> '
            f'<span class="muted small">{marked(self.when)}</span>{note}</p></li>'
        )


def wanted_from(request: HttpRequest) -> Wanted:
    """What the address asks for; nonsense asks for all."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:60] for name in (*FILTERS, "view")
    }
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    view = given.pop("view")
    return Wanted(view=view if view in VIEWS else "us", page=number, **given)


def rows_of(found: Queue, *, to_team: bool) -> tuple[Row, ...]:
    """The lines of a queue in words."""
    view, reader = found.wanted.view, wording.reader()
    # Each word is looked up once for the page, not once for every line.
    states = {state: state_said(state, to_team=to_team) for state in {r.state for r in found.rows}}
    kinds = {sort: sort_title(sort) for sort in {r.sort for r in found.rows}}
    team = escape(_("Learning team"))
    since = _Since()
    # The address is made once, and each line puts its own id there.
    before, after = reverse("review-submission", args=[_NO_ID]).split(str(_NO_ID))
    rows = []
    for one in found.rows:
        word, tone = states[one.state]
        kind = kinds[one.sort]
        said = [
            escape(kind),
            escape(languages.name(one.language, reader)),
            f"<bdi>{marked(one.organisation.name)}</bdi>" if one.organisation else team,
        ]
        if one.sent_by:
            said.append(f"<bdi>{marked(one.sent_by)}</bdi>")
        axes = "".join(f" {axis(key)}" for key in one.axes)
        rows.append(
            Row(
                one,
                f"{before}{one.id}{after}",
                marked(one.title),
                kind,
                SafeString(" · ".join(said) + axes),
                word,
                tone,
                _when(one, view, since),
                _given(one) if to_team and view != "decided" else "",
            )
        )
    return tuple(rows)


class _Since:
    """Since when something waits, in words that are made once for each day."""

    def __init__(self) -> None:
        self._said: dict[tuple[dt.date, int], str] = {}

    def __call__(self, moment: dt.datetime) -> str:
        days = days_since(moment)
        if not days:
            return _("since today")
        day = timezone.localtime(moment).date()
        if (day, days) not in self._said:
            self._said[day, days] = ngettext(
                "since %(when)s, %(n)s day", "since %(when)s, %(n)s days", days
            ) % {"when": wording.date(day), "n": wording.number(days)}
        return self._said[day, days]


def _when(one: Waiting, view: str, since: _Since) -> str:
    if view == "decided" and one.decided_at:
        return wording.moment(one.decided_at) + (f" · {one.decided_by}" if one.decided_by else "")
    if one.publish_at:
        return _("on %(when)s") % {"when": wording.moment(one.publish_at)}
    return since(one.since)


def _given(one: Waiting) -> str:
    if one.is_mine:
        return _("given to you")
    return _("given to %(name)s") % {"name": one.assignee} if one.assignee else ""


@require_safe
@signed_in
def waiting(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What waits for the learning team, the longest waiting first."""
    if not reviews_at_all(standing):
        raise Http404
    found = queue(standing, wanted_from(request), reader=wording.reader())
    return _page(request, standing, found, to_team=True)


@require_safe
@signed_in
def sent(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What my organisations sent, and who waits for whom."""
    if not standing.organisations(*rules.READERS):
        raise Http404
    found = queue(standing, wanted_from(request), reader=wording.reader(), sent=True)
    return _page(request, standing, found, to_team=False)


def _page(request: HttpRequest, standing: Standing, found: Queue, *, to_team: bool) -> HttpResponse:
    wanted = found.wanted
    filters = {name: value for name in FILTERS if (value := getattr(wanted, name))}

    def leads_to(**more: object) -> str:
        return "?" + urlencode({"view": wanted.view, **filters, **more})

    views = tuple(
        (Link(label, leads_to(view=view), view), found.counts[view])
        for view, label in _views(to_team=to_team).items()
    )
    rows = rows_of(found, to_team=to_team)
    return desk_page(
        request,
        standing,
        "desk/review/queue.html",
        {
            "to_team": to_team,
            "has_due": has_looks(standing),
            "rows": rows,
            "lines": SafeString("".join(row.drawn() for row in rows)),
            "queue": found,
            "views": views,
            "view": wanted.view,
            "narrowings": _narrowings(found, to_team=to_team),
            "is_narrowed": bool(filters),
            "every": f"?view={wanted.view}",
            "previous": leads_to(page=wanted.page - 1) if wanted.page > 1 else "",
            "next": leads_to(page=wanted.page + 1) if wanted.page < found.pages else "",
        },
        title=_("Review") if to_team else _("Sent for review"),
        section="review" if to_team else "sent",
    )


def _views(*, to_team: bool) -> dict[str, str]:
    return {
        "us": _("Waiting for us") if to_team else _("Waiting for the learning team"),
        "provider": _("Waiting for the provider") if to_team else _("Waiting for us"),
        "scheduled": _("To be published"),
        "decided": _("Decided lately"),
    }


def _narrowings(found: Queue, *, to_team: bool) -> tuple[Narrowing, ...]:
    wanted, reader = found.wanted, wording.reader()
    every = ("", _("All"))
    made = [
        Narrowing(
            "language",
            _("Language"),
            (every, *((tag, languages.name(tag, reader)) for tag in found.languages)),
            wanted.language,
        ),
        Narrowing(
            "axis", _("Axis"), (every, *((key, axis_name(key)) for key in AXES)), wanted.axis
        ),
        Narrowing(
            "sort",
            _("Kind"),
            (every, *((one.name, str(one.title)) for one in editing.sorts())),
            wanted.sort,
        ),
    ]
    if to_team:
        first = (every, ("me", _("Me")), ("nobody", _("Nobody yet")))
        made.append(
            Narrowing("assignee", _("Given to"), (*first, *found.reviewers), wanted.assignee)
        )
    if len(found.organisations) > 1 or wanted.organisation:
        named = ((str(one.id), one.name) for one in found.organisations)
        made.append(Narrowing("organisation", _("From"), (every, *named), wanted.organisation))
    return tuple(made)


def part(standing: Standing, request: HttpRequest) -> Part | None:
    """On “My work”: the reviews that wait for me."""
    if not reviews_at_all(standing):
        return None
    found = queue(standing, Wanted(), reader=wording.reader())
    rows = tuple(
        WorkRow(
            title=row.waiting.title,
            path=row.path,
            kind=row.kind,
            state=row.state,
            tone=row.tone,
            note=" · ".join(
                one
                for one in (
                    row.waiting.organisation.name if row.waiting.organisation else "",
                    row.waiting.assignee,
                )
                if one
            ),
            since=row.waiting.since,
            language=row.waiting.language,
        )
        for row in rows_of(found, to_team=True)[:ON_MY_WORK]
    )
    return Part(
        _("To review"),
        rows,
        empty=_("Nothing waits for review."),
        more=Link(_("The whole queue"), reverse("review-queue")),
    )
