"""One draft: how far it is, what is still to be done, sending it; and throwing it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.drafts.common import (
    Held,
    asker_from,
    held_or_404,
    open_submissions,
    state_of,
    who,
    writes_for,
)
from agora.desk.drafts.hints import checks_for, filled_in
from agora.desk.forms.faults import faults_of, marks_of
from agora.desk.forms.saying import Sayer, said_of
from agora.desk.pages import desk_page
from agora.desk.studio.faults import course_faults, is_course
from agora.editorial.drafts import DraftMoved, draft_discard, draft_save
from agora.editorial.review.errors import LiveMoved
from agora.editorial.review.services import submission_send
from agora.editorial.review.telling import path_of
from agora.kernel.errors import AgoraError, InvalidDocument, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui import wording

NOTE = 5000


def head_of(request: HttpRequest, held: Held) -> dict[str, Any]:
    """What stands above every page of a draft."""
    draft = held.draft
    submission = open_submissions([draft]).get((draft.kind, draft.object_id))
    organisation = draft.organisation_id
    by = draft.changed_by
    return {
        "held": held,
        "draft": draft,
        "state": state_of(draft, submission),
        "thread": f"/{request.LANGUAGE_CODE}{path_of(submission)}" if submission else "",
        "changed_since": bool(submission and submission.revision != draft.revision),
        "owner": writes_for(request, [organisation]).get(organisation, "") if organisation else "",
        "changed_by": who([by]).get(by, "") if by else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """The draft's own page; a POST sends it for review."""
    held = held_or_404(standing, draft_id, write=request.method == "POST")
    more: dict[str, Any] = {"note": request.POST.get("note", "")[:NOTE]}
    status = 200
    if request.method == "POST":
        more["pressed"] = True
        status = 422
        try:
            looked = None
            sound = not course_faults(held.draft.document, wording.reader())
            if sound and not faults_of(held.sort, held.sort.tidy(held.draft.document)):
                looked = checks_for(held, asker_from(request), links=True)
                more["looked"] = looked
            more["stopped"] = any(one.state == "stop" for one in looked or ())
            if looked is not None and not more["stopped"]:
                submission = submission_send(
                    standing,
                    draft_id,
                    note=more["note"],
                    seen=_tidied(standing, held, _seen(request)),
                    keep_mine=request.POST.get("keep") == "mine",
                )
                return HttpResponseRedirect(f"{reverse('draft', args=[submission.draft_id])}?sent")
        except NotYours:
            held_or_404(standing, draft_id, write=True)
            raise
        except InvalidDocument as error:
            more["problems"] = error.problems
        except LiveMoved as error:
            sayer = Sayer(asker_from(request), [held.draft.document], held.sort)
            more["live_moved"] = error.message
            more["conflicts"] = said_of(held.sort, error.conflicts, sayer)
            status = 409
        except DraftMoved:
            held = held_or_404(standing, draft_id, write=True)
            more["moved"] = True
            status = 409
        except AgoraError as error:
            more["refused"] = error.message
    faults = faults_of(held.sort, held.sort.tidy(held.draft.document))
    more["lessons"] = course_faults(held.draft.document, wording.reader())
    more["is_course"] = is_course(held.sort, held.draft.document)
    marks = marks_of(held.sort, held.draft.document, faults)
    links = "links" in request.GET
    if "looked" not in more and held.writable:
        more["looked"] = checks_for(held, asker_from(request), links=links)
    more["filled"], more["notes"] = filled_in(request, held)
    return desk_page(
        request,
        standing,
        "desk/drafts/draft.html",
        {
            **head_of(request, held),
            "marks": marks,
            "faults": faults,
            "sent": "sent" in request.GET,
            "links": links or request.method == "POST",
            **more,
        },
        title=held.title,
        section="drafts",
        status=status,
    )


def _tidied(standing: Standing, held: Held, seen: int) -> int:
    """Fill in what nobody should have to type (an address, say), once the words stand.

    Gives the revision to send; where somebody saved meanwhile, the one that was seen.
    """
    draft = held.draft
    document = held.sort.tidy(draft.document)
    if document == draft.document or seen != draft.revision:
        return seen
    return draft_save(standing, draft.pk, document, seen=seen, autosave=True).revision


def _seen(request: HttpRequest) -> int:
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def discard(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """Ask once, then throw the draft away with its history."""
    held = held_or_404(standing, draft_id, write=True)
    refused = ""
    if request.method == "POST":
        try:
            draft_discard(standing, draft_id)
        except NotYours:
            held_or_404(standing, draft_id, write=True)
            raise
        except AgoraError as error:
            refused = error.message
        else:
            return HttpResponseRedirect(reverse("drafts"))
    return desk_page(
        request,
        standing,
        "desk/drafts/discard.html",
        {**head_of(request, held), "refused": refused},
        title=_("Throw this draft away?"),
        section="drafts",
        status=409 if refused else 200,
    )
