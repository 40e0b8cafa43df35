"""Things that are reported and decided about, in tests."""

from __future__ import annotations

from typing import Any

from agora.catalogue.models import Resource
from agora.kernel import jobs
from agora.kernel.kinds import described
from agora.moderation.models import Decision, Report
from agora.moderation.services import matter_decide, report_send
from agora.people.queries import standing_of
from tests.catalogue.shelf import put


def put_for(organisation: Any, slug: str = "shade", **fields: Any) -> Resource:
    """A handbook of this organisation on the market."""
    return put(slug, owner=organisation.slug, **fields)


def reported(thing: Any, reason: str = "wrong", email: str = "", language: str = "en") -> Report:
    """Somebody reported it."""
    about = described("resource", thing.pk, language, frozenset({"public"}))
    assert about is not None
    return report_send(
        "resource", thing.pk, about, reason=reason, text="See page 4.", email=email, language=language
    )  # fmt: skip


def decide(somebody: Any, matter: Any, outcome: str, **more: Any) -> Decision:
    """They decide about it as it stands."""
    matter.refresh_from_db()
    said = {"ground": "rights", "words": "The photo on page 4 is not yours."} | more
    return matter_decide(
        standing_of(somebody.account), matter.pk, outcome=outcome, seen_turn=matter.turn, **said
    )


def decided(somebody: Any, thing: Any, outcome: str, email: str = "") -> Decision:
    """It was reported, and they decided."""
    return decide(somebody, reported(thing, email=email).matter, outcome)


def work() -> int:
    """Do every job that waits."""
    done = 0
    while jobs.run_next("test"):
        done += 1
    return done
