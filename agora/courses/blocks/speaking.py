"""How quizzes and games find their words, and say in which language they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from agora.kernel import languages

Said = TypeVar("Said")


def said_in(texts: Mapping[str, Said], *wanted: str, has: str = "") -> tuple[str, Said] | None:
    """The first text there is in these languages, else any, with its language.

    With `has`, only one that says something under this name.
    """
    order = [*(tag for tag in wanted if tag in texts), *texts]
    for tag in order:
        if not has or getattr(texts[tag], has, ""):
            return tag, texts[tag]
    return None


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
        found = said_in(texts, self.language, self.original, has=name)
        return str(getattr(found[1], name)) if found else ""

    @property
    def attributes(self) -> SafeString:
        """Says the language to browsers and screen readers."""
        return tongue(self.language)
