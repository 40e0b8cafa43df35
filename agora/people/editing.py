"""How an organisation is asked for, screen by screen."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.kernel.editing import Document, Editing, Field, Step, register, title_of
from agora.kernel.ids import slugify
from agora.kernel.models import Visibility

_SHOWN_TO = (
    (Visibility.PUBLIC, _("Everybody")),
    (Visibility.NETWORK, _("Whoever has an account here")),
    (Visibility.ORGANISATION, _("Its own people only")),
)

_STEPS = (
    Step(
        "what",
        _("Who is it?"),
        (
            Field(
                "kind",
                pgettext_lazy("of an organisation", "Kind"),
                "choice",
                vocabulary="organisation-kinds",
                required=True,
            ),
            Field("texts.*.name", _("Name"), required=True, help=_("The full name, as it signs.")),
            Field("short_name", _("Short name"), help=_("Such as UCLG.")),
            Field(
                "texts.*.summary",
                _("Summary"),
                "paragraph",
                required=True,
                help=_("Two or three sentences: who it is and what it does for cities."),
            ),
            Field("original_language", _("Language of these texts"), "language", required=True),
        ),
    ),
    Step(
        "where",
        _("Where to find it"),
        (
            Field("website", _("Website"), "link"),
            Field(
                "email",
                _("E-mail for questions"),
                "mail",
                help=_("Readers’ questions are sent here. The address is not shown."),
            ),
            Field("seat", _("Where its seat is"), "place"),
            Field("serves", _("Places it works for"), "places"),
        ),
    ),
    Step("text", _("Text"), (Field("texts.*.body", _("Text"), "rich"),)),
    Step(
        "record",
        _("About this record"),
        (
            Field("visibility", _("Who may see it"), "choice", choices=_SHOWN_TO, required=True),
            Field(
                "slug",
                _("Address on this market"),
                help=_(
                    "Made from the name when you leave it empty: small letters, digits and hyphens."
                ),
            ),
        ),
    ),
)


def _blank(language: str, _organisation: str | None) -> dict[str, Any]:
    return {
        "slug": "",
        "original_language": language,
        "visibility": Visibility.PUBLIC.value,
        "kind": "",
        "texts": {language: {}},
    }


def _tidy(document: Document) -> dict[str, Any]:
    tidied = dict(document)
    name = title_of(document)
    if not tidied.get("slug") and name:
        mark = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
        tidied["slug"] = slugify(name) or f"organisation-{mark}"
    return tidied


def register_sort() -> None:
    """Called from the room's `ready()`. An organisation is its own: its editors write its page."""
    register(
        Editing(
            name="organisation",
            kind="organisation",
            title=_("Organisation"),
            about=_("A government, a network, a university: who offers or learns."),
            steps=_STEPS,
            matches=lambda _document: True,
            blank=_blank,
            owner=lambda document: document.get("slug") or None,
            made_by="team",
            order=60,
            tidy=_tidy,
        )
    )
