"""Examples on the way to a seat, and of the desk's pages about runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from agora.courses.models import (
    Cohort,
    Course,
    Enrolment,
    Interest,
    Letter,
    Run,
    SeatOffer,
)
from agora.courses.seats import letters
from agora.courses.seats.access import RUN as PAGE
from agora.courses.seats.access import SEATS
from agora.desk.runs.access import RUN, RUNS
from agora.kernel import clock, ids
from agora.kernel.access import LANGUAGE
from tests.courses import making as make
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=9)


def _course(owner: str) -> Course:
    return make.publish(make.document(slug=f"course-{owner}", owner=owner, interest_open=True))


def _runs() -> tuple[Run, Run]:
    """A run of Ondara's, and another one of Brumal's."""
    return make.run_of(_course("ondara"), asks_gender=True), make.run_of(_course("brumal"))


def _page(end: str, **data: Any) -> Callable[[Cast], Example]:
    def made(cast: Cast) -> Example:
        mine, theirs = _runs()
        if end == "seat/":
            make.enrol(mine, cast["member"].account)
        begin = "en/courses/course-ondara/runs"
        return Example(
            f"{begin}/{mine.pk}/{end}",
            data=data,
            foreign=(f"{begin}/{theirs.pk}/{end}", f"{begin}/{NEVER}/{end}"),
        )

    return made


def _interest(_cast: Cast) -> Example:
    _course("ondara")
    make.publish(make.document(slug="not-open"))
    return Example(
        "en/courses/course-ondara/interest/",
        foreign=("en/courses/not-open/interest/", "en/courses/never/interest/"),
    )


def _asked() -> Interest:
    return Interest.objects.create(
        course=_course("ondara"), email=f"new-{ids.new_id()}@brumal.example", language="en"
    )


def _confirm(_cast: Cast) -> Example:
    return Example(f"en/seats/interest/{letters.interest_token(_asked())}/")


def _stop(_cast: Cast) -> Example:
    return Example(f"en/seats/interest/{letters.stop_token(_asked())}/stop/", without_token=True)


def _opening(_cast: Cast) -> Example:
    asked = _asked()
    run = make.run_of(asked.course)
    letter = Letter.objects.create(sort="opening", cause=str(ids.new_id()), run=run, interest=asked)
    return Example(f"en/seats/opening/{letters.opening_token(letter)}/")


def _offer(_cast: Cast) -> Example:
    run, _theirs = _runs()
    held = Enrolment.objects.create(run=run, state="offered", language="en")
    offer = SeatOffer.objects.create(
        enrolment=held, email="new@brumal.example", expires_at=clock.now().replace(year=2099)
    )
    return Example(f"en/seats/offer/{letters.offer_token(offer)}/")


def _desk(end: str = "", **data: Any) -> Callable[[Cast], Example]:
    def made(_cast: Cast) -> Example:
        mine, _theirs = _runs()
        return Example(
            f"en/desk/runs/{mine.pk}/{end}", data=data, foreign=(f"en/desk/runs/{NEVER}/{end}",)
        )

    return made


def _group(_cast: Cast) -> Example:
    mine, theirs = _runs()
    one, other = (Cohort.objects.create(run=run, name="A", language="en") for run in (mine, theirs))
    return Example(
        f"en/desk/runs/{mine.pk}/groups/{one.pk}/",
        foreign=(f"en/desk/runs/{mine.pk}/groups/{other.pk}/",),
    )


def _application(_cast: Cast) -> Example:
    mine, theirs = _runs()
    one, other = (
        Enrolment.objects.create(run=run, state="applied", language="en") for run in (mine, theirs)
    )
    return Example(
        f"en/desk/runs/{mine.pk}/applications/{one.pk}/",
        foreign=(f"en/desk/runs/{mine.pk}/applications/{other.pk}/",),
    )


def _new(_cast: Cast) -> Example:
    return Example(
        f"en/desk/runs/new/{_course('ondara').pk}/", foreign=(f"en/desk/runs/new/{NEVER}/",)
    )


ADDRESSES = {
    f"{LANGUAGE}courses/<slug:slug>/interest/": _interest,
    PAGE: _page(""),
    f"{PAGE}enrol/": _page("enrol/"),
    f"{PAGE}seat/": _page("seat/", do="leave"),
    f"{PAGE}team/": _page("team/"),
    f"{SEATS}interest/<str:token>/": _confirm,
    f"{SEATS}interest/<str:token>/stop/": _stop,
    f"{SEATS}opening/<str:token>/": _opening,
    f"{SEATS}offer/<str:token>/": _offer,
    RUNS: Example("en/desk/runs/"),
    f"{RUNS}new/<uuid:course_id>/": _new,
    RUN: _desk(),
    f"{RUN}edit/": _desk("edit/"),
    f"{RUN}act/": _desk("act/", do="hide"),
    f"{RUN}groups/": _desk("groups/"),
    f"{RUN}groups/<uuid:cohort_id>/": _group,
    f"{RUN}quotas/": _desk("quotas/"),
    f"{RUN}questions/": _desk("questions/"),
    f"{RUN}people/": _desk("people/"),
    f"{RUN}people.csv": _desk("people.csv"),
    f"{RUN}waiting/": _desk("waiting/"),
    f"{RUN}applications/": _desk("applications/"),
    f"{RUN}applications/<uuid:enrolment_id>/": _application,
    f"{RUN}announce/": _desk("announce/"),
}
