"""How forums and stands are asked for, screen by screen."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.forums.models import Forum
from agora.kernel import addresses
from agora.kernel.editing import Document, Editing, Field, Step, register, title_of
from agora.kernel.ids import slugify
from agora.kernel.models import Visibility
from agora.topics.queries import AXES, PACT

_SHOWN_TO: Final = (
    (Visibility.PUBLIC.value, _("Everybody")),
    (Visibility.NETWORK.value, _("Whoever has an account here")),
)
_ADDRESS: Final = _("Made from the title when you leave it empty: small letters, digits, hyphens.")
_LANGUAGE: Final = Field(
    "original_language", _("Language of these texts"), "language", required=True
)
_AXIS: Final = Field("axis", _("Axis of the Pact"), "choice", vocabulary=PACT, level=1)
_TITLE: Final = Field("texts.*.title", _("Title"), required=True)
_SUMMARY: Final = Field(
    "texts.*.summary", _("Summary"), "paragraph", help=_("Two or three sentences.")
)
_BODY: Final = Field("texts.*.body", _("Text"), "rich")

_FORUM: Final = (
    Step(
        "what",
        _("What is it?"),
        (
            _TITLE,
            Field("texts.*.theme", _("Motto"), help=_("What this forum is about, in one line.")),
            _SUMMARY,
            _LANGUAGE,
        ),
    ),
    Step(
        "when",
        _("When and where?"),
        (
            Field("starts", _("First day"), "date", required=True),
            Field("ends", _("Last day"), "date", required=True),
            Field("place", _("Place"), "place", required=True),
            Field(
                "timezone",
                _("Time zone"),
                "timezone",
                required=True,
                help=_("The programme is written in this zone; readers see their own beside it."),
            ),
        ),
    ),
    Step(
        "who",
        _("Who invites?"),
        (
            Field(
                "organisers",
                _("Organisers"),
                "lines",
                help=_(
                    "The last part of each organisation’s address, one per line. The first one’s "
                    "editors may write this forum."
                ),
            ),
        ),
    ),
    Step("text", _("Text"), (_BODY,)),
    Step(
        "stands",
        _("Stands"),
        (
            Field(
                "stands",
                _("Stands"),
                "rows",
                help=_(
                    "In the order they are shown. Each organisation can write its own stand too; "
                    "what it changes appears here."
                ),
                rows=(
                    Field(
                        "key",
                        _("Address of the stand"),
                        required=True,
                        help=_("Small letters, digits and hyphens."),
                    ),
                    Field("organisation", _("Organisation"), "organisation", required=True),
                    _AXIS,
                    _TITLE,
                    _SUMMARY,
                    _BODY,
                    _LANGUAGE,
                    Field("items", _("Things on show"), "resources"),
                ),
            ),
        ),
    ),
    Step(
        "programme",
        _("Programme"),
        (
            Field(
                "slots",
                _("Programme"),
                "rows",
                help=_("Times are those of the forum’s own zone."),
                rows=(
                    Field("starts", _("Begins"), "moment", required=True),
                    Field("ends", _("Ends"), "moment", required=True),
                    _TITLE,
                    _SUMMARY,
                    Field("stand", _("At the stand"), help=_("Its address; empty for none.")),
                ),
            ),
        ),
    ),
    Step(
        "record",
        _("About this record"),
        (
            Field("visibility", _("Who may see it"), "choice", choices=_SHOWN_TO, required=True),
            Field("slug", _("Address on this market"), help=_ADDRESS),
        ),
    ),
)

_STAND: Final = (
    Step(
        "what",
        _("What do you show?"),
        (
            Field(
                "forum",
                pgettext_lazy("where a stand is", "Forum"),
                required=True,
                help=_("The last part of the forum’s address."),
            ),
            Field("organisation", _("Organisation"), "organisation", required=True),
            _TITLE,
            _SUMMARY,
            _AXIS,
            _LANGUAGE,
        ),
    ),
    Step("text", _("Text"), (_BODY,)),
    Step(
        "items",
        _("Things on show"),
        (
            Field(
                "items",
                _("Things on show"),
                "resources",
                help=_("Practices, tools and papers that are on the market already."),
            ),
        ),
    ),
    Step(
        "record",
        _("About this record"),
        (
            Field("visibility", _("Who may see it"), "choice", choices=_SHOWN_TO, required=True),
            Field("slug", _("Address within the forum"), help=_ADDRESS),
        ),
    ),
)


def _forum_blank(language: str, organisation: str | None) -> dict[str, Any]:
    return {
        "slug": "",
        "original_language": language,
        "visibility": Visibility.PUBLIC.value,
        "organisers": [organisation] if organisation else [],
        "texts": {language: {}},
    }


def _stand_blank(language: str, organisation: str | None) -> dict[str, Any]:
    """At the latest forum: an organisation begins a stand because one is near."""
    latest = Forum.objects.filter(withdrawn_at__isnull=True).order_by("-ends", "slug").first()
    return {
        "slug": "",
        "original_language": language,
        "visibility": latest.visibility if latest else Visibility.PUBLIC.value,
        "forum": latest.slug if latest else "",
        "organisation": organisation or "",
        "texts": {language: {}},
    }


def _with_address(document: Document, kind: str) -> dict[str, Any]:
    tidied = dict(document)
    title = title_of(document)
    if not tidied.get("slug") and title:
        mark = hashlib.blake2b(title.encode(), digest_size=4).hexdigest()
        tidied["slug"] = slugify(title) or f"{kind}-{mark}"
    return tidied


def _stand_tidy(document: Document) -> dict[str, Any]:
    tidied = _with_address(document, "stand")
    found = addresses.resolve("forum", str(document.get("forum") or ""))
    forum = Forum.objects.filter(pk=found[0]).first() if found else None
    if forum is not None:
        tidied["visibility"] = forum.visibility
    return tidied


def _first_organiser(document: Document) -> str | None:
    organisers = document.get("organisers") or ()
    return str(organisers[0]) if organisers else None


def _stand_axes(document: Document) -> tuple[str, ...]:
    return (str(document["axis"]),) if document.get("axis") in AXES else ()


def _forum_axes(document: Document) -> tuple[str, ...]:
    held = {stand.get("axis") for stand in document.get("stands") or ()}
    return tuple(axis for axis in AXES if axis in held)


def register_sorts() -> None:
    """Called from the room's `ready()`."""
    register(
        Editing(
            name="forum",
            kind="forum",
            title=pgettext_lazy("a learning forum", "Forum"),
            about=_("A learning forum with its dates, its stands and its programme."),
            steps=_FORUM,
            matches=lambda _document: True,
            blank=_forum_blank,
            owner=_first_organiser,
            axes=_forum_axes,
            made_by="team",
            order=70,
            tidy=lambda document: _with_address(document, "forum"),
        )
    )
    register(
        Editing(
            name="stand",
            kind="stand",
            title=pgettext_lazy("at a learning forum", "Stand"),
            about=_("What your organisation shows at a learning forum."),
            steps=_STAND,
            matches=lambda _document: True,
            blank=_stand_blank,
            owner=lambda document: str(document.get("organisation") or "") or None,
            axes=_stand_axes,
            order=72,
            tidy=_stand_tidy,
        )
    )
