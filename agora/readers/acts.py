"""What stands on live pages: saving, following, and what cities reported."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agora.people.queries import Viewer
from agora.people.viewing import standing_from
from agora.readers.following.queries import follows, thing_named
from agora.readers.lists.queries import lists_with
from agora.readers.uses.queries import rows_of, uses_visible_to
from agora.ui import wording
from agora.ui.acting import Act
from agora.ui.beside import Told

MOST_TOLD = 20
EXCERPT = 280


def acts(request: HttpRequest, kind: str, object_id: uuid.UUID) -> list[Act]:
    """Save a resource and report on it; follow an organisation, a topic or a place.

    For a visitor these are links that lead to signing in and back.
    """
    if kind == "resource":
        return list(_on_resource(request, object_id))
    if kind not in ("organisation", "topic", "place"):
        return []
    known = kind == "organisation" or thing_named(kind, object_id, "en", Viewer())
    return [_following(request, kind, object_id)] if known else []


def _account(request: HttpRequest) -> uuid.UUID | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return standing_from(request).account


def _on_resource(request: HttpRequest, resource: uuid.UUID) -> Iterator[Act]:
    path, account = reverse("resource-save", args=[resource]), _account(request)
    if account is None:
        yield Act(_("Save"), path, "list-ul")
    elif lists_with(account, resource):
        yield Act(_("Saved"), path, "check-circle")
    else:
        yield Act(_("Save"), path, "list-ul", (("do", "quick"),), sends=True)
    yield Act(_("We used this"), reverse("use-new", args=[resource]), "people")


def _following(request: HttpRequest, kind: str, object_id: uuid.UUID) -> Act:
    path, account = reverse("follow", args=[kind, object_id]), _account(request)
    if account is None:
        return Act(_("Follow"), path, "rss")
    if follows(account, kind, object_id):
        return Act(_("Stop following"), path, "x-lg", (("do", "stop"),), sends=True)
    return Act(_("Follow"), path, "rss", (("do", "follow"),), sends=True)


def beside(kind: str, object_id: uuid.UUID, reader: str, tokens: frozenset[str]) -> list[Told]:
    """What cities reported of a resource, the newest first."""
    if kind != "resource":
        return []
    viewer = Viewer(tokens)
    uses = uses_visible_to(viewer).filter(resource=object_id).order_by("-decided_at")
    return [
        Told(
            row.who,
            row.where,
            str(row.use.year or ""),
            wording.said(Truncator(row.use.came).chars(EXCERPT), row.use.language, reader, "human"),
            f"/{reader}/uses/{row.use.pk}/",
        )
        for row in rows_of(list(uses[:MOST_TOLD]), reader, viewer)
    ]
