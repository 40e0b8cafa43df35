"""How a course is asked for: what the catalogue says of it; its lessons are written in the studio."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.kernel.editing import Document, register, sort_named


def _blank(language: str, organisation: str | None) -> dict[str, Any]:
    there = sort_named("resource")
    if there is None:
        raise LookupError("the catalogue registered no sort “resource”")
    document = there.blank(language, organisation)
    return {**document, "type": "course", "course": {"modules": [], "interest_open": False}}


def _is_course(document: Document) -> bool:
    return document.get("type") == "course" and isinstance(document.get("course"), dict)


def register_sorts() -> None:
    """Called from the room's `ready()`, after the catalogue's."""
    resource = sort_named("resource")
    if resource is None:
        raise LookupError("the catalogue registered no sort “resource”")
    register(
        replace(
            resource,
            name="course",
            title=pgettext_lazy("held on this market", "Course"),
            about=_("A course that is held here: modules, lessons, quizzes, a certificate."),
            # What it is, is said by its having lessons.
            steps=tuple(
                replace(step, fields=tuple(one for one in step.fields if one.path != "type"))
                for step in resource.steps
            ),
            matches=_is_course,
            blank=_blank,
            order=15,
        )
    )
