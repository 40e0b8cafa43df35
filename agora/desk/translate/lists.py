"""What waits for a translator, and what is missing in which language."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.desk.pages import desk_page
from agora.desk.translate import queries, wording
from agora.editorial.models import TextStanding, Translation
from agora.editorial.translating import services
from agora.editorial.translating.queries import (
    languages_of,
    standings_for,
    translations_for,
    works_with_translations,
)
from agora.kernel import editing, languages
from agora.people.queries import Standing, person_names
from agora.people.viewing import signed_in

SECTION = 10
PAGE = 50
MOST_CSV = 20_000


@dataclass(frozen=True)
class Line:
    """One thing in one language in a list."""

    title: str
    path: str
    language: str
    language_name: str
    state: str = ""
    note: str = ""
    who: str = ""
    when: Any = None
    weight: int | None = None
    sort: str = ""
    words: int = 0


def _for_translators(standing: Standing) -> None:
    if not works_with_translations(standing):
        raise Http404


def sort_word(name: str) -> str:
    """What a sort of thing is called."""
    sort = editing.sort_named(name)
    return str(sort.title) if sort else name.replace("-", " ").capitalize()


def _work_line(row: Translation, names: dict[uuid.UUID, str], reader: str) -> Line:
    who = row.sent_by if row.state == Translation.State.WAITING else row.claimed_by
    return Line(
        title=row.title or row.kind,
        path=reverse("translate-text", args=[row.kind, row.object_id, row.language]),
        language=row.language,
        language_name=languages.name(row.language, reader),
        note=_("A change is asked for.") if row.asked and row.state == "working" else "",
        who=names.get(who, "") if who else "",
        when=row.sent_at if row.state == Translation.State.WAITING else row.worked_at,
    )


def _line(row: TextStanding, reader: str) -> Line:
    return Line(
        title=row.title or row.kind,
        path=reverse("translate-text", args=[row.kind, row.object_id, row.language]),
        language=row.language,
        language_name=languages.name(row.language, reader),
        state=wording.state_of(row),
        note=wording.origin_of(row),
        weight=getattr(row, "weight", None),
        sort=sort_word(row.sort),
        words=row.words,
    )


@require_safe
@signed_in
def work(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """What waits for me: mine, to be read, stale, missing."""
    _for_translators(standing)
    reader = get_language() or "en"
    mine_tags = languages_of(standing)
    wanted = request.GET.get("language", "").replace("\x00", "")
    tags = (wanted,) if wanted in mine_tags else mine_tags
    open_work = list(translations_for(standing).order_by("worked_at")[:200])
    names = person_names([one for row in open_work for one in (row.claimed_by, row.sent_by)])
    mine = [row for row in open_work if row.claimed_by == standing.account]
    waiting = [
        row
        for row in open_work
        if row.state == Translation.State.WAITING
        and row.language in tags
        and row.sent_by != standing.account
    ]
    others = [
        row
        for row in open_work
        if row.state == Translation.State.WORKING
        and row.claimed_by not in (None, standing.account)
        and row.language in tags
        and not services.claim_ended(row)
    ]
    left = [
        row
        for row in open_work
        if row.state == Translation.State.WORKING
        and row.claimed_by != standing.account
        and row.language in tags
        and services.claim_ended(row)
    ]
    in_mine = standings_for(standing).filter(language__in=tags)
    sections = []
    for state in ("stale", "missing"):
        rows = queries.by_weight(queries.in_state(in_mine, state))
        sections.append((state, [_line(row, reader) for row in rows[: SECTION + 1]]))
    return desk_page(
        request,
        standing,
        "desk/translate/work.html",
        {
            "mine": [_work_line(row, names, reader) for row in mine],
            "waiting": [_work_line(row, names, reader) for row in waiting],
            "left": [_work_line(row, {}, reader) for row in left],
            "others": [_work_line(row, names, reader) for row in others],
            "stale": sections[0][1][:SECTION],
            "more_stale": len(sections[0][1]) > SECTION,
            "missing": sections[1][1][:SECTION],
            "more_missing": len(sections[1][1]) > SECTION,
            "tags": [(tag, languages.name(tag, reader)) for tag in mine_tags],
            "language": wanted if wanted in mine_tags else "",
        },
        title=_("Translations"),
        section="translate",
    )


@dataclass(frozen=True)
class _Filter:
    language: str
    state: str
    sort: str

    @property
    def query(self) -> str:
        """As it stands in an address."""
        said = {"language": self.language, "state": self.state, "kind": self.sort}
        return urlencode({name: value for name, value in said.items() if value})


def _filter(request: HttpRequest) -> _Filter:
    language = request.GET.get("language", "").replace("\x00", "")[:35]
    state = request.GET.get("state", "")
    return _Filter(
        language,
        state if state in queries.STATES else "",
        request.GET.get("kind", "").replace("\x00", "")[:40],
    )


@require_safe
@signed_in
def coverage(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Per language what is missing, stale, a draft, reviewed; what most leads to comes first."""
    _for_translators(standing)
    reader = get_language() or "en"
    chosen = _filter(request)
    given = request.GET.get("page", "1")
    number = min(max(1, int(given)), 2_000) if given.isdigit() and len(given) < 6 else 1
    rows = queries.filtered(
        standing, language=chosen.language, state=chosen.state, sort=chosen.sort
    )
    tallies = queries.tallies(standing, sort=chosen.sort)
    total = _total(tallies, chosen)
    pages = max(1, (total + PAGE - 1) // PAGE)
    number = min(number, pages)
    found = queries.by_weight(rows)[(number - 1) * PAGE : number * PAGE]
    return desk_page(
        request,
        standing,
        "desk/translate/coverage.html",
        {
            "tallies": [(one, languages.name(one.language, reader)) for one in tallies],
            "sorts": [(name, sort_word(name)) for name in queries.sorts_of(standing)],
            "states": _state_words(),
            "chosen": chosen,
            "lines": [_line(row, reader) for row in found],
            "total": total,
            "page_number": number,
            "pages": pages,
            "query": chosen.query,
        },
        title=_("What is there in which language"),
        section="translate",
    )


def _state_words() -> list[tuple[str, str]]:
    return [
        ("missing", _("missing")),
        ("stale", _("the original has changed")),
        ("draft", _("not reviewed yet")),
        ("reviewed", _("reviewed")),
    ]


def _total(tallies: Iterable[queries.Tally], chosen: _Filter) -> int:
    rows = [one for one in tallies if not chosen.language or one.language == chosen.language]
    if chosen.state:
        return sum(int(getattr(one, chosen.state)) for one in rows)
    return sum(one.total for one in rows)


@require_safe
@signed_in
def coverage_csv(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """The list as a table, with what the page's filters leave."""
    _for_translators(standing)
    chosen = _filter(request)
    rows = queries.filtered(
        standing, language=chosen.language, state=chosen.state, sort=chosen.sort
    )
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            "title",
            "kind",
            "id",
            "original",
            "language",
            "state",
            "origin",
            "stale",
            "words",
            "weight",
        ]
    )
    for row in queries.by_weight(rows)[:MOST_CSV]:
        table.writerow(
            [
                _cell(row.title), row.sort, row.object_id, row.original_language, row.language,
                row.state, row.origin, "yes" if row.is_stale else "", row.words,
                getattr(row, "weight", 0),
            ]
        )  # fmt: skip
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="translations.csv"'
    return answer


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@require_safe
@signed_in
def thing(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID
) -> HttpResponseBase:
    """The languages of a thing, and how it stands in each."""
    reader = get_language() or "en"
    mine, every = queries.of_thing(standing, kind, object_id)
    if not mine:
        raise Http404
    work_rows = {
        row.language: row
        for row in translations_for(standing).filter(kind=kind, object_id=object_id)
    }
    names = person_names([row.claimed_by for row in work_rows.values()])
    allowed = {row.language for row in mine}
    rows = [
        (
            _line(row, reader),
            row.language in allowed,
            names.get(work_rows[row.language].claimed_by or uuid.UUID(int=0), "")
            if row.language in work_rows
            else "",
        )
        for row in every.values()
    ]
    title = mine[0].title or kind
    return desk_page(
        request, standing, "desk/translate/thing.html", {"rows": rows, "name": title},
        title=_("Languages of %(title)s") % {"title": title}, section="translate",
    )  # fmt: skip
