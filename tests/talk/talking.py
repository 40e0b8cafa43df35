"""A place of talk for tests, an organisation's workshop, and people who talk in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from agora.kernel import ids, jobs
from agora.people.models import Membership, Organisation
from agora.people.queries import Standing, organisation_names_among, standing_of
from agora.talk import places, queries, services
from agora.talk.models import Post, Thread

KIND = "workshop"
ANCHORS = {
    ids.fixed_id("test-block", key): title
    for key, title in (("trees", "Trees in the street"), ("water", "Water"), ("shade", "Shade"))
}
TREES, WATER, SHADE = ANCHORS


def _in(standing: Standing, found: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return set(found) & set(standing.roles)


def _moderates(standing: Standing, found: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return set(found) & set(standing.organisations("admin"))


def _describe(found: Collection[uuid.UUID], language: str) -> dict[uuid.UUID, places.PlaceNamed]:
    named = organisation_names_among(Organisation.objects.filter(pk__in=found), language)
    return {
        pk: places.PlaceNamed(one.name, f"/{language}/organisations/{one.slug}/")
        for pk, one in named.items()
    }


def _members(place_id: uuid.UUID) -> set[uuid.UUID]:
    rows = Membership.objects.filter(organisation=place_id, person__account__isnull=False)
    return set(rows.values_list("person__account", flat=True))


def _title(_place: uuid.UUID, anchor: uuid.UUID, _language: str) -> str | None:
    return ANCHORS.get(anchor)


places.register(
    KIND,
    places.Place(
        may_read=_in,
        may_write=_in,
        may_moderate=_moderates,
        describe=_describe,
        members=_members,
        anchor_title=_title,
    ),
)


def workshop(somebody: Any, organisation: Any) -> queries.Here:
    """The workshop of this organisation, as they find it."""
    return queries.here(standing_of(somebody.account), KIND, organisation.pk, "en")


def asked(
    somebody: Any,
    organisation: Any,
    title: str = "Which trees?",
    body: str = "Which trees stand the heat?",
    *,
    language: str = "en",
    anchor: uuid.UUID | None = None,
    is_question: bool = True,
) -> Thread:
    """A thread of theirs."""
    return services.thread_start(
        standing_of(somebody.account),
        workshop(somebody, organisation),
        services.Words(body, language, title),
        key=ids.new_id(),
        anchor=anchor,
        is_question=is_question,
    )


def said(
    somebody: Any, thread: Thread, body: str = "Plane trees do.", *, language: str = "en"
) -> Post:
    """A post of theirs."""
    where = queries.here(standing_of(somebody.account), KIND, thread.place_id, "en")
    return services.post_add(
        standing_of(somebody.account), where, thread.pk, services.Words(body, language),
        key=ids.new_id(),
    )  # fmt: skip


def opening(thread: Thread) -> Post:
    """The first post."""
    return Post.objects.get(thread=thread, is_opening=True)


def at(thread: Thread, end: str = "") -> str:
    """An address under the thread's."""
    return f"/en/talk/{KIND}/{thread.place_id}/{thread.pk}/{end}"


def place_at(organisation: Any, end: str = "") -> str:
    """An address under the place's."""
    return f"/en/talk/{KIND}/{organisation.pk}/{end}"


def form(body: str = "Plane trees do.", **more: Any) -> dict[str, Any]:
    """What a form sends."""
    return {"body": body, "language": "en", "key": str(ids.new_id())} | more


def work() -> None:
    """Do every job that waits."""
    while jobs.run_next("test"):
        pass
