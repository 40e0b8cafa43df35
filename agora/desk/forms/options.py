"""What one chooses from: controlled terms, languages, teams, in the reader's words."""

from __future__ import annotations

import uuid
from functools import lru_cache

from django.utils.translation import get_language

from agora.kernel import languages
from agora.kernel.editing import Field
from agora.people.models import Team
from agora.topics.queries import Term, vocabulary

Choice = tuple[str, str]
Group = tuple[str, tuple[Choice, ...]]
"""A heading (empty for none) and what stands under it."""

# Of the languages that cities write in; any other that a document has is added to the list.
_TONGUES = [
    "am",
    "az",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "et",
    "eu",
    "fa",
    "fi",
    "ga",
    "gl",
    "ha",
    "he",
    "hi",
    "hr",
    "ht",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "kk",
    "km",
    "ko",
    "ku",
    "ky",
    "lo",
    "lt",
    "lv",
    "mg",
    "mk",
    "mn",
    "ms",
    "my",
    "ne",
    "nl",
    "no",
    "om",
    "pa",
    "pl",
    "ps",
    "pt-BR",
    "qu",
    "ro",
    "ru",
    "rw",
    "si",
    "sk",
    "sl",
    "so",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "tg",
    "th",
    "ti",
    "tr",
    "uk",
    "ur",
    "uz",
    "vi",
    "wo",
    "yo",
    "zh",
    "zh-Hant",
    "zu",
]


def groups_for(field: Field, organisation: uuid.UUID | None, present: list[str]) -> list[Group]:
    """All that may be chosen for a field; what is `present` already stays choosable."""
    reader = get_language() or "en"
    if field.widget == "language":
        groups = list(_languages(reader))
        here = {key for _heading, choices in groups for key, _label in choices}
        more = tuple((tag, languages.name(tag, reader)) for tag in present if tag not in here)
        return [*groups, ("", more)] if more else groups
    if field.widget == "team":
        teams = Team.objects.filter(organisation=organisation).order_by("name")
        found = tuple((str(pk), name) for pk, name in teams.values_list("pk", "name"))
        groups = [("", found)]
    elif field.choices:
        groups = [("", tuple((key, str(label)) for key, label in field.choices))]
    else:
        groups = _terms(field, reader)
    here = {key for _heading, choices in groups for key, _label in choices}
    odd = tuple((key, key) for key in present if key not in here)
    return [*groups, ("", odd)] if odd else groups


@lru_cache(maxsize=16)
def _languages(reader: str) -> tuple[Group, ...]:
    first = tuple((tag, languages.name(tag, reader)) for tag in languages.TAGS)
    others = sorted(((tag, languages.name(tag, reader)) for tag in _TONGUES), key=lambda c: c[1])
    return ("", first), ("—", tuple(others))


def term_label(term: Term, reader: str) -> str:
    """“11 · Sustainable cities and communities”: with its number, where it has one."""
    label = term.label(reader)
    return f"{term.notation} · {label}" if term.notation else label


def _terms(field: Field, reader: str) -> list[Group]:
    words = vocabulary()
    every = [t for t in words.concepts_of.get(field.vocabulary, ()) if t.key not in field.without]
    roots = [term for term in every if not term.parent]
    below = [term for term in every if term.parent]
    if field.level == 1 or not below:
        return [("", tuple((term.key, term_label(term, reader)) for term in roots))]
    groups = []
    for root in roots:
        inner = [term for term in below if words.ancestors(term)[0].key == root.key]
        shown = inner if field.level == 2 else [root, *inner]
        if shown:
            heading = term_label(root, reader)
            groups.append((heading, tuple((t.key, term_label(t, reader)) for t in shown)))
    return groups


def label_of(field: Field, key: str, reader: str) -> str:
    """What one chosen key is called."""
    if field.widget == "language":
        return languages.name(key, reader)
    for value, label in field.choices:
        if value == key:
            return str(label)
    term = vocabulary().term(field.vocabulary, key) if field.vocabulary else None
    return term_label(term, reader) if term else key
