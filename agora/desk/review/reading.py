"""The page of a member of a reference group: the text, and what they say about it.

The secret in the address is the permission: no account is needed, and whoever has none of the
mails gets 404. The page is never cached, never indexed, and its address leaves with no request to
another host.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agora.desk.drafts.common import asker_from
from agora.desk.drafts.preview import as_read
from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.desk.review.common import held_of_sent, sort_of_sent, sort_title
from agora.desk.review.places import places_of
from agora.editorial.models import GroupMember, Submission
from agora.editorial.review.errors import WrongStep
from agora.editorial.review.group import members
from agora.editorial.review.group.reading import (
    ReadingOver,
    is_open,
    member_for,
    readings_of,
    said_by,
    secret_of,
)
from agora.editorial.review.group.words import outcome_name, place_name
from agora.kernel import throttle
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.people.viewing import standing_from
from agora.ui import wording


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, secret: str) -> HttpResponse:
    """Read it, comment on it, say how one is named, or say that one does not read it."""
    try:
        member = member_for(secret)
        if request.method == "POST":
            response = _done(request, secret, member)
        else:
            members.reading_note_opened(member)
            response = _page(request, secret, member, {})
    except NotYours as error:
        raise Http404 from error
    except ReadingOver as error:
        response = desk_page(
            request, standing_from(request), "desk/review/reading_over.html",
            {"told": error.message}, title=_("A reading"), status=410,
        )  # fmt: skip
    # Not `no-referrer`: browsers would then send forms from nowhere, and they would be refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def part(standing: Standing, _request: HttpRequest) -> Part | None:
    """What the reader is asked to read in a reference group, on “My work”."""
    rows = readings_of(standing.account) if standing.account else ()
    if not rows:
        return None
    return Part(
        _("Reference groups"),
        tuple(
            WorkRow(
                title=_sent(member).title,
                path=reverse("group-reading", args=[secret_of(member)]),
                kind=sort_title(_sent(member).sort),
                state=_("Your comments are asked for"),
                tone="mine",
                note=_("until %(when)s") % {"when": wording.moment(member.review.closes_at)},
                language=_sent(member).language,
            )
            for member in rows
        ),
    )


def _done(request: HttpRequest, secret: str, member: GroupMember) -> HttpResponse:
    typed = request.POST.get("text", "").replace("\r\n", "\n")[: members.LONGEST + 1]
    kept: dict[str, Any] = {"typed": typed, "typed_at": request.POST.get("field", "")[:200]}
    do = request.POST.get("do", "comment")
    if not throttle.allowed(request, "reading", most=120, seconds=3600):
        told = _("Too much was sent from here within an hour. Please try again later.")
        return _page(request, secret, member, {**kept, "told": told}, 429)
    try:
        if do == "decline":
            members.reading_decline(secret)
        elif do == "name":
            kept |= {
                "name": request.POST.get("name", "")[:200],
                "is_named": "named" in request.POST,
            }
            members.reading_name(secret, name=kept["name"], is_named="named" in request.POST)
        elif do.startswith("take-back:"):
            members.reading_take_back(secret, _key(do.removeprefix("take-back:")))
            do = "take-back"
        else:
            do = "comment"
            places = {path for path, _label in places_of(_sent(member), _language(request, member))}
            field = kept["typed_at"] if kept["typed_at"] in places else ""
            members.reading_comment(secret, field=field, text=typed)
    except (NotYours, ReadingOver):
        raise
    except OperationalError:
        told = _("We are busy just now. Please send it again in a minute.")
        return _page(request, secret, member, {**kept, "told": told}, 503)
    except AgoraError as error:
        status = 409 if isinstance(error, WrongStep) else 422
        return _page(request, secret, member, {**kept, "told": error.message}, status)
    language = f"&language={_language(request, member)}" if request.GET.get("language") else ""
    here = reverse("group-reading", args=[secret])
    return HttpResponseRedirect(f"{here}?did={do}{language}#said")


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _sent(member: GroupMember) -> Submission:
    sent: Submission = member.review.submission
    return sent


def _language(request: HttpRequest, member: GroupMember) -> str:
    """The language in which the text is read: one that the document has."""
    asked = request.GET.get("language", "")
    return asked if asked in (_sent(member).document.get("texts") or {}) else _sent(member).language


def _page(
    request: HttpRequest,
    secret: str,
    member: GroupMember,
    more: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    sent = _sent(member)
    sort = sort_of_sent(sent)
    if sort is None:
        raise Http404
    language = _language(request, member)
    released = member.review.released_at is not None
    return desk_page(
        request,
        standing_from(request),
        "desk/review/reading.html",
        {
            "sent": sent,
            "kind": sort_title(sent.sort),
            "member": member,
            "review": member.review,
            "is_open": is_open(member.review, sent),
            "released": released,
            "is_public": released and sent.state == Submission.State.PUBLISHED,
            "places": places_of(sent, language),
            "comments": [
                {
                    "said": one,
                    "label": place_name(sent.sort, sent.kind, sent.document, one.field),
                    "outcome": outcome_name(one.outcome),
                }
                for one in said_by(member)
            ],
            "did": _done_said(request.GET.get("did", "")),
            "name": member.name,
            "is_named": member.is_named,
            **as_read(held_of_sent(sent, sort), asker_from(request), language),
            **more,
        },
        title=_("Reading: %(title)s") % {"title": sent.title},
        status=status,
    )


def _done_said(step: str) -> str:
    said = {
        "comment": _("Your comment is kept. You can say more until the reading closes."),
        "take-back": _("Your comment is deleted."),
        "name": _("It is noted how you are named."),
        "decline": _("Thank you for saying so. No more mails come about it."),
    }
    return said.get(step, "")
