"""The document of an organisation."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from agora.kernel import names
from agora.kernel.documents import (
    Document,
    Html,
    Key,
    Line,
    Paragraph,
    Tag,
    TextShape,
    WebAddress,
    text_problem,
)


def _no_disguise(value: str) -> str:
    if wrong := names.fault(value):
        raise ValueError(wrong)
    return value


Name = Annotated[Line, AfterValidator(_no_disguise)]


class OrganisationSays(TextShape):
    """Name and description in one language."""

    name: Annotated[Name, Field(min_length=1, max_length=200)]
    summary: Annotated[Paragraph, Field(max_length=1200)] = ""
    body: Annotated[Html, Field(max_length=20_000)] = ""


class OrganisationDocument(Document):
    """All that is published of an organisation."""

    kind: Key
    short_name: Annotated[Name, Field(max_length=60)] = ""
    website: Annotated[WebAddress, Field(max_length=300)] = ""
    email: Annotated[Line, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    seat: Key | None = None
    serves: tuple[Key, ...] = ()
    texts: dict[Tag, OrganisationSays]

    @model_validator(mode="after")
    def _has_original(self) -> OrganisationDocument:
        text_problem(self.texts, self.original_language)
        if self.visibility == "team":
            raise ValueError("cannot be for a team: use public, network or organisation")
        return self
