"""The document of a concept of the glossary."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from agora.kernel.documents import Document, Key, Line, Shape, Tag, TextShape, text_problem
from agora.topics.glossary import MOST

Form = Literal["", "pl", "f", "m", "adj", "v", "abbr"]
LabelText = Annotated[Line, StringConstraints(min_length=1, max_length=MOST["label"])]
MOST_LABELS: Final = 60
"""Ways to say one concept in one language."""


class LabelShape(Shape):
    """Another way to say it; `form` and `region` as in the shipped files."""

    text: LabelText
    form: Form = ""
    region: Annotated[Line, StringConstraints(pattern=r"^$|^[A-Z]{2}$")] = ""


class ConceptSays(TextShape):
    """The concept in one language: its name, other words for it, what it means."""

    preferred: LabelText
    form: Literal["", "pl", "abbr"] = ""
    region: Annotated[Line, StringConstraints(pattern=r"^$|^[A-Z]{2}$")] = ""
    alternatives: Annotated[tuple[LabelShape, ...], Field(max_length=MOST_LABELS)] = ()
    definition: Annotated[Line, StringConstraints(max_length=600)] = ""


class ConceptDocument(Document):
    """All that is published of a concept; its `slug` is its key, for good.

    `broader` and `related` are keys of other concepts; `shared` are labels that another concept has
    too, on purpose.
    """

    slug: Annotated[Key, StringConstraints(max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    domain: Key
    broader: Key | None = None
    related: Annotated[tuple[Key, ...], Field(max_length=60)] = ()
    themes: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    goals: Annotated[tuple[Key, ...], Field(max_length=17)] = ()
    axes: Annotated[tuple[Key, ...], Field(max_length=3)] = ()
    shared: Annotated[tuple[LabelText, ...], Field(max_length=60)] = ()
    texts: dict[Tag, ConceptSays]

    @model_validator(mode="after")
    def _fits_together(self) -> ConceptDocument:
        text_problem(self.texts, self.original_language)
        if self.visibility != "public":
            raise ValueError("is public: the glossary is read by everybody")
        return self
