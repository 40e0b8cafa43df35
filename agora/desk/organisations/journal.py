"""The journal in words: who did what, to whom, when."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agora.journal.models import Entry
from agora.journal.verbs import word_for
from agora.kernel.kinds import described_all
from agora.people.colleagues import names_of_people
from agora.people.models import Team
from agora.people.queries import Viewer, person_names
from agora.people.words import role_name
from agora.ui.rows import Link

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

_HANDED = re.compile(r"to (?P<heir>\S+); roles \d+; work (?P<work>\d+)")


@dataclass(frozen=True)
class Act:
    """One line. `actor` is empty for what the system did, or somebody who is gone."""

    at: dt.datetime
    actor: str
    what: str
    whom: str
    about: Link | None
    note: str


def acts(
    entries: Sequence[Entry], viewer: Viewer, reader: str, *, of: uuid.UUID | None = None
) -> tuple[Act, ...]:
    """These entries as lines; the number of queries does not grow with them.

    `of` is the thing whose journal it is: it is not named in every line. Notes hold ids and keys only: here they become names, as far as these are still known.
    """
    ids = {uuid.UUID(found) for entry in entries for found in _ID.findall(entry.note)}
    people = names_of_people({*ids, *(entry.person for entry in entries if entry.person)})
    teams = dict(Team.objects.filter(pk__in=ids).values_list("pk", "name"))
    actors = person_names([entry.actor for entry in entries])
    about = _about(entries, viewer, reader)
    names = {str(key): name for key, name in (people | teams).items()}
    return tuple(
        Act(
            entry.at,
            actors.get(entry.actor, "") if entry.actor else "",
            word_for(entry.verb),
            people.get(entry.person, "") if entry.person else "",
            about.get((entry.kind, entry.object_id)) if entry.object_id != of else None,
            _note(entry, names),
        )
        for entry in entries
    )


def _note(entry: Entry, names: dict[str, str]) -> str:
    if entry.verb.startswith(("role-", "invitation-", "duty-")):
        role, _space, rest = entry.note.partition(" ")
        duty = entry.verb.startswith("duty-") or (
            entry.kind == "invitation" and entry.organisation is None
        )
        return f"{role_name(role, duty=duty)} {rest}".strip()
    if entry.verb.startswith("team-"):
        return names.get(entry.note.removeprefix("team "), "…")
    if found := _HANDED.match(entry.note):
        return _("to %(heir)s, with open work: %(work)s") % {
            "heir": names.get(found["heir"], "…"),
            "work": found["work"],
        }
    return _ID.sub(lambda found: names.get(found.group(), "…"), entry.note)


def _about(
    entries: Sequence[Entry], viewer: Viewer, reader: str
) -> dict[tuple[str, uuid.UUID], Link]:
    """What the acts were about, as far as this viewer may see it; the same queries for one as for many."""
    by_kind: dict[str, set[uuid.UUID]] = defaultdict(set)
    for entry in entries:
        by_kind[entry.kind].add(entry.object_id)
    found: dict[tuple[str, uuid.UUID], Link] = {}
    for kind, keys in by_kind.items():
        for key, thing in described_all(kind, list(keys), reader, viewer.tokens).items():
            found[(kind, key)] = Link(thing.title, thing.path)
    return found
