"""How much work the queue of reviews is with many submissions: a part of `agora bench desk`."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

from django.core.wsgi import get_wsgi_application

from agora.bench import pages
from agora.bench.asking import Asked, asked_figures, cookie_of
from agora.bench.reporting import Figures
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
    leads, narrow = cookie_of(lead), cookie_of(spanish)
    queue = "/en/desk/review/"
    few = _queries(leads, queue)
    _submissions(count - min(count, 30), chance, lead)
    many = _queries(leads, queue)
    one = Submission.objects.order_by("waiting_since").values_list("pk", flat=True)[0]
    asked = {
        "queue page": Asked(leads, [queue]),
        "queue narrowed by language, axis and kind": Asked(
            leads, [f"{queue}?language=es&axis=planet&sort=practice"]
        ),
        "queue of one language and axis": Asked(narrow, [queue]),
        "queue, its last page": Asked(leads, [f"{queue}?page=99999"]),
        "one submission": Asked(leads, [f"{queue}{one}/"]),
    }
    return {
        "submissions": Submission.objects.count(),
        "queries of the queue, more with all than with 30": many - few,
        **asked_figures(asked, rounds),
    }


def _queries(cookie: str, address: str) -> int:
    application = get_wsgi_application()
    pages.ask(application, address, cookie=cookie)
    with pages.counted() as count:
        pages.ask(application, address, cookie=cookie)
    return count[0]


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
