"""The document of a forum with its stands and programme."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from agora.kernel.documents import (
    Document,
    Html,
    Key,
    Line,
    Paragraph,
    Shape,
    Tag,
    TextShape,
    Title,
    text_problem,
)


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("is not a time zone such as Asia/Seoul")
    return value


class ForumSays(TextShape):
    """The forum in one language."""

    title: Title
    summary: Paragraph = ""
    body: Annotated[Html, Field(max_length=50_000)] = ""
    theme: Annotated[Line, Field(max_length=300)] = ""


class StandSays(TextShape):
    """A stand in one language."""

    title: Title
    summary: Paragraph = ""
    body: Annotated[Html, Field(max_length=50_000)] = ""


class SlotSays(TextShape):
    """A slot in one language."""

    title: Title
    summary: Paragraph = ""


class StandShape(Shape):
    """What one partner shows."""

    key: Key
    organisation: Key
    axis: Key | None = None
    original_language: Tag = "en"
    texts: dict[Tag, StandSays]
    items: tuple[Key, ...] = ()


class StandDocument(Document):
    """One stand by itself, as its organisation edits it; `slug` is its key within the forum.

    It is published within its forum and is shown to whom the forum is shown.
    """

    forum: Key
    organisation: Key
    axis: Key | None = None
    texts: dict[Tag, StandSays]
    items: Annotated[tuple[Key, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _has_original(self) -> StandDocument:
        text_problem(self.texts, self.original_language)
        if self.visibility not in ("public", "network"):
            raise ValueError("can be public or for the network only")
        return self


class SlotShape(Shape):
    """A part of the programme, in the forum's local time."""

    starts: dt.datetime
    ends: dt.datetime
    stand: Key | None = None
    texts: dict[Tag, SlotSays]


class ForumDocument(Document):
    """All that is published of a forum."""

    place: Key
    starts: dt.date
    ends: dt.date
    timezone: Annotated[Line, AfterValidator(_zone)]
    organisers: tuple[Key, ...] = ()
    texts: dict[Tag, ForumSays]
    stands: tuple[StandShape, ...] = ()
    slots: tuple[SlotShape, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> ForumDocument:
        text_problem(self.texts, self.original_language)
        if self.visibility not in ("public", "network"):
            raise ValueError("can be public or for the network only")
        known = {stand.key for stand in self.stands}
        if len(known) != len(self.stands):
            raise ValueError("has two stands with one key")
        if self.ends < self.starts:
            raise ValueError("ends before it starts")
        for slot in self.slots:
            if slot.stand and slot.stand not in known:
                raise ValueError(f"has a slot at the unknown stand {slot.stand}")
            if not 1900 <= slot.starts.year <= slot.ends.year <= 2200:
                raise ValueError("has a slot in an impossible year")
            if slot.ends <= slot.starts:
                raise ValueError("has a slot that ends before it starts")
        return self
