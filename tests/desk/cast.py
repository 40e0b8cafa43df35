"""The ten who knock at every working page: one person for each role of `kernel.access.WORKERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agora.kernel.access import WORKERS
from agora.people.models import Duty, Membership, Organisation, Team
from tests.catalogue.shelf import found

NAMES = {
    "stranger": "Chidi",
    "other": "Dalia",
    "member": "Beto",
    "translator": "Esi",
    "editor": "Amina",
    "reviewer": "Farid",
    "admin": "Gita",
    "team": "Hiro",
    "lead": "Ines",
}
"""Amina, Beto and Chidi are who they are everywhere else in the tests."""


@dataclass(frozen=True)
class Cast:
    """Ondara with somebody for every role, and Brumal, another organisation, with its admin."""

    people: Mapping[str, Any]
    """By role, without the visitor; each has `.account`, `.person` and `.client()`."""
    ondara: Organisation
    ondara_team: Team
    brumal: Organisation
    brumal_team: Team

    def __getitem__(self, role: str) -> Any:
        return self.people[role]

    def client(self, role: str) -> Any:
        """A new test browser, signed in as whoever has this role."""
        from django.test import Client

        return Client() if role == "visitor" else self.people[role].client()


def gather_cast(
    somebody: Callable[[str], Any], amina: Any, beto: Any, chidi: Any, ondara: Any, team: Any
) -> Cast:
    """Make the seven whom the three of the cast do not play; called by the fixture `cast`."""
    people = {
        role: {"Amina": amina, "Beto": beto, "Chidi": chidi}.get(name) or somebody(name)
        for role, name in NAMES.items()
    }
    brumal = found("brumal", name="City of Brumal", kind="local-government")
    for role in ("translator", "reviewer", "admin"):
        Membership.objects.create(person=people[role].person, organisation=ondara, role=role)
    Membership.objects.create(person=people["other"].person, organisation=brumal, role="admin")
    Duty.objects.create(person=people["team"].person, role=Duty.Role.REVIEWER)
    Duty.objects.create(person=people["lead"].person, role=Duty.Role.LEAD)
    assert {"visitor", *people} == set(WORKERS)
    return Cast(people, ondara, team, brumal, Team.objects.create(organisation=brumal, name="B"))
