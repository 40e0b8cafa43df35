"""How the journal's acts are called on pages; each room registers its own at start."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}


def register(words: Mapping[str, str | Promise]) -> None:
    """Say what these verbs mean, each as a short phrase in the past: “published a version”."""
    _words.update(words)


def word_for(verb: str) -> str:
    """The phrase; the verb itself where no room said anything."""
    return str(_words.get(verb, verb))
