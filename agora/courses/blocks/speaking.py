"""How quizzes and games find their words, and say in which language they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from agora.courses.queries.content import outline
from agora.kernel import languages

if TYPE_CHECKING:
    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView


def tongue(language: str) -> SafeString:
    """The attributes of an element whose words are in this language."""
    return format_html(' lang="{}" dir="{}"', language, languages.direction(language))


class Words:
    """Finds what something says in the language of a game or an attempt, else in the original one."""

    def __init__(self, language: str, original: str = "") -> None:
        self.language = language
        self.original = original

    def __call__(self, texts: Mapping[str, Any], name: str = "text") -> str:
        """What stands under this name; empty where it says nothing in any language."""
        order = [tag for tag in (self.language, self.original) if tag in texts]
        said = (str(getattr(texts[tag], name, "")) for tag in [*order, *texts])
        return next((one for one in said if one), "")

    @property
    def attributes(self) -> SafeString:
        """Says the language to browsers and screen readers."""
        return tongue(self.language)


def words_of(block: BlockView, enrolment: Enrolment | None) -> Words:
    """The words of a block in the language it is shown in; a draft's have no original to fall back to."""
    original = outline(block.version).original if enrolment is not None else ""
    return Words(block.tongue.language, original)
