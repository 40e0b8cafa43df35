"""Writing to a group: the messages of a run, a new one with its preview, one that was sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.courses.models import GroupMessage
from agora.courses.tutoring import messaging, queries
from agora.courses.tutoring.forms import MessageForm
from agora.courses.tutoring.messaging import Audience, ToWhom
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.views.pages import READS, tutor, tutor_page
from agora.courses.tutoring.words import AUDIENCES
from agora.kernel import languages, throttle
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import person_names, text_for
from agora.ui.asking import explain, id_in, page_of, posted


@require_safe
@tutor
def sent(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """The messages of a run, the newest first."""
    page = page_of(
        request,
        messaging.messages_in(room)
        .select_related("cohort")
        .prefetch_related("texts")
        .annotate(reached=Count("recipients"))
        .order_by("-sent_at", "-pk"),
    )
    found: list[Any] = list(page.object_list)
    names = person_names([one.sent_by for one in found])
    rows = [_row(one, names, request.LANGUAGE_CODE) for one in found]
    return tutor_page(
        request, room, "messages", {"page_of_rows": page, "rows": rows},
        title=_("Messages"), here="tutor-messages",
    )  # fmt: skip


def _row(one: Any, names: dict[uuid.UUID, str], reader: str) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": text_for(list(one.texts.all()), reader, one.original_language),
        "audience": AUDIENCES[GroupMessage.Audience(one.audience)],
        "cohort": one.cohort.name if one.cohort else "",
        "by": names.get(one.sent_by, "") if one.sent_by else "",
        "sent_at": one.sent_at,
        "reached": one.reached,
    }


@require_http_methods(READS)
@tutor
def new(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """Write a message, look at it, and send it."""
    reader = request.LANGUAGE_CODE
    asked = request.POST if request.method == "POST" else request.GET
    one = room.person(id_in(asked["to"])) if asked.get("to") else None
    if one is not None and one.account_id is None:
        raise NotYours("enrolment")
    form = MessageForm(
        posted(request), cohorts=[(str(group.pk), group.name) for group in room.cohorts],
        to=str(one.pk) if one else "", reader=reader,
    )  # fmt: skip
    status, preview, count = 200, [], 0
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            to = ToWhom(
                Audience.PERSON if one else said["audience"],
                uuid.UUID(said["cohort"]) if said.get("cohort") else None,
                one.pk if one else None,
            )
            try:
                texts = messaging.checked(form.texts())
                if request.POST.get("do") == "send":
                    if not throttle.allowed(request, "group-message", most=30, seconds=3600):
                        raise AgoraError(_("Too many messages within an hour. Try again later."))
                    made = messaging.group_message_send(
                        room, to, texts, original=reader, key=form.sent_key()
                    )
                    messages.success(request, _("The message is on its way."))
                    return redirect("tutor-message", room.slug, room.run.pk, made.pk)
                count = messaging.readers(room, to).count()
                preview = [
                    {"tag": tag, "name": languages.own_name(tag), "said": text,
                     "direction": languages.direction(tag)}
                    for tag, text in texts.items()
                ]  # fmt: skip
                status = 200
            except AgoraError as error:
                if isinstance(error, NotYours):
                    raise
                explain(form, error)
    return tutor_page(
        request, room, "message_new",
        {
            "form": form, "preview": preview, "count": count,
            "person": queries.person_rows([one], reader)[0] if one else None,
        },
        title=_("Write a message"), here="tutor-messages", status=status,
    )  # fmt: skip


@require_safe
@tutor
def message(request: HttpRequest, room: TutorRoom, message: uuid.UUID) -> HttpResponse:
    """One message in all its languages, and how many were told."""
    found: Any = (
        messaging.messages_in(room)
        .select_related("cohort")
        .prefetch_related("texts")
        .annotate(reached=Count("recipients"), told=Count("recipients__told_at"))
        .filter(pk=message)
        .first()
    )
    if found is None:
        raise NotYours("message")
    return tutor_page(
        request, room, "message",
        {
            "row": _row(found, person_names([found.sent_by]), request.LANGUAGE_CODE),
            "told": found.told,
            "texts": [
                {"tag": one.language, "name": languages.own_name(one.language), "said": one,
                 "direction": languages.direction(one.language)}
                for one in found.texts.all()
            ],
        },
        title=_("Message"), here="tutor-messages",
    )  # fmt: skip
