"""Asking who depends on an account."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef

from agora.people.models import Duty, Membership


def organisations_left_alone(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The organisations that would have no administrator without this person.

    One in which they are the only member at all is left alone with nobody to hand over to, and does
    not hold them.
    """
    others = Membership.objects.filter(organisation=OuterRef("organisation")).exclude(
        person=person_id
    )
    return list(
        Membership.objects.filter(
            Exists(others.filter(person__account__is_active=True)),
            ~Exists(others.filter(role=Membership.Role.ADMIN, person__account__is_active=True)),
            person=person_id,
            role=Membership.Role.ADMIN,
            organisation__withdrawn_at__isnull=True,
        )
        .values_list("organisation", flat=True)
        .distinct()
        .order_by("organisation")
    )


def team_left_alone(person_id: uuid.UUID) -> bool:
    """Whether the learning team would have no lead without this person."""
    leads = Duty.objects.filter(role=Duty.Role.LEAD)
    return (
        leads.filter(person=person_id).exists()
        and Duty.objects.exclude(person=person_id).exists()
        and not leads.exclude(person=person_id).filter(person__account__is_active=True).exists()
    )
