"""How resources, practices, collections and articles are asked for, screen by screen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.catalogue.field_words import FIELD_WORDS
from agora.catalogue.models import Relation, ResultFigure
from agora.kernel.editing import Document, Editing, Field, Step, register, title_of
from agora.kernel.ids import slugify
from agora.kernel.models import Visibility
from agora.topics.queries import AXES, GOALS, PACT, THEMES

KIND = "resource"
OWN_TYPES = ("practice", "collection", "article")
"""Types that are asked for in a way of their own."""

_SHOWN_TO = (
    (Visibility.PUBLIC, _("Everybody")),
    (Visibility.NETWORK, _("Whoever has an account here")),
    (Visibility.ORGANISATION, _("My organisation only")),
    (Visibility.TEAM, _("One team of my organisation only")),
)
_TIES = (
    (Relation.Kind.RELATED, _("It goes well with this")),
    (Relation.Kind.PART_OF, _("It is a part of this")),
    (Relation.Kind.BASED_ON, _("It builds on this")),
    (Relation.Kind.TRANSLATION_OF, _("It is a translation of this")),
    (Relation.Kind.VERSION_OF, _("It is a later version of this")),
)
_STANDING = (
    (ResultFigure.Status.SELF_REPORTED, _("We counted it ourselves")),
    (ResultFigure.Status.PRESS, _("From the press")),
    (ResultFigure.Status.EVALUATED, _("From an independent evaluation")),
)

_TITLE = Field(
    "texts.*.title", _("Title"), required=True, help=_("As its publisher calls it, in one line.")
)
_SUMMARY = Field(
    "texts.*.summary",
    _("Summary"),
    "paragraph",
    required=True,
    help=_("Two or three sentences: what it is, from whom, and what a city gets from it."),
)
_LANGUAGE = Field(
    "original_language",
    _("Language of these texts"),
    "language",
    required=True,
    help=_("The language you write in here. Others can be added later."),
)
_WHY = Field(
    "texts.*.why",
    _("Why it matters to a city"),
    "paragraph",
    help=_("Speak to the reader: “If your city …”."),
)
_OUTCOMES = Field(
    "texts.*.outcomes",
    _("What one can do afterwards"),
    "lines",
    help=_("One line each, beginning with a verb."),
)
_BODY = Field("texts.*.body", _("Text"), "rich", help=_("What does not fit into the summary."))

_CREDITS = Field(
    "contributions",
    _("Who made it"),
    "rows",
    help=_("The publisher first. An organisation of this market, or a name."),
    most=40,
    rows=(
        Field("role", _("Role"), "choice", vocabulary="roles", required=True),
        Field("organisation", _("Organisation on this market"), "organisation"),
        Field("name", _("Or a name"), help=_("A person, or an organisation that is not here yet.")),
    ),
)
_FOR_WHOM = (
    Field("audiences", _("For whom"), "choices", vocabulary="audiences"),
    Field("level", _("Level"), "choice", vocabulary="levels"),
    Field("duration_minutes", _("How long it takes, in minutes"), "number"),
    Field(
        "published",
        _("First published"),
        "date",
        help=_("As much as you know: 2022, 2022-10 or 2022-10-11."),
    ),
)
_EDITIONS = Field(
    "editions",
    _("Editions"),
    "rows",
    help=_("What one can open or download: one row for each language and format."),
    most=60,
    rows=(
        Field("language", _("Language"), "language", required=True),
        Field("url", _("Web address"), "link"),
        Field("file", _("Or a file"), "file"),
        Field("format", _("Format"), "choice", vocabulary="formats"),
        Field("title", _("Title of this edition, if it has another one"), rare=True),
        Field("published", _("Published"), "date", rare=True),
        Field("pages", _("Pages"), "number", rare=True),
        Field("duration_minutes", _("Minutes"), "number", rare=True),
        Field("size_bytes", _("Size in bytes"), "number", rare=True),
        Field("translator", _("Translated by"), rare=True),
        Field("machine", _("Translated by a machine"), "tick", rare=True),
        Field("note", _("Note"), rare=True),
    ),
)
_LICENCE = Field(
    "licence",
    _("Licence"),
    "choice",
    vocabulary="licences",
    required=True,
    help=_("What others may do with it. If nobody knows, say “unknown”."),
)
_TOPICS = (
    Field("themes", _("Themes"), "choices", vocabulary=THEMES, required=True),
    Field("axes", _("Axes of the Pact for the Future"), "choices", vocabulary=PACT, level=1),
    Field("pledges", _("Commitments of the Pact"), "choices", vocabulary=PACT, level=2, rare=True),
    Field("goals", _("Sustainable Development Goals"), "choices", vocabulary=GOALS, level=1),
    Field("targets", _("Targets of the Goals"), "choices", vocabulary=GOALS, level=2, rare=True),
    Field("places", _("Places it is about"), "places", help=_("Cities, regions, countries.")),
)
_TIED = Field(
    "relations",
    _("Things on this market it belongs with"),
    "rows",
    most=30,
    rows=(
        Field("to", _("Thing"), "resource", required=True),
        Field("kind", _("How they belong together"), "choice", choices=_TIES, required=True),
        Field("reason.*", _("Why, in one sentence")),
    ),
)
_RECORD = (
    Field("evidence", _("How well what came of it is known"), "choice", vocabulary="evidence"),
    Field("illustrative", _("It is made up, as an example"), "tick"),
    Field("visibility", _("Who may see it"), "choice", choices=_SHOWN_TO, required=True),
    Field("team", _("Which team"), "team", help=_("Only when one team alone may see it.")),
    Field(
        "provenance",
        _("Where this record comes from"),
        "rows",
        most=20,
        help=_("The page or the paper you took the description from."),
        rows=(
            Field("name", _("Name of the source")),
            Field("source", _("Web address"), "link"),
            Field("retrieved", _("Looked at"), "date"),
            Field(
                "fields",
                _("What was taken from it"),
                "lines",
                choices=FIELD_WORDS,
                help=_("Leave it empty if it is everything. Else one per line."),
            ),
        ),
    ),
    Field(
        "slug",
        _("Address on this market"),
        help=_("Made from the title when you leave it empty: small letters, digits and hyphens."),
    ),
)


def _step_what(*first: Field, about: Any = "") -> Step:
    return Step("what", _("What is it?"), (*first, _TITLE, _SUMMARY, _LANGUAGE), about)


_WHO = Step("who", _("Who made it and for whom"), (_CREDITS, *_FOR_WHOM, _WHY, _OUTCOMES))
_OPEN = Step("editions", _("Editions"), (_EDITIONS, _LICENCE))
_ABOUT = Step(
    "topics",
    _("Topics and places"),
    _TOPICS,
    _("Few and fitting: the two or three a reader would look under."),
)
_MORE = Step("more", _("Text and ties"), (_BODY, _TIED))
_KEPT = Step("record", _("About this record"), _RECORD)

_RESOURCE = (
    _step_what(
        Field(
            "type",
            pgettext_lazy("of a resource", "Type"),
            "choice",
            vocabulary="resource-types",
            without=OWN_TYPES,
            required=True,
        )
    ),
    _WHO,
    _OPEN,
    _ABOUT,
    _MORE,
    _KEPT,
)
_PRACTICE = (
    _step_what(about=_("What a city did, told so that another city can judge it.")),
    Step(
        "case",
        _("The problem and what you did"),
        (
            Field("practice.place", _("Where"), "place", required=True),
            Field("practice.organisation", _("Whose practice it is"), "organisation"),
            Field("practice.period.start", _("Since when"), "date"),
            Field("practice.period.end", _("Until when"), "date", help=_("Empty if it goes on.")),
            Field("practice.texts.*.problem", _("The problem"), "rich", required=True),
            Field("practice.texts.*.done", _("What you did"), "rich", required=True),
            Field(
                "practice.components",
                _("Its parts, if it has some"),
                "rows",
                most=20,
                rows=(
                    Field("texts.*.title", _("Title"), required=True),
                    Field("texts.*.text", _("What it is"), "paragraph"),
                ),
            ),
        ),
    ),
    Step(
        "change",
        _("What changed"),
        (
            Field(
                "practice.series",
                _("Figures"),
                "rows",
                most=20,
                help=_("One for each thing that was counted. Each value says where it comes from."),
                rows=(
                    Field("texts.*.title", _("What was counted"), required=True),
                    Field("unit.*", _("Unit"), help=_("Such as “people” or “%”.")),
                    Field(
                        "figures",
                        _("Values"),
                        "rows",
                        required=True,
                        most=30,
                        rows=(
                            Field("period", _("When"), "date"),
                            Field("value", _("Value"), "decimal", required=True),
                            Field("at_least", _("At least that much"), "tick"),
                            Field(
                                "status",
                                _("Who says so"),
                                "choice",
                                choices=_STANDING,
                                required=True,
                            ),
                            Field("source.name", _("Source"), required=True),
                            Field("source.url", _("Web address of the source"), "link"),
                        ),
                    ),
                ),
            ),
        ),
        _("No figures are better than figures without a source."),
    ),
    Step(
        "takes",
        _("Cost, conditions and lessons"),
        (
            Field("practice.cost.amount", _("What it cost"), "decimal"),
            Field(
                "practice.cost.currency",
                _("Currency"),
                help=_("Three letters, such as EUR or COP."),
            ),
            Field("practice.texts.*.cost", _("About the cost"), "rich"),
            Field(
                "practice.texts.*.conditions",
                _("Conditions"),
                "rich",
                help=_("What must be there for it to work."),
            ),
            Field(
                "practice.texts.*.lessons",
                _("Lessons"),
                "rich",
                help=_("What you would do differently."),
            ),
        ),
    ),
    _WHO,
    _OPEN,
    _ABOUT,
    _MORE,
    _KEPT,
)
_COLLECTION = (
    _step_what(about=_("Things of this market in an order that helps, each with a note.")),
    Step(
        "items",
        _("Things in it"),
        (
            Field(
                "items",
                _("Things, in their order"),
                "rows",
                most=100,
                rows=(
                    Field("to", _("Thing"), "resource", required=True),
                    Field("note.*", _("Why it is here")),
                ),
            ),
        ),
    ),
    _WHO,
    _OPEN,
    _ABOUT,
    _MORE,
    _KEPT,
)
_ARTICLE = (
    _step_what(about=_("News of the network.")),
    Step("text", _("Text"), (_BODY,)),
    _WHO,
    _OPEN,
    _ABOUT,
    Step("more", _("Ties"), (_TIED,)),
    _KEPT,
)


def _blank(type_: str) -> Callable[[str, str | None], dict[str, Any]]:
    def begin(language: str, organisation: str | None) -> dict[str, Any]:
        document: dict[str, Any] = {
            "slug": "",
            "original_language": language,
            "visibility": Visibility.PUBLIC.value,
            "type": type_,
            "texts": {language: {}},
            "licence": "unknown",
        }
        if organisation:
            document["owner"] = organisation
            document["contributions"] = [{"role": "publisher", "organisation": organisation}]
        if type_ == "practice":
            document["practice"] = {"texts": {language: {}}}
            if organisation:
                document["practice"]["organisation"] = organisation
        return document

    return begin


def _owner(document: Document) -> str | None:
    """The organisation that owns it; a record without an owner is its first publisher's.

    Records that came in before there were owners name their publisher alone.
    """
    if document.get("owner"):
        return str(document["owner"])
    for credit in document.get("contributions") or ():
        if credit.get("role") == "publisher" and credit.get("organisation"):
            return str(credit["organisation"])
    return None


def _give(document: Document, organisation: str) -> dict[str, Any]:
    """As another organisation's; what was for a team of the former one is for the new one alone."""
    given = {**document, "owner": organisation}
    if given.get("visibility") == Visibility.TEAM:
        given["visibility"] = Visibility.ORGANISATION.value
    given.pop("team", None)
    return given


