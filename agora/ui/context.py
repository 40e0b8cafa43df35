"""What every page knows: its language, its address, and itself in the other languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from agora.kernel import languages


@dataclass(frozen=True)
class PageLanguage:
    """This page in one of the interface languages."""

    tag: str
    own_name: str
    direction: str
    path: str
    current: bool


class Page:
    """The page being answered."""

    def __init__(self, request: HttpRequest) -> None:
        self._full_path = request.get_full_path()
        self._serial = 0
        self.path = request.path
        self.site_name = settings.SITE_NAME
        self.base = settings.SITE_URL.rstrip("/")
        tag = translation.get_language() or settings.LANGUAGE_CODE
        self.language = tag if tag in languages.TAGS else settings.LANGUAGE_CODE
        self.direction = languages.direction(self.language)

    @property
    def url(self) -> str:
        """The site's address without a slash at its end; a path follows it."""
        return self.base

    @cached_property
    def languages(self) -> tuple[PageLanguage, ...]:
        """The same page, with its query, in every interface language."""
        return tuple(
            PageLanguage(
                tag=language.tag,
                own_name=language.own_name,
                direction=language.direction,
                path=in_language(self._full_path, language.tag),
                current=language.tag == self.language,
            )
            for language in languages.INTERFACE
        )

    @property
    def neutral_path(self) -> str:
        """This page for a reader whose language is not known yet."""
        return in_language(self._full_path, settings.LANGUAGE_CODE)

    def serial(self) -> int:
        """A number not yet used on this page, counted from 1."""
        self._serial += 1
        return self._serial


def in_language(path: str, tag: str) -> str:
    """The same path under another language; home where the path carries no language."""
    head, _, rest = path.lstrip("/").partition("/")
    if head in languages.TAGS:
        return f"/{tag}/{rest}"
    return f"/{tag}/"


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"page": Page(request)}
