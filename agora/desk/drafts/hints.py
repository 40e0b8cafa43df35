"""What helps while writing: topics the text seems to be about, things that may be the same, checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from agora.catalogue.queries.writing import Duplicate, duplicates_of, topics_for
from agora.desk.drafts.common import Held
from agora.desk.forms.answers import Asker
from agora.desk.forms.saying import place_of
from agora.editorial.comparing import value_at, with_value
from agora.exchange.checks.services import Check, check_document
from agora.exchange.prefill.services import Prefill
from agora.kernel.editing import Editing, Field, Step
from agora.topics.queries import GOALS, vocabulary

MOST_TOPICS = 8
MOST_DUPLICATES = 3
_WHERE_DUPLICATES = frozenset({"texts.*.title", "editions"})


@dataclass(frozen=True)
class Topic:
    """A topic to take over with one press: into which question, and the words that led to it."""

    path: str
    key: str
    label: str
    words: tuple[str, ...]

    @property
    def value(self) -> str:
        """What the button sends."""
        return f"topic:{self.path}:{self.key}"


@dataclass(frozen=True)
class Hints:
    """Everything to say beside one screen."""

    topics: tuple[Topic, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.duplicates)


def hints_for(
    held: Held, step: Step, document: Mapping[str, Any], language: str, asker: Asker
) -> Hints:
    """What may be said beside this screen; nothing where it has no place."""
    if held.draft.kind != "resource":
        return Hints()
    paths = {spec.path for spec in step.fields}
    duplicates: list[Duplicate] = []
    if paths & _WHERE_DUPLICATES:
        duplicates = duplicates_of(
            document, asker.viewer, reader=asker.reader, language=language,
            without=held.draft.object_id,
        )  # fmt: skip
    return Hints(
        tuple(_topics(step, document, language, asker)) if "themes" in paths else (),
        tuple(duplicates[:MOST_DUPLICATES]),
    )


def _topics(step: Step, document: Mapping[str, Any], language: str, asker: Asker) -> list[Topic]:
    found: list[Topic] = []
    for idea in topics_for(document, reader=asker.reader, language=language).all():
        spec = _question_for(step, idea.scheme, idea.key)
        if spec is not None and not idea.is_chosen and len(found) < MOST_TOPICS:
            found.append(Topic(spec.path, idea.key, idea.label, idea.words[:4]))
    return found


def _question_for(step: Step, scheme: str, key: str) -> Field | None:
    """The question that asks for this concept."""
    term = vocabulary().term(scheme, key)
    if term is None:
        return None
    level = 2 if term.parent else 1
    for spec in step.fields:
        if spec.vocabulary == scheme and spec.level in (0, level):
            return spec
    return None


def with_topic(step: Step, document: Mapping[str, Any], path: str, key: str) -> dict[str, Any]:
    """The document with a suggested topic taken over; unchanged where it is none."""
    spec = next((one for one in step.fields if one.path == path and one.vocabulary), None)
    scheme = spec.vocabulary if spec else GOALS
    if spec is None or _question_for(step, scheme, key) is not spec:
        return dict(document)
    chosen = [str(one) for one in value_at(document, path) or ()]
    return with_value(document, path, chosen if key in chosen else [*chosen, key])


# ---------------------------------------------------------------------- what was filled in

KEPT = "desk.prefilled"
_MOST_KEPT = 5


def remember_prefill(request: HttpRequest, draft_id: object, found: Prefill) -> None:
    """Keep for this session what was filled in and from where; the latest few drafts."""
    kept = dict(request.session.get(KEPT) or {})
    kept.pop(str(draft_id), None)
    while len(kept) >= _MOST_KEPT:
        kept.pop(next(iter(kept)))
    kept[str(draft_id)] = {
        "notes": [str(note) for note in found.notes][:10],
        "filled": [[one.path, one.words, one.is_guess] for one in found.filled][:60],
    }
    request.session[KEPT] = kept


@dataclass(frozen=True)
class FilledIn:
    """One question that was filled in, from where."""

    label: str
    words: str
    is_guess: bool


def filled_in(
    request: HttpRequest, held: Held, step: Step | None = None
) -> tuple[list[FilledIn], list[str]]:
    """What was filled in on this screen (or anywhere), and what there is to say about it."""
    kept = (request.session.get(KEPT) or {}).get(str(held.draft.pk))
    if not kept:
        return [], []
    found: dict[str, FilledIn] = {}
    for path, words, is_guess in kept["filled"]:
        _number, title, spec, _tag = place_of(held.sort, tuple(path.split(".")))
        if spec is not None and (step is None or title == str(step.title)):
            found.setdefault(str(spec.label), FilledIn(str(spec.label), words, is_guess))
    return list(found.values()), list(kept["notes"])


# ---------------------------------------------------------------------- before sending


@dataclass(frozen=True)
class Looked:
    """One thing that was looked at, and the screen where it is put right."""

    check: Check
    step: str
    anchor: str

    @property
    def state(self) -> str:
        """`ok`, `warn`, `stop` or `unknown`."""
        return self.check.state


def checks_for(held: Held, asker: Asker, *, links: bool) -> list[Looked]:
    """What was looked at before sending; the links are asked only when `links` says so."""
    if held.draft.kind != "resource":
        return []
    checks = check_document(
        held.draft.document,
        organisation=held.draft.organisation_id,
        reader=asker.reader,
        fetch=links,
    )
    if not links:
        checks = [check for check in checks if check.key != "link"]
    return [_looked(held.sort, check) for check in checks]


def _looked(sort: Editing, check: Check) -> Looked:
    where = tuple(check.path.split(".")) if check.path else ()
    for step in sort.steps:
        for spec in step.fields:
            parts = spec.path.split(".")
            if where and all(a in ("*", b) for a, b in zip(parts, where, strict=False)):
                return Looked(check, step.key, "id." + spec.path.replace("*", "_"))
    return Looked(check, sort.steps[0].key, "")
