"""One page for those who pay: what there is, what was read, what came of it, how it was counted."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.catalogue.models import Edition
from agora.catalogue.queries import resources_visible_to
from agora.desk.statistics import tables
from agora.desk.statistics.views import figures_page, period_asked
from agora.kernel import clock
from agora.people.models import Organisation
from agora.people.queries import ANYBODY, Standing
from agora.people.viewing import signed_in
from agora.readers.models import Use
from agora.readers.uses.queries import rows_of, uses_visible_to
from agora.statistics import queries
from agora.statistics.closing import ALL
from agora.statistics.counting import NOTHING
from agora.statistics.logic import next_month

READ_MOST, REPORTS, LAST_MONTHS = 5, 3, 12


@require_safe
@signed_in
def funders(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Printed, it is one sheet; everything on it is public, whoever prints it."""
    if not queries.sees_market(standing):
        raise Http404
    period, months = period_asked(request)
    reader = request.LANGUAGE_CODE
    context: dict[str, object] = {"site": settings.SITE_NAME, "address": settings.SITE_URL}
    if period:
        held = [month for month in months if period.holds(month)]
        reports = queries.reports_by_month(period, months)
        about = queries.figures_about(period, months, ALL, NOTHING)
        things, _more = queries.most_read(
            period, ("resource",), reader=reader, viewer=ANYBODY, size=READ_MOST
        )
        uses = uses_visible_to(ANYBODY).filter(
            decided_at__date__gte=held[0], decided_at__date__lt=next_month(held[-1])
        )
        most = max((numbers.get("read", 0) for _month, numbers in about.by_month), default=0)
        context |= {
            "sums": tables.cells_of(about.sums, sum(reports.values())),
            "bars": [
                (tables.month_name(month), tables.Cell(numbers.get("read")), _height(numbers, most))
                for month, numbers in about.by_month[-LAST_MONTHS:]
            ],
            "languages": tables.languages_table(about.by_language, reader),
            "things": tables.counted_table(
                "resources", _("What was read most"), _("Title"), things
            ),
            "uses": rows_of(list(uses.order_by("-decided_at", "pk")[:REPORTS]), reader, ANYBODY),
            "first": tables.month_name(held[0]),
            "last": tables.month_name(held[-1]),
            "is_one": len(held) == 1,
        }
    public = resources_visible_to(ANYBODY)
    context |= {
        "resources": public.count(),
        "organisations": Organisation.objects.filter(
            visibility="public", withdrawn_at__isnull=True
        ).count(),
        "edition_languages": Edition.objects.filter(resource__in=public)
        .values("language")
        .distinct()
        .count(),
        "reports": Use.objects.filter(state=Use.State.APPROVED).count(),
        "today": clock.now().date(),
    }
    return figures_page(
        request, standing, "funders", context,
        title=_("For funders"), period=period, months=months,
    )  # fmt: skip


def _height(numbers: queries.Numbers, most: int) -> int:
    """A bar's height in a drawing of a hundred."""
    return round(100 * numbers.get("read", 0) / most) if most else 0
