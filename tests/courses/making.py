"""A small course, published, with a run: what the tests of this room begin with."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from agora.courses.blocks import block_kinds
from agora.courses.blocks.base import Outcome
from agora.courses.models import Course, Enrolment, Run
from agora.editorial.services import document_read, version_publish
from agora.kernel import clock, ids


def key(name: str) -> str:
    """The same key for the same name."""
    return str(ids.fixed_id("test-node", name))


def says(**texts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Texts by language, read by somebody."""
    return {language: {"state": "reviewed", **text} for language, text in texts.items()}


def text_block(name: str, **more: Any) -> dict[str, Any]:
    """A block of running text in English and Spanish."""
    return {
        "key": key(name),
        "kind": "text",
        "texts": says(
            en={"title": f"About {name}", "body": f"<p>All of {name}.</p>"},
            es={"title": f"Sobre {name}", "body": f"<p>Todo de {name}.</p>"},
        ),
        **more,
    }


def lesson(name: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A lesson in English and Spanish."""
    return {
        "key": key(name),
        "minutes": 10,
        "texts": says(en={"title": f"Lesson {name}"}, es={"title": f"Lección {name}"}),
        "blocks": list(blocks) or [text_block(f"{name}-text")],
        **more,
    }


def module(name: str, *lessons: dict[str, Any]) -> dict[str, Any]:
    """A module in English and Spanish."""
    return {
        "key": key(name),
        "texts": says(en={"title": f"Module {name}"}, es={"title": f"Módulo {name}"}),
        "lessons": list(lessons),
    }


def document(*modules: dict[str, Any], slug: str = "small-course", **course: Any) -> dict[str, Any]:
    """The document of a course."""
    owner = course.pop("owner", None)
    return {
        "slug": slug,
        "original_language": "en",
        "type": "course",
        "texts": says(
            en={"title": "A small course", "summary": "What the tests learn."},
            es={"title": "Un curso pequeño", "summary": "Lo que aprenden las pruebas."},
        ),
        **({"owner": owner} if owner else {}),
        "course": {
            "modules": list(modules) or [module("m1", lesson("l1"), lesson("l2"))],
            **course,
        },
    }


def publish(data: dict[str, Any], course_id: uuid.UUID | None = None) -> Course:
    """Publish it, as anything is published."""
    object_id = course_id or ids.fixed_id("test-course", data["slug"])
    version_publish("resource", object_id, document_read("resource", data))
    return Course.objects.select_related("live").get(pk=object_id)


def run_of(course: Course, **fields: Any) -> Run:
    """A run that is open now."""
    return Run.objects.create(course=course, original_language="en", is_published=True, **fields)


def enrol(run: Run, account: Any, *, language: str = "en", **fields: Any) -> Enrolment:
    """Somebody who learns in this run (`account` has an id)."""
    return Enrolment.objects.create(
        run=run,
        account_id=getattr(account, "pk", account),
        state=Enrolment.State.ENROLLED,
        version=run.course.live,
        language=language,
        enrolled_at=clock.now(),
        **fields,
    )


def takes_answers(kind: str = "reflection") -> None:
    """Let this kind of block take an answer (`text`, which must not be empty), where none is built in."""
    kinds = block_kinds()
    if kinds[kind].act is None:
        kinds[kind] = replace(kinds[kind], act=_take)


def _take(_block: Any, _enrolment: Any, data: Any) -> Outcome:
    if not data.get("text"):
        return Outcome(errors={"text": "Write something first."}, typed=data)
    return Outcome(is_done=True, score=0.5)
