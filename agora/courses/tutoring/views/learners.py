"""Whom a learner can ask: the tutors of their group, and the discussion of their run."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.courses.seats.queries import course_titles
from agora.courses.tutoring import queries, talking
from agora.courses.tutoring.views.surveys import mine_in
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui.asking import hidden
from agora.ui.meta import meta


@require_safe
@signed_in
def helpers(request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID) -> HttpResponse:
    """Who tutors my group, and where I ask."""
    with hidden():
        mine = mine_in(standing, slug, run_id)
    reader = request.LANGUAGE_CODE
    names = queries.tutors_named([mine.cohort_id])[mine.cohort_id] if mine.cohort_id else []
    return render(
        request, "courses/tutoring/helpers.html",
        {
            "course": course_titles([mine.run.course_id], reader)[mine.run.course_id],
            "mine": mine, "names": names, "slug": slug,
            "ask": talking.ask_path(run_id, reader), "nav": "explore",
            "meta": meta(_("Whom you can ask"), robots="noindex"),
        },
    )  # fmt: skip
