"""The document of an organisation."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from agora.kernel.documents import (
    Document,
    Html,
    Key,
    Line,
    Paragraph,
    Tag,
    TextShape,
    Title,
    WebAddress,
    text_problem,
)


class OrganisationSays(TextShape):
    """Name and description in one language."""

    name: Title
    summary: Paragraph = ""
    body: Html = ""


class OrganisationDocument(Document):
    """All that is published of an organisation."""

    kind: Key
    short_name: Annotated[Line, Field(max_length=60)] = ""
    website: WebAddress = ""
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
