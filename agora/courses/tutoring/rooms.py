"""Whose people somebody may see in a run: a tutor those of their groups, an organiser everybody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agora.courses.models import Cohort, CohortTutor, Enrolment, Run
from agora.courses.rules import ORGANISERS, organises
from agora.kernel.errors import NotYours
from agora.people.models import Membership
from agora.people.queries import Standing


@dataclass(frozen=True)
class TutorRoom:
    """A run as somebody tutors or organises it; `cohorts` are those they may see, by name."""

    run: Run
    cohorts: tuple[Cohort, ...]
    organises: bool
    account: uuid.UUID

    @property
    def slug(self) -> str:
        """The address of its course."""
        return self.run.course.resource.slug

    def mine(self, path: str = "") -> Q:
        """What narrows rows to these people; `path` leads from the row to the enrolment."""
        at = f"{path}__" if path else ""
        found = Q(**{f"{at}run": self.run.pk})
        if not self.organises:
            found &= Q(**{f"{at}cohort__in": [one.pk for one in self.cohorts]})
        return found

    def people(self) -> QuerySet[Enrolment]:
        """Those who learn here, or did until they completed it."""
        return Enrolment.objects.filter(self.mine(), state__in=Enrolment.LEARNING)

    def person(self, enrolment: uuid.UUID) -> Enrolment:
        """One of them; raises NotYours."""
        found = self.people().select_related("cohort").filter(pk=enrolment).first()
        if found is None:
            raise NotYours("enrolment")
        found.run = self.run
        return found


def room_for(standing: Standing, slug: str, run_id: uuid.UUID) -> TutorRoom:
    """The run at this address, as far as this person tutors or organises it; raises NotYours."""
    run = (
        Run.objects.select_related("course__resource")
        .prefetch_related("texts")
        .filter(pk=run_id, course__resource__slug=slug)
        .first()
    )
    if run is None or standing.account is None:
        raise NotYours("run")
    cohorts = run.cohorts.order_by("name", "pk")
    if organises(standing, run.course.resource.owner_id):
        return TutorRoom(run, tuple(cohorts), True, standing.account)
    mine = tuple(cohorts.filter(tutors__account=standing.account))
    if not mine:
        raise NotYours("run")
    return TutorRoom(run, mine, False, standing.account)


def tutored_runs(standing: Standing) -> QuerySet[Run]:
    """The runs in which somebody tutors a group."""
    if standing.account is None:
        return Run.objects.none()
    return Run.objects.filter(
        pk__in=CohortTutor.objects.filter(account=standing.account).values("cohort__run")
    )


def organiser_accounts(run: Run) -> QuerySet[Membership]:
    """The accounts of whoever organises the courses of the run's owner, the leads apart."""
    return Membership.objects.filter(
        organisation=run.course.resource.owner_id,
        role__in=ORGANISERS,
        person__account__isnull=False,
    )
