"""Machine-made translations of titles and summaries, kept apart from what people wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from agora.catalogue.models import MachineText
from agora.catalogue.search.contract import TextPart
from agora.kernel import languages
from agora.translation import engines

Key = TypeVar("Key", bound=Hashable)
Original = tuple[TextPart, Collection[str]]
"""A text as it was written, and the languages its record has texts in."""

LONGEST_TITLE = 600


def digest_of(part: TextPart) -> str:
    """What stands for a title and a summary in the table: SHA-256 of both, in hexadecimal."""
    whole = f"{part.title}\0{part.summary}".encode("utf-8", "replace")
    return hashlib.sha256(whole).hexdigest()


def targets_of(part: TextPart, have: Collection[str]) -> tuple[str, ...]:
    """The interface languages without a text into which an engine can translate this one."""
    source = languages.primary(part.language)
    spoken = {languages.primary(tag) for tag in have} | {source}
    return tuple(
        target
        for target in languages.TAGS
        if target not in spoken and engines.can_translate(source, target) is not None
    )


def translation_of(part: TextPart, target: str) -> TextPart | None:
    """Title and summary in one language; None where the engine could not."""
    source = languages.primary(part.language)
    title, summary = engines.translate_many((part.title, part.summary), source, target)
    if not title or summary is None:
        return None
    return TextPart(target, title[:LONGEST_TITLE], summary)


def translations_of(part: TextPart, have: Collection[str]) -> tuple[TextPart, ...]:
    """Title and summary in each interface language there is no text in, where an engine can.

    `have` are the languages with a text already. Nothing is stored; empty where engines are off.
    """
    made = (translation_of(part, target) for target in targets_of(part, have))
    return tuple(one for one in made if one is not None)


def kept(originals: Mapping[Key, Original]) -> dict[Key, tuple[TextPart, ...]]:
    """What the table holds for these, without the languages they have texts in; one query.

    Nothing, and no query, where engines are off.
    """
    wanted = {
        key: (digest_of(part), languages.primary(part.language), targets)
        for key, (part, have) in originals.items()
        if engines.are_on() and (targets := targets_of(part, have))
    }
    if not wanted:
        return {}
    held: dict[tuple[str, str], dict[str, TextPart]] = {}
    for digest, source, target, title, summary in MachineText.objects.filter(
        digest__in={digest for digest, _, _ in wanted.values()}
    ).values_list("digest", "source", "target", "title", "summary"):
        held.setdefault((digest, source), {})[target] = TextPart(target, title, summary)
    found = {}
    for key, (digest, source, targets) in wanted.items():
        there = held.get((digest, source), {})
        found[key] = tuple(there[target] for target in targets if target in there)
    return found
