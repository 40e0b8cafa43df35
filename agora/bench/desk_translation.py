"""How much work the segments of a long text are: a part of `agora bench desk`."""

from __future__ import annotations

import random
import time
from typing import Final

from django.test import Client
from pydantic import BaseModel

from agora.bench.asking import Asked, asked_figures, cookie_of
from agora.bench.reporting import Figures, middle
from agora.editorial.models import MemoryPair, Translation
from agora.editorial.services import document_read, version_publish
from agora.editorial.translating import memory
from agora.editorial.translating.queries import SEGMENTS_OF_A_PAGE as PAGE
from agora.editorial.translating.queries import subject_for
from agora.editorial.translating.services import Written, translation_save
from agora.kernel import ids
from agora.people.models import Account, Duty, Person
from agora.people.queries import standing_of

SEGMENTS: Final = 400
WORDS: Final = 25
"""Words of a segment: 400 of them are a text of about twenty pages."""
MEMORY: Final = 5_000
"""Segments that the memory knows from other texts."""

TARGETS: Final = {
    "segment page of 400 segments, ms": ("≤", 40.0),
    "saving a page of segments, ms": ("≤", 150.0),
}

_SAID: Final = """
When the city began to ask who had no water, nobody could say how many people that were. The officers
walked from house to house with a simple list, and what they wrote down became the first map of the
informal settlements on the hills. It took nine months. Two of the women who had carried water for
years joined the team, because they knew the paths, and because the council had promised to pay them.
Later the map was used for other things too: for the bus, for the school meals, for the plan against
floods. A participatory budgeting round gave each neighbourhood a say in which street came first, and the
answers surprised the engineers, who had thought of pipes and not of the time that people lose.
"""
_WORDS: Final = _SAID.split()


def _sentence(chance: random.Random) -> str:
    """Words in the order of a plain text, begun somewhere, with some words from elsewhere."""
    start = chance.randrange(len(_WORDS))
    words = [_WORDS[(start + n) % len(_WORDS)] for n in range(WORDS)]
    for _ in range(8):
        words[chance.randrange(WORDS)] = f"{chance.choice(_WORDS)}{chance.randrange(40)}"
    return " ".join(words)


def translation_figures(rounds: int = 20) -> Figures:
    """Processor milliseconds of the page of segments of a text of 10,000 words, in the open database.

    The page shows source and target, terms of the glossary, former translations that are alike, and where
    something is missing; a third of the text is translated. What it makes, it leaves behind.
    """
    chance = random.Random(7)
    account = Account.objects.create_user("bench-translator@ondara.example")
    person = Person.objects.create(name="Bench", account=account)
    Duty.objects.create(person=person, role=Duty.Role.LEAD)
    standing = standing_of(account)
    sentences = [_sentence(chance) for _ in range(SEGMENTS)]
    key = ids.new_id()
    body = "".join(f"<p>{one}</p>" for one in sentences)
    version_publish("resource", key, _document("bench-long-text", "A long text", body))
    _remember(sentences, chance)
    about = subject_for(standing, "resource", key, "pt")
    third = {
        f"texts.*.body#{n}": Written(f"Tradução {n}: {sentences[n]}") for n in range(0, SEGMENTS, 3)
    }
    translation_save(standing, about, third)
    here = f"/en/desk/translate/resource/{key}/pt/"
    pages = [f"{here}?page={page}" for page in range(1, SEGMENTS // PAGE + 1)]
    shown = asked_figures(
        {"segment page of 400 segments": Asked(cookie_of(account), pages)}, rounds
    )
    browser = Client()
    browser.force_login(account)
    saved = [_post(browser, here, turn) for turn in range(rounds + 2)]
    return {
        **shown,
        "saving a page of segments, ms": middle(saved[2:]),
        "segments in the memory": MemoryPair.objects.count(),
        "open translations": Translation.objects.count(),
    }


def _post(browser: Client, here: str, turn: int) -> float:
    page = turn % (SEGMENTS // PAGE)
    fields = {
        f"t:texts.*.body#{n}": f"Outra tradução {turn} {n}."
        for n in range(page * PAGE, (page + 1) * PAGE)
    }
    begin = time.process_time()
    answer = browser.post(f"{here}?page={page + 1}", fields)
    spent = (time.process_time() - begin) * 1000
    if answer.status_code != 302:
        raise RuntimeError(f"saving a page of segments answered {answer.status_code}")
    return spent


def _document(slug: str, title: str, body: str, portuguese: str = "") -> BaseModel:
    texts: dict[str, dict[str, str | int]] = {"en": {"title": title, "body": body}}
    if portuguese:
        texts["pt"] = {"title": f"{title} (pt)", "body": portuguese, "source_version": 1}
    return document_read(
        "resource",
        {"slug": slug, "type": "handbook", "original_language": "en", "texts": texts},
    )


def _remember(sentences: list[str], chance: random.Random) -> None:
    """Other texts with their translations: some sentences are the same, some alike."""
    left = MEMORY
    while left > 0:
        parts = []
        for _ in range(100):
            roll = chance.random()
            one = chance.choice(sentences) if roll < 0.2 else _sentence(chance)
            parts.append(one.replace("city", "town") if roll < 0.1 else one)
        key = ids.new_id()
        body = "".join(f"<p>{one}</p>" for one in parts)
        brought = "".join(f"<p>Tradução de {one}</p>" for one in parts)
        version_publish(
            "resource",
            key,
            _document(f"bench-memory-{left}", f"Memory {left}", body, brought),
        )
        memory.memory_read("resource", key)
        left -= 100
