"""Tables of figures as pages draw them and as they are downloaded: the same numbers in both."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote_plus

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format, get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agora.catalogue.facets import labeller
from agora.catalogue.views import neutral
from agora.kernel import languages
from agora.people.queries import Viewer
from agora.statistics import queries
from agora.statistics.closing import OWNER
from agora.statistics.counting import CONTACT, DOWNLOAD, NOTHING, READ, SAVE
from agora.statistics.logic import LEAST, Period
from agora.statistics.queries import About, Counted, Covered, InVain, Numbers, Reports
from agora.ui.unseen import marked

HIDDEN = f"<{LEAST}"
_HIDDEN_HTML = mark_safe(f'<bdi dir="ltr">&lt;{LEAST}</bdi>')


@lru_cache(maxsize=8)
def _separator(_language: str) -> str:
    """What parts thousands in the language that is switched on."""
    return str(get_format("THOUSAND_SEPARATOR"))


@dataclass(frozen=True)
class Cell:
    """A number; None where it is hidden. `path` leads to what was counted."""

    number: int | None
    path: str = ""
    heading: str = ""

    @property
    def html(self) -> SafeString:
        """The number as a page shows it; a sign before it stays before it in Arabic too."""
        if self.number is None:
            return _HIDDEN_HTML
        said = f"{self.number:,}".replace(",", _separator(get_language() or "en"))
        return mark_safe(f'<a href="{escape(self.path)}">{said}</a>' if self.path else said)


@dataclass(frozen=True)
class Row:
    """What the row is about, and its numbers."""

    label: str
    cells: tuple[Cell, ...]
    path: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with the headings of its columns; `first` is that of the rows' labels."""

    key: str
    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    csv_path: str = ""

    @property
    def body(self) -> SafeString:
        """The rows as HTML, drawn at once: a template would take most of the page's time for them."""
        begins = [f'<td data-label="{escape(word)}" class="number">' for word in self.columns]
        drawn = []
        for row in self.rows:
            label: str = marked(row.label)
            if row.path:
                label = f'<a href="{escape(row.path)}">{label}</a>'
            if row.note:
                label += f' <span class="muted small">{escape(row.note)}</span>'
            cells = "".join(
                f"{begin}{cell.html}</td>" for begin, cell in zip(begins, row.cells, strict=True)
            )
            drawn.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
        return mark_safe("".join(drawn))

    def as_csv(self) -> HttpResponse:
        """The table as CSV in UTF-8 with a byte-order mark; hidden numbers as on the page."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([neutral(word) for word in (self.first, *self.columns)])
        for row in self.rows:
            label = f"{row.label} ({row.note})" if row.note else row.label
            writer.writerow([neutral(label), *(said(cell) for cell in row.cells)])
        answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="agora-{self.key}.csv"'
        return answer


def said(cell: Cell) -> str:
    """A number as it stands in a downloaded table."""
    return HIDDEN if cell.number is None else str(cell.number)


def acts() -> tuple[tuple[str, str], ...]:
    """What is counted, in words."""
    return (
        (READ, _("Reads")),
        (SAVE, _("Saved")),
        (DOWNLOAD, _("Downloads")),
        (CONTACT, _("Questions")),
    )


def cells_of(numbers: Numbers, reports: int | None = None) -> tuple[Cell, ...]:
    """The numbers of a thing in the order of `acts`, then its reports from cities."""
    cells = [Cell(numbers.get(act), "", word) for act, word in acts()]
    if reports is not None:
        cells.append(Cell(reports, "", _("Reports from cities")))
    return tuple(cells)


def month_name(month: dt.date) -> str:
    """A month in words, with its year."""
    return date_format(month, "F Y")


def period_name(period: Period) -> str:
    """A period in words."""
    if period.span == "m":
        return month_name(period.start)
    if period.span == "q":
        words = {"quarter": (period.start.month + 2) // 3, "year": period.start.year}
        return _("Quarter %(quarter)s of %(year)s") % words
    return str(period.start.year) if period.span == "y" else _("All months")


def options(periods: Sequence[Period], chosen: Period | None) -> SafeString:
    """The choices of a period, drawn at once as the rows of tables are."""
    return mark_safe(
        "".join(
            f'<option value="{one.code}"{" selected" if one == chosen else ""}>'
            f"{escape(period_name(one))}</option>"
            for one in periods
        )
    )


def months_table(found: Iterable[tuple[dt.date, Numbers]], reports: Reports) -> Table:
    """Month by month."""
    return Table(
        "months", _("Month by month"), _("Month"),
        (*(word for _act, word in acts()), _("Reports from cities")),
        tuple(
            Row(month_name(month), cells_of(numbers, reports.get(month, 0)))
            for month, numbers in found
        ),
    )  # fmt: skip


def languages_table(found: Sequence[tuple[str, int | None]], reader: str) -> Table:
    """Reads by the language in which a page was read; without rows where nothing may be shown."""
    shown = any(number is not None for _tag, number in found)
    return Table(
        "languages", _("Reads by language"), _("Language of the page"), (_("Reads"),),
        tuple(
            Row(languages.name(tag, reader), (Cell(number, "", _("Reads")),))
            for tag, number in found
        ) if shown else (),
    )  # fmt: skip


def counted_table(key: str, title: str, first: str, found: Iterable[Counted]) -> Table:
    """Things or organisations, those with the most reads first."""
    return Table(
        key, title, first, tuple(word for _act, word in acts()),
        tuple(Row(label, cells_of(numbers), path) for label, path, numbers in map(_named, found)),
    )  # fmt: skip


def _named(one: Counted) -> tuple[str, str, Numbers]:
    """What a counted thing is called, the page of its figures, and these."""
    return (*_name(one), one.numbers)


def _name(one: Counted) -> tuple[str, str]:
    if one.what == OWNER and one.id == NOTHING:
        return _("Things of no organisation, and forums"), ""
    if one.named is None:
        return _("No longer on the market, or not for everybody"), ""
    routes = {"resource": "statistics-resource", OWNER: "statistics-organisation"}
    if one.what in routes:
        return one.named.title, reverse(routes[one.what], args=[one.id])
    pages = {
        "organisation": _("The organisation’s own page"),
        "stand": _("Stand: %(title)s"),
        "forum": _("Forum: %(title)s"),
    }
    return pages[one.what] % {"title": one.named.title}, one.named.path


def words_table(key: str, title: str, found: Iterable[InVain], reader: str) -> Table:
    """Words that were searched in vain."""
    return Table(
        key, title, _("Words"), (_("Times"),),
        tuple(
            Row(
                one.words,
                (Cell(one.number, "", _("Times")),),
                path=f"/{one.language}/explore/?q={_quoted(one.words)}",
                note=(
                    _("%(language)s, one or two finds") if one.is_few
                    else _("%(language)s, nothing found")
                ) % {"language": languages.name(one.language, reader)},
            )
            for one in found
        ),
    )  # fmt: skip


def _quoted(text: str) -> str:
    return quote_plus(text)


def coverage_tables(found: Covered, reader: str) -> list[Table]:
    """What there is of each axis, goal, region and kind, in all and in each language."""
    titles = {
        "axis": (_("By axis of the Pact"), _("Axis")),
        "goal": (_("By Sustainable Development Goal"), _("Goal")),
        "region": (_("By region of the world"), _("Region")),
        "type": (_("By kind"), _("Kind")),
    }
    explore = reverse("explore")
    names = {tag: languages.name(tag, reader) for tag in languages.TAGS}

    def cells(facet: str, value: str, total: int, by_language: Numbers) -> tuple[Cell, ...]:
        narrowed = f"{facet}={_quoted(value)}" if facet else ""
        first = Cell(total, f"{explore}?{narrowed}", _("All"))
        return (
            first,
            *(
                Cell(
                    by_language.get(tag, 0),
                    f"{explore}?{narrowed}{'&' if narrowed else ''}language={tag}",
                    names[tag],
                )
                for tag in languages.TAGS
            ),
        )

    tables = []
    for facet, rows in found.rows.items():
        label = labeller(facet, reader, {})
        title, first = titles[facet]
        tables.append(
            Table(
                facet, title, first, (_("All"), *names.values()),
                tuple(
                    Row(label(value), cells(facet, value, total, by_language))
                    for value, total, by_language in rows
                ),
            )
        )  # fmt: skip
    everything = Row(_("Everything"), cells("", "", found.total, found.languages))
    return [
        Table("all", _("Everything"), _("Everything"), (_("All"), *names.values()), (everything,)),
        *tables,
    ]


def market_tables(
    period: Period, about: About, reports: Reports, reader: str, viewer: Viewer
) -> list[Table]:
    """The tables of the whole market."""
    owners, _more = queries.most_read(period, (OWNER,), reader=reader, viewer=viewer)
    things, _more = queries.most_read(period, ("resource",), reader=reader, viewer=viewer)
    return [
        months_table(about.by_month, reports),
        languages_table(about.by_language, reader),
        counted_table("organisations", _("Organisations"), _("Organisation"), owners),
        counted_table("resources", _("What was read most"), _("Title"), things),
    ]


def organisation_tables(
    period: Period,
    about: About,
    key: uuid.UUID,
    reports: Reports,
    reader: str,
    viewer: Viewer,
) -> list[Table]:
    """The tables of one organisation."""
    things, _more = queries.most_read(
        period, queries.THINGS, reader=reader, viewer=viewer, owner=key, size=100
    )
    return [
        months_table(about.by_month, reports),
        counted_table("things", _("What was read most"), _("Title"), things),
    ]


def resource_tables(about: About, reports: Reports, reader: str) -> list[Table]:
    """The tables of one resource."""
    return [months_table(about.by_month, reports), languages_table(about.by_language, reader)]
