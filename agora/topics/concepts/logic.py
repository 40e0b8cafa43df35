"""What may be wrong with a concept among the others; pure thought, no database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from agora.kernel import languages
from agora.kernel.errors import Problem
from agora.topics.documents import ConceptDocument, ConceptSays
from agora.topics.glossary import plain

_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f]")


def labels_of(text: ConceptSays) -> tuple[str, ...]:
    """Every label of one language, the preferred one first."""
    return (text.preferred, *(label.text for label in text.alternatives))


def above(key: str, broader: Mapping[str, str | None]) -> tuple[str, ...]:
    """Everything broader than a concept, the nearest first; a circle ends where it began."""
    chain: list[str] = []
    at = broader.get(key)
    while at is not None and at not in chain:
        chain.append(at)
        at = broader.get(at)
    return tuple(chain)


def hierarchy_faults(
    document: ConceptDocument, broader: Mapping[str, str | None]
) -> Iterator[Problem]:
    """Unknown or circular ties; `broader` is what stands above each other concept of the glossary."""
    key = document.slug
    if document.broader is not None and document.broader not in broader:
        yield Problem("broader", _("There is no concept “%s”.") % document.broader)
    unknown = [other for other in document.related if other not in broader and other != key]
    for other in unknown:
        yield Problem("related", _("There is no concept “%s”.") % other)
    after = {**broader, key: document.broader}
    if key in above(key, after):
        yield Problem(
            "broader",
            _("“%s” is itself narrower than this concept. Choose another broader one.")
            % document.broader,
        )
        return
    for other in document.related:
        if other == key:
            yield Problem("related", _("A concept is not related to itself."))
        elif other in above(key, after) or key in above(other, after):
            yield Problem(
                "related",
                _("“%s” is broader or narrower already. Name it in one place only.") % other,
            )


def label_faults(
    document: ConceptDocument, owners: Mapping[tuple[str, str], Collection[str]]
) -> Iterator[Problem]:
    """Labels that stand twice, are in another script, or belong to another concept.

    `owners` says which other concepts have a label: language and plain text → their names. What is
    named in `shared` is so on purpose.
    """
    shared = {plain(text) for text in document.shared}
    for tag, text in document.texts.items():
        seen: set[str] = set()
        for place, label in enumerate(labels_of(text)):
            field = f"texts.{tag}." + (f"alternatives.{place - 1}.text" if place else "preferred")
            said = plain(label)
            if said in seen:
                yield Problem(field, _("“%s” stands here twice.") % label)
                continue
            seen.add(said)
            form = text.alternatives[place - 1].form if place else text.form
            yield from _script_faults(field, tag, label, form)
            others = owners.get((tag, said), ())
            if others and said not in shared:
                yield Problem(
                    field,
                    _(
                        "“%(label)s” is also a word for “%(other)s”. Choose another one, or name it "
                        "among the labels that are shared on purpose."
                    )
                    % {"label": label, "other": ", ".join(sorted(others))},
                )


def _script_faults(field: str, tag: str, label: str, form: str) -> Iterator[Problem]:
    if not any(sign.isalpha() for sign in label):
        yield Problem(field, _("“%s” has no letter.") % label)
    arabic = bool(_ARABIC.search(label))
    if languages.primary(tag) == "ar" and not arabic and form != "abbr":
        yield Problem(
            field, _("“%s” is not written in Arabic. If it is an abbreviation, say so.") % label
        )
    if languages.primary(tag) in ("en", "es", "fr", "pt") and arabic:
        yield Problem(field, _("“%s” is written in Arabic. It belongs to the Arabic text.") % label)
