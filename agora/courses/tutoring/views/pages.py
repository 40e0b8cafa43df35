"""What every page of tutors does first: the run as this person may see it, and the way to its pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from agora.courses.seats.queries import course_titles, run_words
from agora.courses.tutoring.rooms import TutorRoom, room_for
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui.asking import hidden, must
from agora.ui.meta import meta

READS = ["GET", "HEAD", "POST"]


def tutor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page for whoever tutors or organises the run: `view(request, room, …)`; for others nothing."""

    @signed_in
    @wraps(view)
    def answer(
        request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID, **kwargs: Any
    ) -> HttpResponse:
        with hidden():
            room = room_for(standing, slug, run_id)
            return view(request, room, **kwargs)

    return answer


def organiser(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page for organisers alone: `view(request, room, …)`."""

    @wraps(view)
    def answer(request: HttpRequest, room: TutorRoom, **kwargs: Any) -> HttpResponse:
        must(room.organises)
        return view(request, room, **kwargs)

    return tutor(answer)


def tutor_page(
    request: HttpRequest,
    room: TutorRoom,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    here: str,
    status: int = 200,
) -> HttpResponse:
    """A page about one run, with the way to its other pages."""
    reader = request.LANGUAGE_CODE
    course = course_titles([room.run.course_id], reader)[room.run.course_id]
    pages = [
        ("tutor", _("Overview")),
        ("tutor-people", _("People")),
        ("tutor-questions", _("Questions")),
        ("tutor-marking", _("Answers to mark")),
        ("tutor-messages", _("Messages")),
        ("tutor-survey", _("Before and after")),
    ]
    if room.organises:
        pages.append(("tutor-funnel", _("From interest to certificate")))
    return render(
        request,
        f"courses/tutoring/{template}.html",
        {
            **context,
            "room": room,
            "run": room.run,
            "slug": room.slug,
            "course_title": course,
            "words": run_words(room.run, reader),
            "tutor_pages": pages,
            "here": here,
            "headline": title,
            "nav": "explore",
            "meta": meta(f"{title}: {course}", robots="noindex"),
        },
        status=status,
    )
