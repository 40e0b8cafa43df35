"""The engines the operator switched on, found once per process.

Nothing here raises because an engine fails, and nothing is started before it is needed.
Answers are remembered: the same few words are asked again and again.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from agora.kernel import languages
from agora.translation.apertium import Apertium
from agora.translation.contract import Dictionary, Pair, Translator
from agora.translation.freedict import FreeDict

logger = logging.getLogger(__name__)

NAMES: Final = ("apertium", "freedict")
REMEMBERED: Final = 20_000
"""Answers kept per process; texts longer than REMEMBERED_CHARACTERS are not."""
REMEMBERED_CHARACTERS: Final = 120

_Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Report:
    """What `agora doctor` says of an engine."""

    name: str
    wanted: bool
    pairs: tuple[Pair, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    translators: tuple[Translator, ...] = ()
    dictionaries: tuple[Dictionary, ...] = ()


_lock = threading.Lock()
_found: _Found | None = None
_answers: OrderedDict[_Key, tuple[str, ...]] = OrderedDict()


def _apertium() -> Apertium:
    return Apertium(
        settings.APERTIUM_MODES, seconds=float(settings.ENGINE_SECONDS), first=languages.TAGS
    )


def _freedict() -> FreeDict:
    return FreeDict(settings.FREEDICT)


def _engines() -> _Found:
    global _found
    found = _found
    if found is not None:
        return found
    with _lock:
        if _found is None:
            translators: tuple[Translator, ...] = ()
            dictionaries: tuple[Dictionary, ...] = ()
            if "apertium" in settings.ENGINES:
                translators = (_apertium(),)
            if "freedict" in settings.ENGINES:
                dictionaries = (_freedict(),)
            engines: tuple[Translator | Dictionary, ...] = (*translators, *dictionaries)
            for engine in engines:
                if not engine.pairs:
                    logger.warning("AGORA_ENGINES names %s, which is not installed", engine.name)
            _found = _Found(translators, dictionaries)
        return _found


def translators() -> tuple[Translator, ...]:
    """The translators switched on and installed."""
    return tuple(one for one in _engines().translators if one.pairs)


def dictionaries() -> tuple[Dictionary, ...]:
    """The dictionaries switched on and installed."""
    return tuple(one for one in _engines().dictionaries if one.pairs)


def are_on() -> bool:
    """Whether there is any engine to ask."""
    if not settings.ENGINES:
        return False
    return bool(translators() or dictionaries())


def can_translate(source: str, target: str) -> Translator | None:
    """The translator for this pair, if there is one."""
    return next((one for one in translators() if (source, target) in one.pairs), None)


def translate(text: str, source: str, target: str) -> str | None:
    """The text in the target language; None where it could not be translated."""
    return translate_many((text,), source, target)[0]


def translate_many(texts: Sequence[str], source: str, target: str) -> list[str | None]:
    """Each text in the target language; None for one that could not be translated."""
    made: list[str | None] = [None] * len(texts)
    translator = can_translate(source, target)
    if translator is None:
        return made
    unknown: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        kept = _recall((translator.name, source, target, text))
        if kept is None:
            unknown.setdefault(text, []).append(at)
        else:
            made[at] = kept[0]
    if unknown:
        try:
            answers = translator.translate(tuple(unknown), source, target)
        except Exception:  # an engine may fail in any way; the search must go on
            logger.warning("%s failed on %s-%s", translator.name, source, target, exc_info=True)
            return made
        for (text, places), answer in zip(unknown.items(), answers, strict=True):
            if answer is None:
                continue
            _remember((translator.name, source, target, text), (answer,))
            for at in places:
                made[at] = answer
    return made


def look_up(word: str, source: str, target: str) -> tuple[str, ...]:
    """What the dictionaries know the word as, the commonest sense first."""
    found: dict[str, None] = {}
    for dictionary in dictionaries():
        if (source, target) not in dictionary.pairs:
            continue
        key = (dictionary.name, source, target, word)
        kept = _recall(key)
        if kept is None:
            try:
                kept = dictionary.look_up(word, source, target)
            except Exception:  # an engine may fail in any way; the search must go on
                logger.warning("%s failed on %s-%s", dictionary.name, source, target, exc_info=True)
                continue
            _remember(key, kept)
        found.update(dict.fromkeys(kept))
    return tuple(found)


def _recall(key: _Key) -> tuple[str, ...] | None:
    with _lock:
        kept = _answers.get(key)
        if kept is not None:
            _answers.move_to_end(key)
        return kept


def _remember(key: _Key, answer: tuple[str, ...]) -> None:
    if len(key[3]) > REMEMBERED_CHARACTERS:
        return
    with _lock:
        _answers[key] = answer
        while len(_answers) > REMEMBERED:
            _answers.popitem(last=False)


def reports() -> list[Report]:
    """Each engine we know, whether it is switched on, and the pairs it is installed for."""
    ours = set(languages.TAGS)
    apertium, freedict = _apertium(), _freedict()
    told = (
        ("apertium", apertium.pairs, tuple(apertium.faults)),
        ("freedict", freedict.pairs, ()),
    )
    return [
        Report(
            name,
            name in settings.ENGINES,
            tuple(sorted(pair for pair in pairs if set(pair) <= ours)),
            faults,
        )
        for name, pairs, faults in told
    ]


def close() -> None:
    """End every program that was started; they start again when needed."""
    found = _found
    for translator in found.translators if found else ():
        translator.close()


def forget() -> None:
    """End everything and look for the engines anew: for tests, which change the settings."""
    global _found
    close()
    with _lock:
        _found = None
        _answers.clear()


def _in_child() -> None:
    """After a fork the parent's programs must not be spoken to."""
    global _lock, _found
    _lock = threading.Lock()
    found, _found = _found, None
    for translator in found.translators if found else ():
        if isinstance(translator, Apertium):
            translator.forget()


os.register_at_fork(after_in_child=_in_child)
atexit.register(close)
