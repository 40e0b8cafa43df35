"""What the tests of writing share: a draft of Ondara's, and screens sent as a browser sends them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from lxml import html

from agora.editorial.drafts import draft_start
from agora.editorial.models import Draft
from agora.people.queries import standing_of


def begin(
    somebody: Any, ondara: Any, sort: str = "practice", language: str = "en", **document: Any
) -> Draft:
    """A new draft of Ondara's; `title` is its title."""
    title = document.pop("title", "Rain gardens for schools")
    if title:
        document.setdefault("texts", {language: {"title": title}})
    return draft_start(
        standing_of(somebody.account),
        sort,
        language=language,
        organisation=ondara.pk,
        document=document,
    )


def screen_of(draft: Draft, step: str = "what", language: str = "") -> str:
    """The address of a screen."""
    path = f"/en/desk/drafts/{draft.pk}/write/{step}/"
    return f"{path}?{urlencode({'language': language})}" if language else path


def form_in(answer: Any) -> dict[str, list[str]]:
    """All that a browser would send from the screen's form, without any button."""
    page = html.fromstring(answer.content.decode())
    data: dict[str, list[str]] = {}
    for field in page.xpath(
        "//form[@id='write']//*[self::input or self::textarea or self::select]"
    ):
        name, kind = field.get("name"), field.get("type", "")
        if (
            not name
            or kind == "file"
            or (kind in ("checkbox", "radio") and field.get("checked") is None)
        ):
            continue
        if field.tag == "select":
            chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]
            value = chosen[0].get("value", "") if chosen else ""
        elif field.tag == "textarea":
            value = (field.text or "").removeprefix("\n")
        else:
            value = field.get("value", "on" if kind in ("checkbox", "radio") else "")
        data.setdefault(name, []).append(value)
    return data


def send(client: Any, address: str, do: str = "next", **changes: Any) -> Any:
    """Open a screen, change some answers, press a button."""
    data = form_in(client.get(address))
    for name, value in changes.items():
        data[name] = value if isinstance(value, list) else [value]
    data["do"] = [do]
    return client.post(address.split("?")[0], data)


def words_of(answer: Any) -> str:
    """What a reader sees of a page's main part, in one line."""
    page = html.fromstring(answer.content.decode())
    return re.sub(r"\s+", " ", page.xpath("string(//main)")).strip()
