"""The page: what may be taken out, what is being made, what is there to be fetched."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.organisations.common import onward
from agora.desk.pages import desk_page
from agora.exchange.models import Archive
from agora.exchange.whole import queries, services
from agora.kernel import throttle
from agora.people.queries import Standing, organisation_names_among
from agora.people.viewing import signed_in
from agora.ui.asking import hidden, must

MOST = 10
"""Archives one person may have made within a day."""
SHOWN = 50
REFRESH = 5


@dataclass(frozen=True)
class Owner:
    """Whose everything it is: what the form sends, and the name."""

    value: str
    name: str


@dataclass(frozen=True)
class Row:
    """One archive, with whose it is and how far."""

    archive: Archive
    name: str
    percent: int


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def archives(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Have an archive made, and see those that are there."""
    must(queries.may_take_out(standing))
    if request.method == "POST":
        return _ask(request, standing)
    return _page(request, standing)


def _ask(request: HttpRequest, standing: Standing) -> HttpResponse:
    wanted = request.POST.get("of", "")
    try:
        of = None if wanted == "network" else uuid.UUID(wanted)
    except ValueError as error:
        raise Http404 from error
    if not throttle.allowed(request, "archive", MOST, 86_400, by=str(standing.account)):
        problem = _("You had many archives made today. Have another one made tomorrow.")
        return _page(request, standing, problem=problem, status=429)
    with hidden():
        services.archive_ask(standing, of)
    return onward("taking", done="asked")


def _page(
    request: HttpRequest, standing: Standing, *, problem: str = "", status: int = 200
) -> HttpResponse:
    named = organisation_names_among(
        queries.organisations_to_take_out(standing), request.LANGUAGE_CODE
    )
    owners = sorted((Owner(str(key), one.name) for key, one in named.items()), key=lambda o: o.name)
    network = queries.leads_network(standing)
    found = list(queries.archives_for(standing)[:SHOWN])
    rows = [
        Row(
            one,
            named[one.organisation_id].name if one.organisation_id in named else "",
            queries.percent_of(one) if one.state in Archive.COMING else 100,
        )
        for one in found
        if one.organisation_id is None or one.organisation_id in named
    ]
    coming = any(row.archive.state in Archive.COMING for row in rows)
    answer = desk_page(
        request, standing, "desk/taking/archives.html",
        {
            "owners": owners, "network": network, "rows": rows, "coming": coming,
            "problem": problem, "done": request.GET.get("done", ""),
        },
        title=_("Take everything out"), section="taking", status=status,
    )  # fmt: skip
    if coming and request.method != "POST":
        answer.headers["Refresh"] = str(REFRESH)
    return answer


@require_safe
@signed_in
def archive(request: HttpRequest, standing: Standing, archive_id: uuid.UUID) -> HttpResponseBase:
    """One archive, to whoever may have all that is in it; anybody else's is not there."""
    found = queries.archives_for(standing).filter(pk=archive_id, state=Archive.State.READY).first()
    path = queries.path_of(archive_id)
    if found is None or not path.is_file():
        raise Http404
    if request.method == "GET":
        services.archive_fetched(standing, found)
    name = found.organisation.slug if found.organisation is not None else "network"
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"agora-{name}-{found.ready_at:%Y-%m-%d}.zip"
    )
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
