"""One screen of questions over a document, as a form, and what was typed as a new document.

Every question is an input named after its place (`practice.period.start`, `texts._.title`, and in
rows `editions.2.url`, where 2 is the row's key on this page). `editions.rows` lists the keys in
their order, so that rows are added, moved and removed before anything is read, and nothing that was
typed is lost by it. `editions.2.was` is the row's number in the document the form stands over (empty
for a new one): what the screen does not show of a row travels with it.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from agora.desk.forms import paths
from agora.desk.forms.answers import (
    REFERENCES,
    Answer,
    Asker,
    FileAnswer,
    OneOf,
    Pointer,
    Pointers,
    SomeOf,
    Tick,
    Yes,
    known_labels,
)
from agora.desk.forms.laying import MOST_ROWS, Laid, Part, Question, Row, Rows, laid
from agora.desk.forms.options import Group as Options
from agora.desk.forms.options import groups_for
from agora.desk.forms.paths import GONE, is_empty
from agora.desk.forms.shapes import Shape, shape_at, shape_in
from agora.kernel import languages
from agora.kernel.editing import Field
from agora.media.models import File


@dataclass(frozen=True)
class Around:
    """What a form must know beside the document: its kind, the language being written, who asks."""

    kind: str
    language: str
    original: str
    asker: Asker
    organisation: uuid.UUID | None = None
    files: frozenset[str] = frozenset()
    schema: Any = None
    """Where the form asks for a part of a document: the schema of that part."""

    def shape_at(self, path: str) -> Shape | None:
        """What fits at a place."""
        if self.schema is not None:
            return shape_in(self.schema, path)
        return shape_at(self.kind, path)

    @property
    def is_original(self) -> bool:
        """Whether the original text is being written; else only texts are asked for."""
        return self.language == self.original


class StepForm(forms.Form):
    """The questions of a screen over a document; `parts` is how they lie on the page."""

    use_required_attribute = False

    def __init__(
        self,
        fields: Iterable[Field],
        document: Mapping[str, Any],
        around: Around,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data=data, auto_id="id.%s")
        self.sent: QueryDict = QueryDict() if data is None else data
        self.document, self.around = document, around
        self._options: dict[tuple[str, ...], list[Options]] = {}
        asked = tuple(fields)
        self.parts = self._place(asked, document, "", "")
        self._labels = known_labels(self._references(), around.asker)
        for question in self._questions(self.parts):
            self.fields[question.name] = self._answer(question)
        for question in self._questions(self.parts):
            question.bound = self[question.name]
        self._name_files()

    @property
    def laid(self) -> Laid:
        """The questions as they lie."""
        return laid(self.parts)

    # ------------------------------------------------------------------ laying out

    def _place(
        self, fields: Iterable[Field], document: Any, prefix: str, schema: str
    ) -> list[Part]:
        parts: list[Part] = []
        for spec in fields:
            if not self.around.is_original and not has_texts(spec):
                continue
            name = prefix + spec.path.replace("*", "_")
            stored = paths.read(document, spec.path, self.around.language)
            if spec.widget != "rows":
                question = Question(spec, name, stored, schema + spec.path)
                if not self.around.is_original:
                    source = paths.read(document, spec.path, self.around.original)
                    question.source = "" if is_empty(source) else _as_text(source)
                parts.append(question)
                continue
            rows = Rows(spec, name, stored, fixed=not self.around.is_original)
            held = stored if isinstance(stored, list | tuple) else ()
            keys = self._keys(rows, len(held))
            for number, key in enumerate(keys):
                was = self._was(f"{name}.{key}.was", key, len(held))
                inner = held[was] if was is not None and isinstance(held[was], Mapping) else {}
                row = Row(key, number + 1, name, was, dict(inner))
                row.first, row.last = number == 0, number == len(keys) - 1
                row.parts = self._place(spec.rows, inner, f"{name}.{key}.", f"{schema}{spec.path}.")
                rows.rows.append(row)
            parts.append(rows)
        return parts

    def _keys(self, rows: Rows, count: int) -> list[int]:
        """Which rows there are: as sent, or as stored."""
        sent = self.data.get(f"{rows.name}.rows") if self.is_bound and not rows.fixed else None
        if sent is None:
            return list(range(count))
        keys = dict.fromkeys(
            int(key) for key in sent.split() if key.isdecimal() and key.isascii() and len(key) < 5
        )
        return list(keys)[: max(rows.spec.most or MOST_ROWS, count)]

    def _was(self, name: str, key: int, count: int) -> int | None:
        """Which stored row this is, if it was one."""
        sent = self.data.get(name) if self.is_bound else None
        if sent is None:
            return key if key < count else None
        known = sent.isdecimal() and sent.isascii() and len(sent) < 5 and int(sent) < count
        return int(sent) if known else None

    def _questions(self, parts: Iterable[Part]) -> Iterator[Question]:
        for part in parts:
            if isinstance(part, Question):
                yield part
            else:
                for row in part.rows:
                    yield from self._questions(row.parts)

    def _references(self) -> dict[str, set[str]]:
        wanted: dict[str, set[str]] = {sort: set() for sort in REFERENCES.values()}
        for question in self._questions(self.parts):
            sort = REFERENCES.get(question.spec.widget)
            if not sort:
                continue
            stored = question.stored
            if not is_empty(stored):
                many = isinstance(stored, list | tuple)
                wanted[sort] |= {str(key) for key in (stored if many else [stored])}
            if self.is_bound:
                wanted[sort] |= {key[:200] for key in self.sent.getlist(f"{question.name}.is")}
        return wanted

    def _answer(self, question: Question) -> Answer:
        spec, stored = question.spec, question.stored
        given: dict[str, Any] = {
            "asker": self.around.asker,
            "asked": spec.required and self.around.is_original,
        }
        shape = self.around.shape_at(question.schema)
        answer = self._of_its_sort(spec, stored, shape, given)
        if spec.is_text:
            language = self.around.language
            answer.widget.attrs |= {"lang": language, "dir": languages.direction(language)}
        return answer

    def _of_its_sort(self, spec: Field, stored: Any, shape: Any, given: dict[str, Any]) -> Answer:
        if spec.widget in ("tick", "yes"):
            return (Tick if spec.widget == "tick" else Yes)(spec, stored, shape, **given)
        if spec.widget in ("choice", "choices", "language", "team"):
            sort = SomeOf if spec.widget == "choices" else OneOf
            return sort(spec, stored, shape, groups=self._groups(spec, stored), **given)
        if spec.widget in REFERENCES:
            pointer = Pointers if spec.widget in ("places", "resources") else Pointer
            labels = self._labels[REFERENCES[spec.widget]]
            return pointer(spec, stored, shape, labels=labels, **given)
        if spec.widget == "file":
            held = frozenset() if is_empty(stored) else frozenset({str(stored)})
            return FileAnswer(spec, stored, shape, allowed=self.around.files | held, **given)
        return Answer(spec, stored, shape, **given)

    def _name_files(self) -> None:
        """What the files are called; one query for all."""
        files = [q for q in self._questions(self.parts) if q.spec.widget == "file"]
        ids = {question.file_id for question in files if question.file_id}
        known: dict[str, str] = {}
        if ids:
            mine = [key for key in ids if _is_uuid(key)]
            rows = File.objects.filter(pk__in=mine).values_list("pk", "name")
            known = {str(key): name for key, name in rows}
        for question in files:
            question.names = known

    def _groups(self, spec: Field, stored: Any) -> list[Options]:
        """What may be chosen; asked for once per form, however many rows there are."""
        many = stored if isinstance(stored, list | tuple) else [stored]
        present = [] if is_empty(stored) else [str(key) for key in many]
        key = (spec.widget, spec.path, spec.vocabulary, str(spec.level), *present)
        if key not in self._options:
            self._options[key] = groups_for(spec, self.around.organisation, present)
        return self._options[key]

    # ------------------------------------------------------------------ reading back

    def changed_document(self) -> dict[str, Any]:
        """The document with every answer that is good; where one is not, what was there stays."""
        self.full_clean()
        changed = copy.deepcopy(dict(self.document))
        self._write(self.parts, changed)
        return changed

    def _write(self, parts: Iterable[Part], into: dict[str, Any]) -> None:
        for part in parts:
            path, language = part.spec.path, self.around.language
            if isinstance(part, Question):
                if part.name in self.cleaned_data:
                    before, after = paths.read(into, path, language), self.cleaned_data[part.name]
                    if after is not before and not (is_empty(after) and is_empty(before)):
                        paths.write(into, path, language, after)
                continue
            found: list[Any] = []
            for row in part.rows:
                inner = copy.deepcopy(row.stored)
                self._write(row.parts, inner)
                row.now = len(found) if inner or row.stored else None
                if row.now is not None:
                    found.append(inner)
            if found or not is_empty(part.stored):
                paths.write(into, path, language, found or GONE)

    def positions(self) -> dict[str, str]:
        """After `changed_document`: what each row's `was` is over the changed document."""
        return dict(self._positions(self.parts))

    def _positions(self, parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
        for part in parts:
            if isinstance(part, Rows):
                for row in part.rows:
                    yield f"{row.anchor}.was", "" if row.now is None else str(row.now)
                    yield from self._positions(row.parts)


def has_texts(spec: Field) -> bool:
    """Whether a question, or one in its rows, is asked once per language."""
    return spec.is_text or any(has_texts(inner) for inner in spec.rows)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _as_text(value: Any) -> str:
    return "\n".join(str(line) for line in value) if isinstance(value, list) else str(value)
