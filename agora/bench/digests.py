"""How much work the weekly mails of many readers are: `agora bench digests`."""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from typing import Final

from django.core import mail
from django.db import transaction
from django.test.utils import override_settings

from agora.bench.corpus import Skewed
from agora.bench.reporting import Figures
from agora.catalogue.indexing import index_catch_up
from agora.catalogue.models import Resource
from agora.catalogue.queries import Search
from agora.kernel import clock, ids, outbox
from agora.people.models import Account, Membership, Organisation, Person
from agora.readers.digests import sending
from agora.readers.digests.preparing import Contents, contents_of, finder_for
from agora.readers.logic import address_of
from agora.readers.models import DigestPlan, Follow, SavedSearch, WeeklyDigest
from agora.topics.models import Concept, Place

SEARCHES, FOLLOWS = 2, 3
"""What one reader keeps, besides being a member of an organisation."""
NEW: Final = 400
"""Resources that came within the week."""
WORDS: Final = 1_500
"""Distinct searches among the readers, some far more often than others."""
ZONES: Final = ("UTC", "Europe/Madrid", "Africa/Nairobi", "America/Bogota", "Asia/Kathmandu")
TARGETS: Final = {"preparing the digests, CPU s": ("≤", 60.0)}
_SOURCE_WORDS: Final = [
    "housing",
    "water",
    "trees",
    "streets",
    "waste",
    "budget",
    "women",
    "transport",
    "health",
    "schools",
]


def digest_figures(people: int) -> Figures:
    """Processor seconds until the weekly mails of so many readers are found, drawn and handed over.

    The mails end in memory: what a mail server costs is its own. What it makes, it leaves behind.
    """
    chance = random.Random(5)
    figures: Figures = {"people": people, "resources": Resource.objects.count()}
    now = clock.now()
    newest = list(Resource.objects.order_by("-added_at").values_list("pk", flat=True)[:NEW])
    _came_this_week(newest, now)
    _people(people, chance, now)
    figures |= {
        "saved searches": SavedSearch.objects.count(),
        "distinct searches": SavedSearch.objects.values("address", "language").distinct().count(),
        "follows": Follow.objects.count(),
        "new resources": len(newest),
    }
    begin = time.process_time()
    sending.digests_due()
    figures["claiming the week, CPU s"] = _since(begin)
    figures["digests"] = WeeklyDigest.objects.count()
    begin = time.process_time()
    digests = list(WeeklyDigest.objects.order_by("pk"))
    finder = finder_for(digests)
    found: dict[uuid.UUID, Contents] = {}
    for start in range(0, len(digests), sending.BATCH):
        found |= contents_of(digests[start : start + sending.BATCH], finder)
    figures["finding what is new, CPU s"] = _since(begin)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        begin, mail.outbox = time.process_time(), []
        for digest in digests:
            if digest.pk in found:
                sending.digest_mail("reader@ondara.example", digest, found[digest.pk])
        figures["drawing the mails, CPU s"] = _since(begin)
        figures["mails with news"] = len(mail.outbox)
        begin, mail.outbox = time.process_time(), []
        sending.digests_send.call()
        figures["the whole job, each mail noted before and after, CPU s"] = _since(begin)
        figures["mails sent"] = len(mail.outbox)
        mail.outbox = []
    figures["preparing the digests, CPU s"] = round(
        figures["claiming the week, CPU s"]
        + figures["finding what is new, CPU s"]
        + figures["drawing the mails, CPU s"],
        1,
    )
    return figures


def _since(begin: float) -> float:
    return round(time.process_time() - begin, 1)


def _came_this_week(keys: list[uuid.UUID], now: dt.datetime) -> None:
    """Let these have come onto the market within the last days, and tell the index."""
    with transaction.atomic():
        for number, key in enumerate(keys):
            at = now - dt.timedelta(hours=1, minutes=15 * number)
            Resource.objects.filter(pk=key).update(added_at=at)
        outbox.mark("resource", keys)
    while index_catch_up():
        pass


def _people(count: int, chance: random.Random, now: dt.datetime) -> None:
    """Readers in five languages and zones, each with searches and follows of Zipf's law."""
    week = now - dt.timedelta(days=8)
    searches = Skewed(
        [
            (
                f"{chance.choice(_SOURCE_WORDS)} {chance.choice(_SOURCE_WORDS)}",
                chance.choice(("", "theme=housing", "type=practice")),
                number,
            )
            for number in range(WORDS)
        ],
        0.8,
    )
    organisations = list(Organisation.objects.values_list("pk", flat=True)[:300])
    concepts = list(Concept.objects.filter(scheme__key="themes").values_list("pk", flat=True))
    places = list(Place.objects.exclude(kind="world").values_list("pk", flat=True)[:400])
    kinds = (
        ("organisation_id", Skewed(organisations)),
        ("concept_id", Skewed(concepts)),
        ("place_id", Skewed(places)),
    )
    for start in range(0, count, 1000):
        accounts = [
            Account(id=ids.new_id(), email=f"reader-{start + n}@ondara.example")
            for n in range(min(1000, count - start))
        ]
        Account.objects.bulk_create(accounts)
        people = [
            Person(
                account=account,
                name=f"Reader {n}",
                language=chance.choice(("en", "es", "fr", "pt", "ar")),
                timezone=chance.choice(ZONES),
            )
            for n, account in enumerate(accounts)
        ]
        Person.objects.bulk_create(people)
        Membership.objects.bulk_create(
            Membership(person=person, organisation_id=chance.choice(organisations))
            for person in people
        )
        DigestPlan.objects.bulk_create(
            DigestPlan(account=account, told_until=week, last_week=week.date())
            for account in accounts
        )
        kept, followed = [], []
        for person in people:
            mine = {searches.draw(chance) for _ in range(SEARCHES)}
            for text, more, _number in mine:
                filters = dict([more.split("=")]) if more else {}
                address = address_of(
                    Search(text=text, filters={k: frozenset({v}) for k, v in filters.items()})
                )
                kept.append(
                    SavedSearch(
                        account=person.account, name=text, address=address,
                        language=person.language, created_at=week,
                    )
                )  # fmt: skip
            for field, things in kinds[:FOLLOWS]:
                followed.append(
                    Follow(
                        account=person.account,
                        created_at=week,
                        **{field: things.draw(chance)},
                    )
                )
        SavedSearch.objects.bulk_create(kept, ignore_conflicts=True)
        Follow.objects.bulk_create(followed)
