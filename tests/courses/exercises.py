"""A course with one exercise, somebody who learns in it, and how they play."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string

from agora.courses.blocks.base import Outcome
from agora.courses.models import Enrolment
from agora.courses.queries.content import block_of
from agora.courses.services.learning import block_act
from tests.courses import making as make


def option(ident: str, en: str, es: str = "", **more: Any) -> dict[str, Any]:
    """An answer of a question in English and Spanish."""
    return {"id": ident, "texts": {"en": {"text": en}, "es": {"text": es or en}}, **more}


def item(ident: str, sort: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question in English and Spanish; `en` and `es` add to what it says."""
    en, es = more.pop("en", {}), more.pop("es", {})
    return {
        "id": ident,
        "sort": sort,
        "options": list(options),
        "texts": {
            "en": {"prompt": f"What of {ident}?", **en},
            "es": {"prompt": f"¿Qué de {ident}?", **es},
        },
        **more,
    }


def capital() -> dict[str, Any]:
    """A choice: the second one is right."""
    return item(
        "capital",
        "choice",
        option("a", "Cochabamba"),
        option("secret-right", "Sucre", right=True),
        option("c", "La Paz"),
        en={"right": "It is in the constitution.", "wrong": "Think of 1825."},
    )


def every_sort() -> list[dict[str, Any]]:
    """One question of each sort."""
    return [
        capital(),
        item(
            "many",
            "multiple",
            option("m1", "Water", right=True),
            option("m2", "Gold"),
            option("m3", "Air", right=True),
        ),
        item(
            "word",
            "text",
            en={"accepted": ["Ondara", "the city of Ondara"]},
            es={"accepted": ["la ciudad de Ondara"]},
        ),
        item("sum", "numeric", value="12.5", tolerance="0.1", en={"unit": "km"}),
        item("first", "order", option("o1", "Ask"), option("o2", "Listen"), option("o3", "Act")),
        item(
            "pairs",
            "match",
            option("p1", "Mayor", partner="q1"),
            option("p2", "Minister", partner="q2"),
            option("q1", "City hall"),
            option("q2", "Ministry"),
        ),
        item("essay", "extended", points=2),
    ]


def quiz(*items: dict[str, Any], name: str = "quiz", **more: Any) -> dict[str, Any]:
    """A block with these questions."""
    return {
        "key": make.key(name),
        "kind": "quiz",
        "items": list(items) or [capital()],
        "texts": make.says(en={"title": "The quiz"}, es={"title": "El cuestionario"}),
        **more,
    }


def learner(person: Any, *blocks: dict[str, Any], **more: Any) -> Enrolment:
    """Somebody who learns in a course with one lesson of these blocks."""
    data = make.document(make.module("m1", make.lesson("l1", *blocks)), **more)
    return make.enrol(make.run_of(make.publish(data)), person.account)


class Player:
    """Somebody in front of one block: what they see, and what comes of what they send."""

    def __init__(self, enrolment: Enrolment, name: str, language: str = "en") -> None:
        self.enrolment = enrolment
        self.key = uuid.UUID(make.key(name))
        self.language = language

    def block(self) -> Any:
        """The block in their language."""
        return block_of(self.enrolment.version_id, self.key, self.language)

    @property
    def it(self) -> Any:
        """What the template is given."""
        block = self.block()
        return block.of.present(block, self.enrolment)

    def page(self, outcome: Outcome | None = None) -> str:
        """The block as HTML."""
        block = self.block()
        return render_to_string(
            block.of.template,
            {
                "block": block,
                "it": block.of.present(block, self.enrolment),
                "outcome": outcome,
                "act_path": "/act/",
                "csrf_token": "token",
            },
        )

    def send(self, **fields: Any) -> Outcome:
        """Send a form: lists are sent as several fields; `__` in a name stands for a colon."""
        data = QueryDict(mutable=True)
        for name, value in fields.items():
            data.setlist(
                name.replace("__", ":"),
                [str(one) for one in (value if isinstance(value, list) else [value])],
            )
        return block_act(self.enrolment.pk, self.key, data, language=self.language)

    def begin(self) -> str:
        """Begin an attempt at a quiz; its id."""
        self.send(do="begin")
        return str(self.it["attempt"])

    def answer(self, **answers: Any) -> Outcome:
        """Send what is typed to the open attempt: by item, labels or what is written."""
        it = self.it
        fields: dict[str, Any] = {"do": "send", "attempt": it["attempt"]}
        for question in it["questions"]:
            given = answers.pop(question.name.removeprefix("a:"), None)
            if given is None:
                continue
            if question.choices:
                labels = given if isinstance(given, list) else [given]
                fields[question.name] = [
                    one.value for one in question.choices if one.label in labels
                ]
            elif question.sort == "order":
                for row in question.rows:
                    fields[row.name] = given.index(row.label)
            elif question.sort == "match":
                for row in question.rows:
                    if row.label in given:
                        fields[row.name] = next(
                            one.value for one in row.choices if one.label == given[row.label]
                        )
            else:
                fields[question.name] = given
        return self.send(**fields, **answers)


