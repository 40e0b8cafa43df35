"""What the pages of tutors and organisers cost with many learners; a part of `agora bench learning`."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Any, Final

from agora.bench.asking import Asked, asked_figures, cookie_of
from agora.bench.reporting import Figures
from agora.courses.models import Attempt, Cohort, CohortTutor, Course, Enrolment, NodeProgress, Run
from agora.courses.queries.content import outline
from agora.courses.tutoring.counting import tallies_refresh
from agora.courses.tutoring.rooms import room_for
from agora.courses.tutoring.surveys import survey_open
from agora.editorial.services import document_read, version_publish
from agora.kernel import clock, ids
from agora.people.models import Account, Duty, Person
from agora.people.queries import standing_of
from agora.topics.models import Place

SLUG: Final = "bench-tutored"
COHORTS: Final = 20
LESSONS: Final = 20
PAGES: Final = ("", "people/", "people/?state=still", "people/?page=200", "questions/", "marking/",
                "messages/", "survey/", "funnel/")  # fmt: skip
_LANGUAGES: Final = ("en", "es", "fr", "pt", "ar")


def tutor_page_cpu_ms(people: int = 10_000, rounds: int = 20) -> float:
    """Processor milliseconds of the dearest of these pages, in the open database (a bench's own)."""
    figures = tutoring_figures(people, rounds)
    return max(value or 0.0 for name, value in figures.items() if name.endswith(", ms"))


def tutoring_figures(people: int = 10_000, rounds: int = 20) -> Figures:
    """Of each page its milliseconds, queries and bytes, for an organiser and for a tutor of one group."""
    run, lead, tutor = _fill(people)
    at = f"/en/courses/{SLUG}/runs/{run.pk}/tutor/"
    asked = {f"organiser {page or 'overview'}": Asked(lead, [at + page]) for page in PAGES}
    own = ("", "people/", "marking/")
    asked |= {f"tutor {page or 'overview'}": Asked(tutor, [at + page]) for page in own}
    return {"people": people, **asked_figures(asked, rounds)}


def _fill(people: int) -> tuple[Run, str, str]:
    chance = random.Random(6)
    run = Run.objects.create(course=_course(), original_language="en", is_published=True)
    cohorts = [
        Cohort.objects.create(run=run, name=f"Group {number}", language=_LANGUAGES[number % 5])
        for number in range(COHORTS)
    ]
    (lead, leader), (_tutor, guide) = (
        _somebody(f"tutoring-{name}-{run.pk}") for name in ("lead", "tutor")
    )
    Duty.objects.create(person=lead, role=Duty.Role.LEAD)
    CohortTutor.objects.create(cohort=cohorts[0], account=guide)
    survey_open(room_for(standing_of(leader), SLUG, run.pk), True)
    accounts = [
        Account(id=ids.new_id(), email=f"tutored-{number}-{run.pk}@ondara.example")
        for number in range(people)
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    Person.objects.bulk_create(
        (Person(account=one, name=f"Learner {number}") for number, one in enumerate(accounts)),
        batch_size=500,
    )
    enrolments = list(_enrolments(run, cohorts, accounts, chance))
    Enrolment.objects.bulk_create((one for one, _done in enrolments), batch_size=500)
    keys = _keys(run)
    NodeProgress.objects.bulk_create(
        (
            NodeProgress(enrolment=one, node_key=key, language=one.language)
            for one, done in enrolments
            for key in keys[:done]
        ),
        batch_size=1000,
    )
    Attempt.objects.bulk_create(
        Attempt(
            enrolment=one, node_key=keys[0], number=1, language=one.language, waits=True,
            sent_at=clock.now(),
        )
        for one, _done in enrolments[: people // 20]
    )  # fmt: skip
    tallies_refresh()
    return run, cookie_of(leader), cookie_of(guide)


def _keys(run: Run) -> list[Any]:
    live = run.course.live_id
    return [one.key for one in outline(live).lessons] if live else []


def _enrolments(
    run: Run, cohorts: list[Cohort], accounts: list[Account], chance: random.Random
) -> Iterator[tuple[Enrolment, int]]:
    places: list[uuid.UUID | None] = [None]
    places += Place.objects.order_by("pk").values_list("pk", flat=True)[:60]
    keys, now = _keys(run), clock.now()
    for number, account in enumerate(accounts):
        done = chance.randint(0, LESSONS)
        completed = done == LESSONS
        yield (
            Enrolment(
                id=ids.new_id(),
                run=run,
                account=account,
                state=Enrolment.State.COMPLETED if completed else Enrolment.State.ENROLLED,
                version_id=run.course.live_id,
                cohort=cohorts[number % COHORTS],
                language=chance.choice(_LANGUAGES),
                place_id=chance.choice(places),
                enrolled_at=now - dt.timedelta(days=60),
                completed_at=now if completed else None,
                last_lesson=keys[min(done, LESSONS - 1)] if done else None,
                last_at=now - dt.timedelta(days=chance.randint(0, 40)) if done else None,
            ),
            done,
        )


def _somebody(name: str) -> tuple[Person, Account]:
    account = Account.objects.create(id=ids.new_id(), email=f"{name}@ondara.example")
    return Person.objects.create(account=account, name=name), account


def _course() -> Course:
    def said(title: str, **more: str) -> dict[str, Any]:
        return {
            tag: {"state": "reviewed", "title": f"{title} {tag}", **more} for tag in ("en", "es")
        }

    lessons = [
        {
            "key": str(ids.fixed_id("bench-tutored", f"lesson-{number}")),
            "texts": said(f"Lesson {number}"),
            "blocks": [
                {
                    "key": str(ids.fixed_id("bench-tutored", f"block-{number}")),
                    "kind": "text",
                    "texts": said("A part", body="<p>What a city learns it keeps longer.</p>"),
                }
            ],
        }
        for number in range(LESSONS)
    ]
    module = {
        "key": str(ids.fixed_id("bench-tutored", "module")),
        "texts": said("The module"),
        "lessons": lessons,
    }
    document = {
        "slug": SLUG,
        "original_language": "en",
        "type": "course",
        "texts": said("A tutored course"),
        "course": {"modules": [module]},
    }
    key = ids.fixed_id("bench-course", SLUG)
    version_publish("resource", key, document_read("resource", document))
    return Course.objects.get(pk=key)
