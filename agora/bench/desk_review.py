"""How much work the queue of reviews is with many submissions: a part of `agora bench desk`."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.bench.reporting import Figures, middle, slow
from agora.editorial.models import Message, Submission, SubmissionAxis, SubmissionWriter
from agora.kernel import clock, ids
from agora.people.models import Account, Duty, Organisation, OrganisationText, Person
from agora.topics.models import Concept
from agora.topics.queries import AXES

ORGANISATIONS: Final = 40
REVIEWERS: Final = 12
TARGETS: Final = {
    "queue page, ms": ("≤", 25.0),
    "queue narrowed by language, axis and kind, ms": ("≤", 25.0),
    "queue of one language and axis, ms": ("≤", 25.0),
    "queue, its last page, ms": ("≤", 25.0),
    "queries of the queue, more with all than with 30": ("≤", 0.0),
}
_LANGUAGES: Final = ("en", "es", "fr", "pt", "ar")
_SAID: Final = (
    "What a city learned when it asked who had no water, told so that another can judge it. "
)


def review_figures(count: int, rounds: int = 30) -> Figures:
    """Processor milliseconds of the queue's pages with so many submissions, in the open database."""
    chance = random.Random(3)
    lead, spanish = _people(chance)
    _submissions(min(count, 30), chance, lead)
    browser = Client()
    browser.force_login(lead)
    queue = "/en/desk/review/"
    few = _queries(browser, queue)
    _submissions(count - min(count, 30), chance, lead)
    many = _queries(browser, queue)
    narrow = Client()
    narrow.force_login(spanish)
    one = Submission.objects.order_by("waiting_since").values_list("pk", flat=True)[0]
    pages = {
        "queue page": (browser, queue),
        "queue narrowed by language, axis and kind": (
            browser,
            f"{queue}?language=es&axis=planet&sort=practice",
        ),
        "queue of one language and axis": (narrow, queue),
        "queue, its last page": (browser, f"{queue}?page=99999"),
        "one submission": (browser, f"{queue}{one}/"),
    }
    figures: Figures = {"submissions": Submission.objects.count(), "queries of the queue": many}
    figures["queries of the queue, more with all than with 30"] = many - few
    for name, (client, address) in pages.items():
        # The first ones teach the process its templates.
        times = [_spent(client, address) for _ in range(rounds + 3)][3:]
        figures[f"{name}, ms"] = middle(times)
        figures[f"{name}, p95 ms"] = slow(times)
    return figures


def _spent(browser: Client, address: str) -> float:
    begin = time.process_time()
    answer = browser.get(address)
    spent = (time.process_time() - begin) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return spent


def _queries(browser: Client, address: str) -> int:
    _spent(browser, address)
    with CaptureQueriesContext(connection) as queries:
        _spent(browser, address)
    return len(queries)


def _people(chance: random.Random) -> tuple[Account, Account]:
    """A lead, a reviewer of one language and axis, others; and organisations that send."""
    accounts = [
        Account.objects.create_user(f"bench-reviewer-{n}@network.example") for n in range(REVIEWERS)
    ]
    planet = Concept.objects.get(scheme__kind="agenda", key="planet")
    for number, account in enumerate(accounts):
        person = Person.objects.create(name=f"Bench reviewer {number}", account=account)
        Duty.objects.create(
            person=person,
            role=Duty.Role.REVIEWER if number else Duty.Role.LEAD,
            language="es" if number == 1 else "",
            axis=planet if number == 1 else None,
        )
    return accounts[0], accounts[1]


def _submissions(count: int, chance: random.Random, by: Account) -> None:
    kind = Concept.objects.filter(scheme__key="organisation-kinds").first()
    organisations = list(Organisation.objects.filter(slug__startswith="bench-"))
    if not organisations and kind is not None:
        organisations = _organisations(kind)
    reviewers = list(Account.objects.filter(email__startswith="bench-reviewer"))
    now = clock.now()
    rows, axes, writers, messages = [], [], [], []
    for number in range(count):
        language = chance.choice(_LANGUAGES)
        body = _SAID * chance.randrange(5, 60)
        roll = chance.random()
        state = "waiting" if roll < 0.75 else "changes-asked" if roll < 0.9 else "approved"
        row = Submission(
            kind="resource",
            sort=chance.choice(("practice", "resource", "article", "collection")),
            object_id=ids.new_id(),
            organisation=chance.choice(organisations),
            title=f"Submission {number}: {_SAID[:40]}",
            language=language,
            document={
                "slug": f"bench-{number}",
                "type": "handbook",
                "original_language": language,
                "texts": {language: {"title": f"Submission {number}", "body": f"<p>{body}</p>"}},
            },
            revision=1,
            state=state,
            submitted_by=chance.choice(reviewers).pk,
            waiting_since=now - dt.timedelta(minutes=chance.randrange(200_000)),
            assignee=chance.choice(reviewers).pk if chance.random() < 0.5 else None,
            publish_at=now + dt.timedelta(days=9) if state == "approved" else None,
        )
        rows.append(row)
        axes += [
            SubmissionAxis(submission=row, key=key)
            for key in chance.sample(AXES, chance.randrange(3))
        ]
        writers.append(SubmissionWriter(submission=row, account=by.pk))
        messages.append(Message(submission=row, author=by.pk, verb="send", text=_SAID))
    Submission.objects.bulk_create(rows, batch_size=400)
    SubmissionAxis.objects.bulk_create(axes, batch_size=400)
    SubmissionWriter.objects.bulk_create(writers, batch_size=400)
    Message.objects.bulk_create(messages, batch_size=400)


def _organisations(kind: Concept) -> list[Organisation]:
    made = [
        Organisation(slug=f"bench-{n}", kind=kind, original_language="en")
        for n in range(ORGANISATIONS)
    ]
    Organisation.objects.bulk_create(made)
    OrganisationText.objects.bulk_create(
        OrganisationText(organisation=one, language="en", name=f"Synthetic city {n}")
        for n, one in enumerate(made)
    )
    return made
