"""What a page says of itself to browsers, messengers and search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026",
            0x2028: "\\u2028", 0x2029: "\\u2029"}  # fmt: skip


@dataclass(frozen=True)
class Meta:
    """Title, description and the rest of a page's head."""

    title: str
    description: str = ""
    image: str = ""
    type: str = "website"
    canonical: str = ""
    feed: str = ""
    feed_title: str = ""
    jsonld: SafeString | str = ""
    robots: str = ""


def meta(title: str, *, jsonld: Any = None, **rest: Any) -> Meta:
    """A page's head; `jsonld` is given as plain values and becomes text that is safe in a script.

    A page that says nothing of its own is at least a schema.org WebPage.
    """
    description = " ".join(str(rest.pop("description", "")).split())
    if len(description) > 300:
        description = description[:297].rsplit(" ", 1)[0] + "…"
    own = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title,
        "description": description,
        "url": rest.get("canonical", ""),
        "inLanguage": get_language() or "",
    }
    said = jsonld or {key: value for key, value in own.items() if value}
    # Every character that could close the script is escaped.
    text = mark_safe(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))
    return Meta(title=title, description=description, jsonld=text, **rest)
