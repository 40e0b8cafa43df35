"""The queue of reviews and one submission of Ondara's, with every step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from agora.desk.review.access import ONE, REVIEW
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.editorial.reviewing import sent


def _one(step: str = "", **data: Any) -> Callable[[Cast], Example]:
    def make(cast: Cast) -> Example:
        slug = f"waste-{step or 'page'}"
        submission = sent(cast["editor"], cast.ondara, slug)
        end = f"{step}/" if step else ""
        chosen = {name: cast[value].account.pk if name == "assignee" else value
                  for name, value in data.items()}  # fmt: skip
        return Example(
            f"en/desk/review/{submission.pk}/{end}",
            data={"turn": "1", **chosen} if step else {},
            foreign=(
                f"en/desk/review/{uuid.UUID(int=9)}/{end}",
                f"en/desk/review/{submission.draft_id}/{end}",
            ),
        )

    return make


ADDRESSES = {
    REVIEW: Example("en/desk/review/"),
    f"{REVIEW}sent/": Example("en/desk/review/sent/"),
    ONE: _one(),
    f"{ONE}preview/": _one("preview"),
    f"{ONE}approve/": _one("approve", live="-1"),
    f"{ONE}ask/": _one("ask", text="How long does it take?"),
    f"{ONE}assign/": _one("assign", assignee="team"),
    f"{ONE}clear/": _one("clear"),
    f"{ONE}comment/": _one("comment", text="I have a question."),
    f"{ONE}decline/": _one("decline", text="It is no guide."),
    f"{ONE}withdraw/": _one("withdraw"),
}