def _axes(document: Document) -> tuple[str, ...]:
    return tuple(str(key) for key in document.get("axes") or () if key in AXES)


def address_from(title: str, before: str) -> str:
    """An address made of a title; where that has no Latin letters, of a sum over it."""
    made = slugify(title)
    if len(made) >= 3 or not title:
        return made
    return f"{before}-{hashlib.blake2b(title.encode(), digest_size=4).hexdigest()}"


def _tidy(document: Document) -> dict[str, Any]:
    """An address, and a key for each series of figures."""
    tidied = dict(document)
    if not tidied.get("slug"):
        tidied["slug"] = address_from(title_of(document), str(document.get("type") or "resource"))
    case = document.get("practice")
    if isinstance(case, dict) and case.get("series"):
        taken = {one.get("key") for one in case["series"]}
        series = []
        for one in case["series"]:
            key = one.get("key")
            if not key:
                stem = slugify(title_of(one), 50) or "series"
                key, number = stem, 2
                while key in taken:
                    key, number = f"{stem}-{number}", number + 1
                taken.add(key)
            series.append({**one, "key": key})
        tidied["practice"] = {**case, "series": series}
    return tidied


def _is_of(type_: str) -> Callable[[Document], bool]:
    return lambda document: document.get("type") == type_


def _is_of_no_other(document: Document) -> bool:
    return document.get("type") not in OWN_TYPES


def register_sorts() -> None:
    """Called from the room's `ready()`."""
    sorts = (
        ("practice", _("Practice"), _("Something your city did, with what came of it."), _PRACTICE),
        (
            "resource",
            _("Resource"),
            _("A handbook, a course, a toolbox, a report: anything one can learn from."),
            _RESOURCE,
        ),
        (
            "collection",
            _("Collection"),
            _("Things of this market in an order that helps."),
            _COLLECTION,
        ),
        ("article", _("Article"), _("News of the network."), _ARTICLE),
    )
    for order, (name, title, about, steps) in enumerate(sorts, 1):
        own = name in OWN_TYPES
        register(
            Editing(
                name=name,
                kind=KIND,
                title=title,
                about=about,
                steps=steps,
                matches=_is_of(name) if own else _is_of_no_other,
                blank=_blank(name if own else ""),
                owner=_owner,
                axes=_axes,
                order=order * 10,
                tidy=_tidy,
                give=_give,
            )
        )
