"""The queue of reviews and one submission of Ondara's, with every step."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from agora.catalogue.models import SuggestedTopic
from agora.desk.review.access import GROUP, ONE, READING, REVIEW
from agora.editorial.models import GroupReview, LookAgain
from agora.editorial.review.group import members, reading, services
from agora.kernel import clock
from agora.topics.models import Concept
from agora.topics.queries import THEMES
from tests.catalogue.shelf import put
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.editorial.reviewing import sent, standing


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


def _group(step: str = "", state: str = "closed", **data: Any) -> Callable[[Cast], Example]:
    """A group that Dora leads, in the state in which the step can be taken."""

    def make(cast: Cast) -> Example:
        name = f"{step.split('/')[-1] or 'page'}-{state}"
        submission = sent(cast["editor"], cast.ondara, f"group-{name}")
        other = sent(cast["editor"], cast.ondara, f"other-{name}")
        lead = standing(cast["lead"])
        keys: dict[str, Any] = {}
        for paper, name in ((submission, "mine"), (other, "theirs")):
            if state == "none":
                break
            closes_at = clock.now() + dt.timedelta(days=9)
            services.group_open(lead, paper.pk, question="", closes_at=closes_at)
            member = services.group_invite(lead, paper.pk, email="rosa@readers.example")
            said = members.reading_comment(reading.secret_of(member), text=f"Of {name}.")
            keys[name] = {"member": member.pk, "message": said.pk}
        if state != "none":
            GroupReview.objects.filter(submission=other).update(closes_at=clock.now())
        if state in ("closed", "answered"):
            services.group_close(lead, submission.pk)
        if state == "answered":
            services.group_answer(
                lead, submission.pk, keys["mine"]["message"], outcome="accepted", text=""
            )
        end = f"{step}/" if step else ""
        here = f"en/desk/review/{submission.pk}/group/"
        foreign = [f"en/desk/review/{uuid.UUID(int=9)}/group/{end}".format(**keys.get("mine", {}))]
        if "{" in end:  # somebody else's child under one's own parent
            foreign.append(here + end.format(**keys["theirs"]))
        return Example(here + end.format(**keys.get("mine", {})), data=data, foreign=tuple(foreign))

    return make


def _reading(cast: Cast) -> Example:
    submission = sent(cast["editor"], cast.ondara, "group-reading")
    lead, closes_at = standing(cast["lead"]), clock.now() + dt.timedelta(days=9)
    services.group_open(lead, submission.pk, question="", closes_at=closes_at)
    member = services.group_invite(lead, submission.pk, email="rosa@readers.example")
    gone = services.group_invite(lead, submission.pk, email="omar@readers.example")
    services.group_remove(lead, submission.pk, gone.pk)
    return Example(
        f"en/desk/reading/{reading.secret_of(member)}/",
        data={"do": "comment", "text": "Say for whom."},
        foreign=(
            f"en/desk/reading/{reading.secret_of(gone)}/",
            f"en/desk/reading/{'0' * 64}/",
            f"en/desk/reading/{member.pk}/",
        ),
    )


_SOON = (clock.now() + dt.timedelta(days=20)).date().isoformat()

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
    GROUP: _group(),
    f"{GROUP}open/": _group("open", "none", question="", closes_on=_SOON),
    f"{GROUP}invite/": _group("invite", "open", email="lina@readers.example", language="en"),
    f"{GROUP}until/": _group("until", closes_on=_SOON),
    f"{GROUP}close/": _group("close", "open"),
    f"{GROUP}release/": _group("release", "answered"),
    f"{GROUP}members/<uuid:member_id>/remove/": _group("members/{member}/remove"),
    f"{GROUP}comments/<uuid:message_id>/answer/": _group(
        "comments/{message}/answer", outcome="accepted"
    ),
    READING: _reading,
}
