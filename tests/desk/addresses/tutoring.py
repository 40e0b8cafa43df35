"""A run of Ondara's course: the member tutors a group of it, the translator learns there, the reviewer
has completed it, the editor and the admin organise.
"""

from __future__ import annotations

import uuid
from typing import Any

from agora.courses.models import Attempt, Enrolment
from agora.courses.tutoring.access import PERSON, RUN, TUTOR
from agora.courses.tutoring.messaging import Audience, Said, ToWhom, group_message_send
from agora.courses.tutoring.rooms import room_for
from agora.courses.tutoring.surveys import survey_open
from agora.kernel import clock, ids
from agora.people.queries import standing_of
from tests.courses import making as make
from tests.courses.exercises import Player, capital, item, quiz
from tests.courses.tutoring import Held, held, tutors
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=9)


def _held(cast: Cast, slug: str = "small-course") -> Held:
    block = quiz(capital(), item("essay", "extended", points=3), counts_extended=True)
    owner = cast.ondara if slug == "small-course" else cast.brumal
    there = held(owner, make.module("m1", make.lesson("l1", block)), slug=slug)
    tutors(cast["member"], there.a)
    survey_open(room_for(standing_of(cast["lead"].account), slug, there.run.pk), True)
    return there


def _learner(cast: Cast, there: Held, cohort: Any, role: str = "translator") -> Enrolment:
    return make.enrol(there.run, cast[role].account, cohort=cohort)


def _run(end: str, *, of: str = "tutor/", **data: str) -> Any:
    def make_it(cast: Cast) -> Example:
        there = _held(cast)
        _learner(cast, there, there.a)
        done = _learner(cast, there, there.a, "reviewer")
        done.state, done.completed_at = Enrolment.State.COMPLETED, clock.now()
        done.save()
        at = there.at().replace("tutor/", of) + end
        other = held(cast.brumal, slug="other-course")
        foreign = at.replace(str(there.run.pk), str(other.run.pk))
        return Example(at[1:], data=data, foreign=(foreign[1:],))

    return make_it


def _person(end: str = "", **data: str) -> Any:
    def make_it(cast: Cast) -> Example:
        there, elsewhere = _held(cast), held(cast.brumal, slug="other-course")
        mine = _learner(cast, there, there.a)
        stray = _learner(cast, elsewhere, elsewhere.a)
        return Example(
            there.at(f"people/{mine.pk}/{end}")[1:],
            data=data,
            foreign=(
                there.at(f"people/{stray.pk}/{end}")[1:],
                there.at(f"people/{NEVER}/{end}")[1:],
            ),
        )

    return make_it


def _answered(enrolment: Enrolment) -> Attempt:
    player = Player(enrolment, "quiz")
    player.begin()
    player.answer(capital="Sucre", essay="First we asked.")
    return Attempt.objects.get(enrolment=enrolment)


def _attempt(cast: Cast) -> Example:
    there, elsewhere = _held(cast), _held(cast, "other-course")
    mine = _answered(_learner(cast, there, there.a))
    stray = _answered(_learner(cast, elsewhere, elsewhere.a))
    return Example(
        there.at(f"marking/{mine.pk}/")[1:],
        data={"item": "essay", "points": "9"},
        foreign=(there.at(f"marking/{stray.pk}/")[1:], there.at(f"marking/{NEVER}/")[1:]),
    )


def _message(cast: Cast) -> Example:
    there, elsewhere = _held(cast), _held(cast, "other-course")
    lead = standing_of(cast["lead"].account)
    made = []
    for one in (there, elsewhere):
        _learner(cast, one, one.a)
        room = room_for(lead, one.course.resource.slug, one.run.pk)
        to = ToWhom(Audience.ALL, one.a.pk)
        said = {"en": Said("Hello", "We meet today.")}
        made.append(group_message_send(room, to, said, original="en", key=ids.new_id()))
    return Example(
        there.at(f"messages/{made[0].pk}/")[1:],
        foreign=(there.at(f"messages/{made[1].pk}/")[1:], there.at(f"messages/{NEVER}/")[1:]),
    )


ADDRESSES = {
    TUTOR: _run(""),
    f"{TUTOR}people/": _run("people/"),
    PERSON: _person(),
    f"{PERSON}attempts/": _person("attempts/"),
    f"{PERSON}progress/": _person("progress/"),
    f"{TUTOR}questions/": _run("questions/"),
    f"{TUTOR}marking/": _run("marking/"),
    f"{TUTOR}marking/<uuid:attempt>/": _attempt,
    f"{TUTOR}messages/": _run("messages/"),
    f"{TUTOR}messages/new/": _run("messages/new/"),
    f"{TUTOR}messages/<uuid:message>/": _message,
    f"{TUTOR}survey/": _run("survey/", do="add"),
    f"{TUTOR}survey.csv": _run("survey.csv"),
    f"{TUTOR}funnel/": _run("funnel/"),
    f"{TUTOR}funnel.csv": _run("funnel.csv"),
    f"{RUN}helpers/": _run("helpers/", of=""),
    f"{RUN}survey/before/": _run("survey/before/", of=""),
    f"{RUN}survey/after/": _run("survey/after/", of=""),
}
