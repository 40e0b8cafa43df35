"""The figures of the market, of one organisation, of one resource; what is not found; what there is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.desk.pages import desk_page
from agora.desk.statistics import tables
from agora.desk.statistics.tables import Table
from agora.kernel.kinds import described
from agora.people.models import Organisation
from agora.people.queries import Standing
from agora.people.viewing import signed_in, viewer_from
from agora.statistics import queries
from agora.statistics.closing import ALL, OWNER
from agora.statistics.counting import NOTHING
from agora.statistics.logic import LEAST, Period, period_at, periods_of
from agora.ui.rows import Link


def period_asked(request: HttpRequest) -> tuple[Period | None, list[Any]]:
    """The period of the address among the months that are closed; None while there is none."""
    months = queries.months_closed()
    return period_at(request.GET.get("period", "")[:10], months), months


def _team(standing: Standing) -> None:
    if not queries.sees_market(standing):
        raise Http404


def figures_page(
    request: HttpRequest,
    standing: Standing,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    period: Period | None,
    months: Sequence[Any],
) -> HttpResponse:
    """A page of figures with the choice of its period."""
    return desk_page(
        request,
        standing,
        f"desk/statistics/{template}.html",
        {
            **context,
            "part": template,
            "least": LEAST,
            "sees_market": queries.sees_market(standing),
            "period": period,
            "period_name": tables.period_name(period) if period else "",
            "periods": tables.options([*periods_of(months)], period),
        },
        title=title,
        section="statistics",
    )


def _with_csv(
    found: Sequence[Table], period: Period | None, route: str, *args: object
) -> list[Table]:
    code = f"?period={period.code}" if period else ""
    return [replace(t, csv_path=reverse(route, args=[*args, t.key]) + code) for t in found]


def _one_of(found: Sequence[Table], key: str) -> HttpResponse:
    for table in found:
        if table.key == key:
            return table.as_csv()
    raise Http404


def _own(standing: Standing, request: HttpRequest) -> list[Link]:
    """The organisations whose figures this person sees as their editor."""
    keys = standing.organisations(*queries.EDITORS)
    named = queries.names_of(
        [("organisation", key) for key in keys], request.LANGUAGE_CODE, viewer_from(request)
    )
    return [
        Link(said.title, reverse("statistics-organisation", args=[key]))
        for (_what, key), said in sorted(named.items(), key=lambda pair: pair[1].title)
    ]


@require_safe
@signed_in
def overview(request: HttpRequest, standing: Standing) -> HttpResponse:
    """For the learning team the market's figures; for editors the way to their organisations'."""
    if not queries.sees_something(standing):
        raise Http404
    period, months = period_asked(request)
    team = queries.sees_market(standing)
    sums, found = _of_market(request, period if team else None, months)
    return figures_page(
        request, standing, "overview",
        {
            "own": _own(standing, request),
            "tables": _with_csv(found, period, "statistics-csv"),
            "sums": sums,
            "so_far": queries.reads_so_far() if team else 0,
        },
        title=_("Figures"), period=period, months=months,
    )  # fmt: skip


Found = tuple[tuple[tables.Cell, ...], list[Table]]
"""The sums of a period, and its tables."""


def _of_market(request: HttpRequest, period: Period | None, months: Sequence[Any]) -> Found:
    if period is None:
        return (), []
    reports = queries.reports_by_month(period, months)
    about = queries.figures_about(period, months, ALL, NOTHING)
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    return tables.cells_of(about.sums, sum(reports.values())), tables.market_tables(
        period, about, reports, reader, viewer
    )


@require_safe
@signed_in
def searches(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was searched and not found."""
    _team(standing)
    period, months = period_asked(request)
    found = _searched(period, request.LANGUAGE_CODE)
    now = tables.words_table(
        "now", _("This month so far"), queries.in_vain_so_far(), request.LANGUAGE_CODE
    )
    return figures_page(
        request, standing, "searches",
        {"tables": _with_csv([found], period, "statistics-csv"), "now": now},
        title=_("Searched and not found"), period=period, months=months,
    )  # fmt: skip


def _searched(period: Period | None, reader: str) -> Table:
    title = tables.period_name(period) if period else ""
    return tables.words_table("searches", title, queries.searched_in_vain(period), reader)


