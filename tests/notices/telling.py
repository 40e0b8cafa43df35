"""Telling somebody of something in a test, and doing the work that follows."""

from __future__ import annotations

from typing import Any

from agora.kernel import jobs
from agora.notices.services import notice_enqueue

TEMPLATE = "people/mail/role"


def tell(somebody: Any, cause: str = "one", **given: Any) -> None:
    """A notice about a new role in Ondara."""
    values = {"title": "Ondara", "role": "editor", "given_by": ""} | given.pop("values", {})
    notice_enqueue(
        somebody.account.pk,
        sort=given.pop("sort", "organisation"),
        cause=cause,
        template=given.pop("template", TEMPLATE),
        values=values,
        path=given.pop("path", "/desk/organisations/"),
        **given,
    )


def work() -> int:
    """Run every job that is ready; how many there were."""
    done = 0
    while jobs.run_next("test"):
        done += 1
    return done


def plain(mail: Any) -> str:
    """The text part."""
    return str(mail.get_body(("plain",)).get_content())


def html(mail: Any) -> str:
    """The HTML part."""
    return str(mail.get_body(("html",)).get_content())
