"""The pattern page: every component, drawn live."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.ui import examples


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """All components with example rows, in the reader's language and direction."""
    meta = SimpleNamespace(
        title=_("Pattern page"),
        description=_("Every component of the market, drawn live."),
        robots="noindex",
    )
    return render(request, "ui/patterns.html", {"meta": meta, "x": examples, "nav": ""})
