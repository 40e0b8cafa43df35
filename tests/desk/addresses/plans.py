"""Examples of what people bring home: an action of `member`, which their organisation may read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from agora.courses.models import Enrolment
from agora.kernel import clock
from agora.kernel.access import LANGUAGE
from agora.plans.access import MINE
from agora.plans.models import Action, FollowUp
from tests.courses import making as make
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=7)
AT = MINE.replace(LANGUAGE, "en/")


def _enrolments(cast: Cast) -> tuple[Enrolment, Enrolment]:
    """That of `member`, and that of the admin of Brumal."""
    run = make.run_of(make.publish(make.document()))
    return make.enrol(run, cast["member"].account), make.enrol(run, cast["other"].account)


def _action(cast: Cast) -> Example:
    mine = Action.objects.create(
        title="Print one page", language="en", account_id=cast["member"].account.pk,
        organisation=cast.ondara,
    )  # fmt: skip
    # Its account was erased, and it was for no organisation: nobody reads it any more.
    theirs = Action.objects.create(title="Left behind", language="en")
    return Example(
        f"{AT}actions/{mine.pk}/", foreign=(f"{AT}actions/{theirs.pk}/", f"{AT}actions/{NEVER}/")
    )


def _brief(cast: Cast) -> Example:
    mine, _theirs = _enrolments(cast)
    return Example(f"{AT}actions/brief/{mine.pk}/", foreign=(f"{AT}actions/brief/{NEVER}/",))


def _follow_up(cast: Cast) -> Example:
    mine, _theirs = _enrolments(cast)
    asked = FollowUp.objects.create(
        account_id=cast["member"].account.pk, course=mine.run.course_id, registration=mine.pk,
        months=0, due_at=clock.now(),
    )  # fmt: skip
    return Example(f"{AT}follow-ups/{asked.pk}/", foreign=(f"{AT}follow-ups/{NEVER}/",))


ADDRESSES: dict[str, Example | Callable[[Cast], Any]] = {
    f"{MINE}actions/": Example(f"{AT}actions/"),
    f"{MINE}actions/new/": Example(f"{AT}actions/new/"),
    f"{MINE}actions/<uuid:action_id>/": _action,
    f"{MINE}actions/brief/<uuid:enrolment_id>/": _brief,
    f"{MINE}follow-ups/<uuid:follow_up_id>/": _follow_up,
}
