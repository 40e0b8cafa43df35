"""The page of the open catalogue's files, and the files themselves at an address that stays."""

from __future__ import annotations

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agora.exchange.whole import open_data as dump
from agora.ui.meta import meta

SAID = {
    "resources.jsonl": gettext_lazy(
        "Everything to learn from, one record a line (JSON Lines, AMB)"
    ),
    "resources.csv": gettext_lazy("The same as a table (CSV)"),
    "organisations.jsonl": gettext_lazy("Organisations, one record a line (JSON Lines)"),
    "catalogue.jsonld": gettext_lazy("A description of these files (DCAT, JSON-LD)"),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What there is, how large, and of when."""
    files = [(one, SAID[one.name]) for one in dump.dumped() if one.name in SAID]
    return render(
        request,
        "web/open_data.html",
        {
            "nav": "",
            "files": files,
            "made_at": files[0][0].made_at if files else None,
            "meta": meta(
                _("The open catalogue as files"),
                description=_(
                    "Everything public on this market as files, written anew every week."
                ),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files; whoever has it already is told so."""
    found = next((one for one in dump.dumped() if one.name == name and name in dump.TYPES), None)
    if found is None:
        raise Http404
    tag = f'"{found.sha256}"'
    asked = [
        part.strip().removeprefix("W/")
        for part in request.headers.get("If-None-Match", "").split(",")
    ]
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    changed = int(found.made_at.timestamp())
    response: HttpResponseBase
    if tag in asked or (asked == [""] and since is not None and changed <= since):
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(
                dump.path_of(name).open("rb"), as_attachment=True, filename=f"agora-{name}"
            )
        except FileNotFoundError as error:
            raise Http404 from error
        response.headers["Content-Type"] = dump.TYPES[name]
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
