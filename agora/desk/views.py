"""The desk's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.desk.pages import desk_page
from agora.desk.parts import parts_for
from agora.people.queries import Standing
from agora.people.viewing import signed_in


@require_safe
@signed_in
def work(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is waiting for me."""
    return desk_page(
        request,
        standing,
        "desk/work.html",
        {"parts": parts_for(standing, request)},
        title=_("My work"),
        section="work",
    )
