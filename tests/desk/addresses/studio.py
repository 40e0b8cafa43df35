"""The pages of the studio."""

from __future__ import annotations

from typing import Any

from agora.desk.studio.access import _COURSE
from agora.editorial.drafts import draft_start
from agora.people.queries import standing_of
from tests.courses.making import key, lesson, module
from tests.desk.addresses import Example
from tests.desk.addresses.drafts import NEVER, draft_of
from tests.desk.cast import Cast


def _on(end: str, *foreign: str, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        draft = draft_start(
            standing_of(cast["editor"].account),
            "course",
            language="en",
            organisation=cast.ondara.pk,
            document={
                "texts": {"en": {"title": "Moving"}},
                "course": {"modules": [module("m1", lesson("l1"))]},
            },
        )
        no_course = draft_of(cast)
        begin = f"en/desk/drafts/{draft.pk}/course/"
        return Example(
            f"{begin}{end}",
            data=data,
            foreign=(
                f"en/desk/drafts/{NEVER}/course/{end}",
                f"en/desk/drafts/{no_course.pk}/course/{end}",
                *(f"{begin}{one}" for one in foreign),
            ),
        )

    return make


_BLOCK = key("l1-text")
ADDRESSES = {
    _COURSE: _on(""),
    f"{_COURSE}checks/": _on("checks/"),
    f"{_COURSE}preview/<uuid:lesson>/": _on(
        f"preview/{key('l1')}/", f"preview/{NEVER}/", f"preview/{_BLOCK}/"
    ),
    f"{_COURSE}settings/<slug:which>/": _on(
        "settings/welcome/", "settings/nothing/", **{"seen": "1", "texts._.welcome": "Hello"}
    ),
    f"{_COURSE}<slug:sort>/<uuid:key>/": _on(
        f"blocks/{_BLOCK}/",
        f"lessons/{_BLOCK}/",
        f"blocks/{NEVER}/",
        f"nothing/{_BLOCK}/",
        **{"seen": "1", "texts._.title": "Another"},
    ),
}
