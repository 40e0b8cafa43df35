"""What the tests of tutors begin with: a run with two groups, their tutors, and people in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agora.courses.models import Cohort, CohortTutor, Course, Enrolment, Run
from agora.people.keeping import person_at
from tests.courses import making as make


@dataclass(frozen=True)
class Held:
    """A run of a course of Ondara's with the groups A and B."""

    course: Course
    run: Run
    a: Cohort
    b: Cohort

    def at(self, end: str = "", language: str = "en") -> str:
        """The address of a page of its tutors."""
        slug = self.course.resource.slug
        return f"/{language}/courses/{slug}/runs/{self.run.pk}/tutor/{end}"


def held(owner: Any, *modules: dict[str, Any], slug: str = "small-course", **fields: Any) -> Held:
    """The run."""
    course = make.publish(make.document(*modules, slug=slug))
    course.resource.owner = owner
    course.resource.save(update_fields=["owner"])
    run = make.run_of(course, **fields)
    a, b = (Cohort.objects.create(run=run, name=name, language="en") for name in ("A", "B"))
    return Held(course, run, a, b)


def tutors(somebody: Any, *cohorts: Cohort) -> None:
    """Make somebody tutor these groups."""
    for cohort in cohorts:
        CohortTutor.objects.create(cohort=cohort, account=somebody.account)


def person(name: str, language: str = "en") -> Any:
    """Somebody who belongs to nothing."""
    return person_at(f"{name}@brumal.example", name=name, language=language)


def people(there: Held, cohort: Cohort | None, *names: str, **fields: Any) -> list[Enrolment]:
    """People of these names who learn in this group."""
    found = []
    for name in names:
        spoken = fields.get("language", "en")
        account = person(name, spoken).account
        found.append(make.enrol(there.run, account, cohort=cohort, **fields))
    return found
