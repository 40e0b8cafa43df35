"""What the tests of seats begin with: a course with a run, jobs that run, links in mails."""

from __future__ import annotations

import re
from typing import Any

from agora.courses.models import Course, Run
from agora.kernel import jobs
from agora.people.keeping import person_at
from agora.people.models import Account
from tests.courses import making as make


def course_with(slug: str = "small-course", **fields: Any) -> Course:
    """A published course one may pre-register for."""
    return make.publish(make.document(slug=slug, interest_open=True, **fields))


def run_with(course: Course | None = None, **fields: Any) -> Run:
    """A run that is open now."""
    return make.run_of(course or course_with(), **fields)


def somebody(name: str, language: str = "en") -> Account:
    """An account of this name."""
    return person_at(f"{name}@brumal.example", name=name, language=language).account


def work() -> None:
    """Let a worker do all that waits."""
    while jobs.run_next("test"):
        pass


def link_in(mail: Any, part: str) -> str:
    """The path of the link in a mail's text that leads to this part of the site."""
    text = str(mail.get_body(("plain",)).get_content())
    found = re.search(rf"https?://[^/\s]+(/\w\w/{part}\S*)", text)
    assert found, text
    return found.group(1)


def subjects(mails: list[Any]) -> list[tuple[str, str]]:
    """To whom, and about what."""
    return [(str(mail["X-Envelope-To"]), str(mail["Subject"]).strip()) for mail in mails]
