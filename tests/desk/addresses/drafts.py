"""The pages of writing."""

from __future__ import annotations

import uuid
from typing import Any

from agora.desk.drafts.access import _DRAFT
from agora.editorial.drafts import draft_start
from agora.kernel.access import LANGUAGE
from agora.people.queries import standing_of
from tests.catalogue.shelf import put
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=9)


def draft_of(cast: Cast, **more: Any) -> Any:
    """An unfinished draft of Ondara's."""
    return draft_start(
        standing_of(cast["editor"].account),
        "practice",
        language="en",
        organisation=cast.ondara.pk,
        document={"texts": {"en": {"title": "Rain gardens"}}},
    )


def _on(end: str, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        draft = draft_of(cast)
        return Example(
            f"en/desk/drafts/{draft.pk}/{end}",
            data={name: value.format(seen=draft.revision) for name, value in data.items()},
            foreign=(f"en/desk/drafts/{NEVER}/{end}",),
        )

    return make


def _screen(cast: Cast) -> Example:
    draft = draft_of(cast)
    begin = f"en/desk/drafts/{draft.pk}/write"
    return Example(
        f"{begin}/what/",
        data={"seen": "1", "do": "next", "texts._.title": "Rain gardens for schools"},
        foreign=(f"en/desk/drafts/{NEVER}/write/what/", f"{begin}/nowhere/"),
    )


def _edit(cast: Cast) -> Example:
    mine = put("gardens", owner="ondara")
    return Example(
        f"en/desk/edit/resource/{mine.pk}/",
        foreign=(f"en/desk/edit/resource/{NEVER}/", f"en/desk/edit/nothing/{mine.pk}/"),
    )


def _begin(cast: Cast) -> Example:
    return Example(
        "en/desk/contribute/",
        data={
            "way": "form",
            "sort": "practice",
            "language": "en",
            "organisation": str(cast.ondara.pk),
        },
    )


ADDRESSES = {
    f"{LANGUAGE}desk/contribute/": _begin,
    f"{LANGUAGE}desk/lookup/<slug:sort>/": Example("en/desk/lookup/place/?q=kenya"),
    f"{LANGUAGE}desk/edit/<slug:kind>/<uuid:object_id>/": _edit,
    f"{LANGUAGE}desk/drafts/": Example("en/desk/drafts/"),
    _DRAFT: _on(""),
    f"{_DRAFT}history/": _on("history/"),
    f"{_DRAFT}preview/": _on("preview/"),
    f"{_DRAFT}restore/": _on("restore/", state="r1", seen="{seen}"),
    f"{_DRAFT}discard/": _on("discard/"),
    f"{_DRAFT}move/": _on("move/"),
    f"{_DRAFT}write/<slug:step>/": _screen,
}
