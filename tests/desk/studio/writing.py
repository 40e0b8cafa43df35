"""What the tests of the studio share: a course of Ondara's as a draft, and buttons that are pressed."""

from __future__ import annotations

from typing import Any

from agora.editorial.models import Draft
from tests.desk.writing import begin


def begin_course(
    somebody: Any, ondara: Any, *modules: dict[str, Any], title: str = "Moving", **course: Any
) -> Draft:
    """A new draft of a course."""
    return begin(
        somebody,
        ondara,
        "course",
        title=title,
        course={"modules": list(modules), **course},
    )


def outline_of(draft: Draft) -> list[dict[str, Any]]:
    """The modules as they are now."""
    return list(Draft.objects.get(pk=draft.pk).document["course"]["modules"])


def page_of(draft: Draft, sort: str, key: str) -> str:
    """The address of a part."""
    return f"/en/desk/drafts/{draft.pk}/course/{sort}/{key}/"


def press(client: Any, draft: Draft, act: str, **fields: Any) -> Any:
    """A button of the outline."""
    seen = fields.pop("seen", Draft.objects.get(pk=draft.pk).revision)
    return client.post(f"/en/desk/drafts/{draft.pk}/course/", {"act": act, "seen": seen, **fields})
