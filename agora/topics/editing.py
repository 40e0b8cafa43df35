"""How a concept of the glossary is asked for, screen by screen."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.kernel.editing import Document, Editing, Field, Step, register, title_of
from agora.kernel.ids import slugify
from agora.kernel.models import Visibility
from agora.topics.documents import MOST_LABELS
from agora.topics.domains import DOMAINS, FORMS
from agora.topics.queries import GOALS, PACT, THEMES

_PLAIN: Final = ("", pgettext_lazy("word form", "an ordinary word"))
_FORMS: Final = (_PLAIN, *FORMS.items())
_COUNTRY: Final = _("Only if it is said in one country: its two capital letters, such as MX.")

_STEPS: Final = (
    Step(
        "words",
        _("What is it called?"),
        (
            Field(
                "texts.*.preferred",
                pgettext_lazy("of a concept", "Name"),
                required=True,
                help=_("The word most people use, as it stands in a sentence: “waste picker”."),
            ),
            Field(
                "texts.*.form",
                _("Form of the name"),
                "choice",
                choices=tuple(one for one in _FORMS if one[0] in ("", "pl", "abbr")),
            ),
            Field("texts.*.region", _("Country of the name"), help=_COUNTRY),
            Field(
                "texts.*.alternatives",
                _("Other words for it"),
                "rows",
                help=_(
                    "Whoever searches for one of these finds the same things. Simple endings are "
                    "known; write a plural where the word changes, and the feminine of people."
                ),
                most=MOST_LABELS,
                rows=(
                    Field("text", pgettext_lazy("of a concept", "Word"), required=True),
                    Field("form", _("Form"), "choice", choices=_FORMS),
                    Field("region", _("Country"), help=_COUNTRY),
                ),
            ),
            Field(
                "texts.*.definition",
                _("What it means"),
                "paragraph",
                help=_("One plain sentence, as short as it can be."),
            ),
            Field("original_language", _("Language of these texts"), "language", required=True),
        ),
    ),
    Step(
        "place",
        _("Where does it belong?"),
        (
            Field(
                "domain",
                pgettext_lazy("of a concept", "Domain"),
                "choice",
                choices=tuple(DOMAINS.items()),
                required=True,
            ),
            Field(
                "broader",
                _("The broader concept"),
                help=_("The last part of its address: “waste” for /topics/glossary/waste/."),
            ),
            Field(
                "related",
                _("Related concepts"),
                "lines",
                help=_(
                    "The last part of each address, one per line. Concepts that name this one are "
                    "related too and need not stand here."
                ),
            ),
            Field("themes", _("Themes"), "choices", vocabulary=THEMES),
            Field(
                "goals", _("Sustainable Development Goals"), "choices", vocabulary=GOALS, level=1
            ),
            Field(
                "axes", _("Axes of the Pact for the Future"), "choices", vocabulary=PACT, level=1
            ),
        ),
    ),
    Step(
        "record",
        _("About this record"),
        (
            Field(
                "shared",
                _("Words shared on purpose"),
                "lines",
                help=_(
                    "A word belongs to one concept of a language. If another concept has it too, "
                    "write it here, one per line."
                ),
            ),
            Field(
                "slug",
                _("Address on this market"),
                help=_(
                    "Made from the name when you leave it empty. Once published it stays for good."
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
        "domain": "",
        "texts": {language: {}},
    }


def _tidy(document: Document) -> dict[str, Any]:
    tidied = dict(document)
    tidied.setdefault("visibility", Visibility.PUBLIC.value)
    name = title_of(document, "en")
    if not tidied.get("slug") and name:
        mark = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
        tidied["slug"] = slugify(name) or f"concept-{mark}"
    return tidied


def _axes(document: Document) -> tuple[str, ...]:
    return tuple(str(key) for key in document.get("axes") or ())


def register_sort() -> None:
    """Called from the room's `ready()`. The glossary is the learning team's."""
    register(
        Editing(
            name="concept",
            kind="concept",
            title=pgettext_lazy("of the glossary", "Concept"),
            about=_("A word of the glossary: what it is called in each language, what it means."),
            steps=_STEPS,
            matches=lambda _document: True,
            blank=_blank,
            owner=lambda _document: None,
            axes=_axes,
            made_by="team",
            order=80,
            tidy=_tidy,
        )
    )