@require_safe
@signed_in
def coverage(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What there is, by axis, goal, region, kind and language; each number leads to what it counts."""
    _team(standing)
    found = _covered(request)
    return figures_page(
        request, standing, "coverage", {"tables": _with_csv(found, None, "statistics-csv")},
        title=_("What there is"), period=None, months=(),
    )  # fmt: skip


def _covered(request: HttpRequest) -> list[Table]:
    reader = request.LANGUAGE_CODE
    return tables.coverage_tables(queries.coverage(reader, viewer_from(request)), reader)


@require_safe
@signed_in
def download(request: HttpRequest, standing: Standing, table: str) -> HttpResponse:
    """One table of the market as CSV."""
    _team(standing)
    period, months = period_asked(request)
    reader = request.LANGUAGE_CODE
    if table in ("all", *queries.COVERAGE):
        return _one_of(_covered(request), table)
    if table == "searches":
        return _one_of([_searched(period, reader)], table)
    return _one_of(_of_market(request, period, months)[1], table)


def _organisation(request: HttpRequest, standing: Standing, key: uuid.UUID) -> str:
    """Its name, for whoever sees its figures; for anybody else there is none."""
    if not queries.sees_owner(standing, key) or not Organisation.objects.filter(pk=key).exists():
        raise Http404
    said = described("organisation", key, request.LANGUAGE_CODE, viewer_from(request).tokens)
    return said.title if said else _("No longer on the market, or not for everybody")


@require_safe
@signed_in
def organisation(request: HttpRequest, standing: Standing, object_id: uuid.UUID) -> HttpResponse:
    """The figures of one organisation, for its editors and the learning team."""
    name = _organisation(request, standing, object_id)
    period, months = period_asked(request)
    sums, found = _of_organisation(request, period, months, object_id)
    return figures_page(
        request, standing, "one",
        {
            "name": name,
            "sums": sums,
            "tables": _with_csv(found, period, "statistics-organisation-csv", object_id),
        },
        title=_("Figures of %(name)s") % {"name": name}, period=period, months=months,
    )  # fmt: skip


def _of_organisation(
    request: HttpRequest, period: Period | None, months: Sequence[Any], key: uuid.UUID
) -> Found:
    if period is None:
        return (), []
    reports = queries.reports_by_month(period, months, publisher=key)
    about = queries.figures_about(period, months, OWNER, key)
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    return tables.cells_of(about.sums, sum(reports.values())), tables.organisation_tables(
        period, about, key, reports, reader, viewer
    )


def _of_resource(
    request: HttpRequest, period: Period | None, months: Sequence[Any], key: uuid.UUID
) -> Found:
    if period is None:
        return (), []
    reports = queries.reports_by_month(period, months, resource=key)
    about = queries.figures_about(period, months, "resource", key)
    return tables.cells_of(about.sums, sum(reports.values())), tables.resource_tables(
        about, reports, request.LANGUAGE_CODE
    )


@require_safe
@signed_in
def organisation_download(
    request: HttpRequest, standing: Standing, object_id: uuid.UUID, table: str
) -> HttpResponse:
    """One table of an organisation as CSV."""
    _organisation(request, standing, object_id)
    period, months = period_asked(request)
    return _one_of(_of_organisation(request, period, months, object_id)[1], table)


def _resource(request: HttpRequest, standing: Standing, key: uuid.UUID) -> Link:
    if queries.resource_seen(standing, key) is None:
        raise Http404
    said = described("resource", key, request.LANGUAGE_CODE, viewer_from(request).tokens)
    if said is None:
        return Link(_("No longer on the market, or not for everybody"), "")
    return Link(said.title, said.path)


@require_safe
@signed_in
def resource(request: HttpRequest, standing: Standing, object_id: uuid.UUID) -> HttpResponse:
    """The figures of one resource, for the editors of its publishers and the learning team."""
    about = _resource(request, standing, object_id)
    period, months = period_asked(request)
    sums, found = _of_resource(request, period, months, object_id)
    return figures_page(
        request, standing, "one",
        {
            "name": about.label,
            "live_path": about.path,
            "sums": sums,
            "tables": _with_csv(found, period, "statistics-resource-csv", object_id),
        },
        title=_("Figures of %(name)s") % {"name": about.label}, period=period, months=months,
    )  # fmt: skip


@require_safe
@signed_in
def resource_download(
    request: HttpRequest, standing: Standing, object_id: uuid.UUID, table: str
) -> HttpResponse:
    """One table of a resource as CSV."""
    _resource(request, standing, object_id)
    period, months = period_asked(request)
    return _one_of(_of_resource(request, period, months, object_id)[1], table)
