"""The queue of reviews and one submission of Ondara's, with every step."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from agora.catalogue.models import SuggestedTopic
from agora.desk.review.access import ONE, REVIEW
from agora.editorial.models import LookAgain
from agora.kernel import clock
from agora.topics.models import Concept
from agora.topics.queries import THEMES
from tests.catalogue.shelf import put
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


def _look(cast: Cast) -> Example:
    look = LookAgain.objects.create(
        kind="resource", object_id=uuid.uuid4(), organisation=cast.ondara, title="Waste guide",
        language="en", due="2026-01-01",
    )  # fmt: skip
    theirs = LookAgain.objects.create(
        kind="resource", object_id=uuid.uuid4(), title="Another", language="en", due="2026-01-01"
    )
    theirs.delete()
    return Example(
        f"en/desk/review/due/{look.pk}/",
        data={"due": (clock.now() + dt.timedelta(days=400)).date().isoformat()},
        foreign=(
            f"en/desk/review/due/{theirs.object_id}/",
            f"en/desk/review/due/{uuid.UUID(int=9)}/",
        ),
    )


def _suggestion(cast: Cast) -> Example:
    resource = put("waste-topics", owner="ondara")
    concept = Concept.objects.get(scheme__key=THEMES, key="waste")
    row = SuggestedTopic.objects.create(resource=resource, concept=concept, score="0.5")
    return Example(
        f"en/desk/review/topics/{row.pk}/",
        data={"do": "refuse"},
        foreign=(f"en/desk/review/topics/{row.pk + 1}/",),
    )


ADDRESSES = {
    f"{REVIEW}due/": Example("en/desk/review/due/"),
    f"{REVIEW}due/<uuid:look_id>/": _look,
    f"{REVIEW}topics/": Example("en/desk/review/topics/"),
    f"{REVIEW}topics/<int:suggestion_id>/": _suggestion,
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