def words(page: str) -> str:
    """A page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def memory(sets: int = 3, *, name: str = "memory", **more: Any) -> dict[str, Any]:
    """A game with two pairs per set."""
    pairs = [
        {
            "id": f"p{goal}{letter}",
            "set": f"goal-{goal}",
            "mark": str(goal),
            "texts": {
                "en": {
                    "one": f"one {goal}{letter}",
                    "other": f"other {goal}{letter}",
                    "found": f"Well found {goal}{letter}.",
                },
                "es": {"one": f"uno {goal}{letter}", "other": f"otro {goal}{letter}"},
            },
        }
        for goal in range(1, sets + 1)
        for letter in "ab"
    ]
    return {
        "key": make.key(name),
        "kind": "memory",
        "pairs": pairs,
        "deal": 0,
        "texts": make.says(en={"title": "Goals"}, es={"title": "Objetivos"}),
        **more,
    }


def _thing(ident: str, *boxes: str) -> dict[str, Any]:
    return {
        "id": ident,
        "boxes": list(boxes),
        "texts": {
            "en": {"text": f"Thing {ident}", "why": f"Because of {ident}."},
            "es": {"text": f"Cosa {ident}"},
        },
    }


def sorting(*, name: str = "sorting", **more: Any) -> dict[str, Any]:
    """Three things for two boxes; one thing fits into both."""
    return {
        "key": make.key(name),
        "kind": "sorting",
        "boxes": [
            {"id": box, "texts": {"en": {"text": f"Box {box}"}, "es": {"text": f"Caja {box}"}}}
            for box in ("city", "state")
        ],
        "things": [
            _thing("water", "city"),
            _thing("visas", "state"),
            _thing("both", "city", "state"),
        ],
        "texts": make.says(en={"title": "Who does what"}, es={"title": "Quién hace qué"}),
        **more,
    }


def _scene(ident: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ident,
        "choices": list(choices),
        "texts": {
            "en": {"title": f"Scene {ident}", "text": f"In {ident}."},
            "es": {"title": f"Escena {ident}", "text": f"En {ident}."},
        },
    }


def way(ident: str, to: str, **effects: int) -> dict[str, Any]:
    """A choice of a scenario."""
    texts = {"en": {"text": f"Go {ident}"}, "es": {"text": f"Ir {ident}"}}
    return {"id": ident, "to": to, "effects": effects, "texts": texts}


def branching(*, name: str = "branching", **more: Any) -> dict[str, Any]:
    """A council, a middle scene with a way back, two endings."""
    return {
        "key": make.key(name),
        "kind": "branching",
        "first": "council",
        "meters": [
            {"id": "trust", "texts": {"en": {"text": "Trust"}, "es": {"text": "Confianza"}}}
        ],
        "scenes": [
            _scene("council", way("ask", "square", trust=2), way("decide", "protest", trust=-3)),
            _scene("square", way("back", "council"), way("build", "house", trust=1)),
            _scene("house"),
            _scene("protest"),
        ],
        "texts": make.says(en={"title": "The council"}, es={"title": "El pleno"}),
        **more,
    }
