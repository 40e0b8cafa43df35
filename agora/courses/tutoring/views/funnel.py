"""From interest to certificate: for organisers alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.courses.tutoring import tables
from agora.courses.tutoring.funnel import STAGES
from agora.courses.tutoring.funnel import funnel as counted
from agora.courses.tutoring.logic import Table
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.views.pages import organiser, tutor_page
from agora.journal.services import entry_write


def _rows(table: Table) -> list[dict[str, object]]:
    rows = [
        {"label": label, "cells": list(zip(STAGES, cells, strict=True)), "total": False}
        for label, cells in zip(table.labels, table.cells, strict=True)
    ]
    total = {
        "label": _("All together"),
        "cells": list(zip(STAGES, table.totals, strict=True)),
        "total": True,
    }
    return [*rows, total]


@require_safe
@organiser
def funnel(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """How many got how far, by country and by language."""
    found = counted(room.run, request.LANGUAGE_CODE)
    return tutor_page(
        request, room, "funnel",
        {
            "stages": STAGES,
            "counted_at": found.counted_at,
            "tables": [
                ("country", _("By country"), _("Country"), _rows(found.by_country)),
                ("language", _("By language"), _("Language"), _rows(found.by_language)),
            ],
        },
        title=_("From interest to certificate"), here="tutor-funnel",
    )  # fmt: skip


@require_safe
@organiser
def funnel_csv(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """The same as a table."""
    found = counted(room.run, request.LANGUAGE_CODE)
    rows: list[list[tables.Cell]] = []
    for sort, table in ((_("Country"), found.by_country), (_("Language"), found.by_language)):
        for label, cells in zip(table.labels, table.cells, strict=True):
            rows.append([sort, label, *cells])
        rows.append([sort, _("All together"), *table.totals])
    if request.method == "GET":
        entry_write(
            "funnel-export", "run", room.run.pk, actor=room.account,
            organisation=room.run.course.resource.owner_id,
        )  # fmt: skip
    head = [_("By what"), _("Which"), *(str(stage) for stage in STAGES)]
    return tables.csv_answer(f"agora-funnel-{room.run.pk}", head, rows)
