"""On “My work”: applications that wait for organisers, and groups without a tutor."""

from __future__ import annotations

from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.courses.models import Cohort, Enrolment
from agora.courses.seats.queries import course_titles, organises_at_all, runs_organised_by
from agora.desk.parts import Part, WorkRow
from agora.people.queries import Standing
from agora.ui.rows import Link

FEW = 5


def part(standing: Standing, request: HttpRequest) -> Part | None:
    """What waits in the runs this person organises; three queries."""
    if not organises_at_all(standing):
        return None
    reader = request.LANGUAGE_CODE
    mine = runs_organised_by(standing).filter(cancelled_at__isnull=True)
    applied = list(
        Enrolment.objects.filter(run__in=mine, state=Enrolment.State.APPLIED)
        .order_by()
        .values_list("run", "run__course")
        .annotate(count=Count("pk"), since=Min("asked_at"))
        .order_by("since")[:FEW]
    )
    alone = list(
        Cohort.objects.filter(run__in=mine, tutors=None)
        .order_by("run__created_at", "name")
        .values_list("run", "run__course", "pk", "name")[:FEW]
    )
    titles = course_titles({row[1] for row in (*applied, *alone)}, reader)
    rows = [
        WorkRow(
            str(titles[course]),
            f"/{reader}/desk/runs/{run}/applications/",
            kind=ngettext("%(count)s application", "%(count)s applications", count)
            % {"count": count},
            since=since,
            language=titles[course].language,
        )
        for run, course, count, since in applied
    ] + [
        WorkRow(
            str(titles[course]),
            f"/{reader}/desk/runs/{run}/groups/{cohort}/",
            kind=_("A group needs a tutor"),
            note=name,
            language=titles[course].language,
        )
        for run, course, cohort, name in alone
    ]
    if not rows:
        return None
    return Part(
        _("Runs of your courses"),
        tuple(rows),
        more=Link(_("All runs"), f"/{reader}/desk/runs/"),
    )
