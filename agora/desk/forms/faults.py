"""What still keeps a document from being published: which question of which screen, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from agora.desk.forms.paths import is_empty, read
from agora.desk.forms.shapes import in_words
from agora.kernel.editing import Editing, Field, Step
from agora.kernel.kinds import kind_named


@dataclass(frozen=True)
class Fault:
    """One thing to mend: on which screen, at which question, and what to do."""

    step: str
    label: str
    message: str
    anchor: str = ""
    language: str = ""


def rules() -> dict[str, tuple[str, str]]:
    """What the schemas say about several questions at once: the question, and our sentence."""
    return {
        "has no text in its original language": (
            "texts.*.title",
            _("Nothing is written yet in the language of these texts."),
        ),
        "is a practice without its case": (
            "practice.texts.*.problem",
            _("Tell the problem and what you did."),
        ),
        "is for one organisation but names none": (
            "visibility",
            _("Only an organisation’s own record can be shown to one organisation alone."),
        ),
        "is for one team but names none": ("team", _("Choose the team that may see it.")),
        "cannot be for a team": (
            "visibility",
            _("An organisation cannot be shown to one team alone. Choose somebody else."),
        ),
        "names neither an organisation nor a person": (
            "organisation",
            _("Say who: an organisation of this market, or a name."),
        ),
        "has a link and a file": (
            "url",
            _("Keep the web address or the file: one row has one of them."),
        ),
        "has an amount without its currency": (
            "practice.cost.currency",
            _("Say in which currency it cost that much."),
        ),
        "has two series with one key": (
            "practice.series",
            _("Two figures count the same thing. Give them different titles."),
        ),
    }


def faults_of(sort: Editing, document: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Everything to mend before sending, in the order of the screens, each place once."""
    original = str(document.get("original_language") or "")
    found = [*_missing(sort, document, original), *_refused(sort, document, original)]
    order = {step.key: number for number, step in enumerate(sort.steps)}
    unique: dict[tuple[str, str, str], Fault] = {}
    for fault in found:
        unique.setdefault((fault.step, fault.anchor or fault.message, fault.language), fault)
    return tuple(sorted(unique.values(), key=lambda fault: order.get(fault.step, 99)))


def _missing(sort: Editing, document: Mapping[str, Any], language: str) -> Iterator[Fault]:
    for step in sort.steps:
        for spec, anchor, value in _asked(step.fields, document, language, ""):
            if is_empty(value):
                yield Fault(step.key, str(spec.label), _("This is missing."), f"id.{anchor}")


def _asked(
    fields: tuple[Field, ...], document: Any, language: str, prefix: str
) -> Iterator[tuple[Field, str, Any]]:
    """Every question that must be answered, with what stands there."""
    for spec in fields:
        value = read(document, spec.path, language)
        name = prefix + spec.path.replace("*", "_")
        if spec.required:
            yield spec, name, value
        if spec.rows and isinstance(value, list | tuple):
            for number, row in enumerate(value):
                yield from _asked(spec.rows, row, language, f"{name}.{number}.")


def _refused(sort: Editing, document: Mapping[str, Any], original: str) -> Iterator[Fault]:
    # The lessons of a course are written in the studio, which says what they lack.
    screens = {key: value for key, value in document.items() if key != "course"}
    try:
        kind_named(sort.kind).schema.model_validate(screens)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = tuple(fault["loc"])
            message, place = in_words(fault), ""
            if fault["type"] == "value_error":
                for beginning, (path, sentence) in rules().items():
                    if beginning in fault["msg"]:
                        message, place = sentence, path
            yield _placed(sort, where, place, message, fault, original)


def _placed(
    sort: Editing, where: tuple[Any, ...], place: str, message: str, fault: Any, original: str
) -> Fault:
    """The question that a place of the document belongs to."""
    for step in sort.steps:
        for spec in step.fields:
            if place and not where and spec.path == place:
                return Fault(step.key, str(spec.label), message, _anchor(spec.path))
            met = meets(spec, where)
            if met is None:
                continue
            inner, name, language = met
            if inner.path != place and place:
                inner = next((one for one in spec.rows if one.path == place), inner)
                name = f"{name}.{place}" if inner.path == place else name
            elif not place:
                message = in_words(fault, inner.widget)
            other = language if language != original else ""
            return Fault(step.key, str(inner.label), message, f"id.{name}", other)
    return Fault(sort.steps[-1].key, str(sort.title), message)


def _anchor(path: str) -> str:
    return "id." + path.replace("*", "_")


def meets(spec: Field, where: tuple[Any, ...], prefix: str = "") -> tuple[Field, str, str] | None:
    """The question, its input's name and the language, if the place lies in this field."""
    parts = spec.path.split(".")
    language = ""
    for part, given in zip(parts, where, strict=False):
        if part == "*":
            language = str(given)
        elif part != str(given):
            return None
    if len(where) < len(parts):
        # `texts.es` as a whole: its first question stands for it.
        whole = where and "*" in parts[: len(where) + 1]
        return (spec, prefix + spec.path.replace("*", "_"), language) if whole else None
    name = prefix + spec.path.replace("*", "_")
    rest = where[len(parts) :]
    if not spec.rows or not rest:
        return spec, name, language
    if len(rest) > 1:
        for inner in spec.rows:
            met = meets(inner, rest[1:], f"{name}.{rest[0]}.")
            if met:
                return met
    return spec, f"{name}.{rest[0]}", language


@dataclass(frozen=True)
class Mark:
    """How far one screen is."""

    step: Step
    faults: tuple[Fault, ...]
    begun: bool

    @property
    def done(self) -> bool:
        """Whether nothing is to be mended here and something was said."""
        return self.begun and not self.faults


def marks_of(
    sort: Editing, document: Mapping[str, Any], faults: tuple[Fault, ...]
) -> tuple[Mark, ...]:
    """The screens in their order, each with what it still wants."""
    language = str(document.get("original_language") or "")
    return tuple(
        Mark(
            step,
            tuple(fault for fault in faults if fault.step == step.key),
            any(not is_empty(read(document, spec.path, language)) for spec in step.fields),
        )
        for step in sort.steps
    )
