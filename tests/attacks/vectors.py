"""Markup that runs where it is not cleaned, and ways to send it through every rich field.

`vectors()` are made here: payloads × ways to get them run × ways to write them. Each calls `alert`
with its own number, so that a page tells which ones ran.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

EVENTS: Final = (
    "onerror", "onload", "onfocus", "onmouseover", "onclick", "ontoggle", "onanimationstart",
    "onpointerenter", "onbeforeinput", "onwheel", "oncut", "onscrollend",
)  # fmt: skip
TAGS: Final = (
    "<img src=x {event}={call}>",
    "<svg {event}={call}>",
    "<details open {event}={call}>x</details>",
    "<input autofocus {event}={call}>",
    "<body {event}={call}>",
    "<video src=x {event}={call}></video>",
    "<p {event}='{call}'>x</p>",
    '<a href="https://a.example" {event}="{call}">x</a>',
    "<x-own {event}={call} tabindex=1 autofocus>x</x-own>",
    "<iframe {event}={call}></iframe>",
    "<math><mtext {event}={call}>x",
    "<style {event}={call}></style>",
)
LINKS: Final = (
    "javascript:{call}", "JaVaScRiPt:{call}", " javascript:{call}", "\tjavascript:{call}",
    "java\tscript:{call}", "java\nscript:{call}", "javascript&colon;{call}", "&#106;avascript:{call}",
    "&#x6A&#x61vascript:{call}", "\x01javascript:{call}", "javascript&Tab;:{call}",
    "vbscript:{call}", "data:text/html,<script>{call}</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "javascript://a.example/%0a{call}", "feed:javascript:{call}", "view-source:javascript:{call}",
    "blob:javascript:{call}", "livescript:{call}", "//javascript:{call}", "jav&#x0A;ascript:{call}",
    "file:///etc/passwd", "intent:#Intent;{call};end", "filesystem:x", "javascript\u200b:{call}",
)  # fmt: skip
LINKED: Final = (
    '<a href="{link}">x</a>', "<a href='{link}'>x</a>", "<a href={link}>x</a>",
    '<iframe src="{link}"></iframe>', '<form action="{link}"><button>x</button></form>',
    '<button formaction="{link}">x</button>', '<object data="{link}"></object>',
    '<embed src="{link}">', '<svg><a xlink:href="{link}"><text>x</text></a></svg>',
    '<math href="{link}">x</math>', '<area href="{link}">', '<base href="{link}//">',
    '<meta http-equiv="refresh" content="0;url={link}">', '<img src="{link}">',
    '<link rel=stylesheet href="{link}">', '<video poster="{link}"></video>',
)  # fmt: skip
WHOLE: Final = (
    "<script>{call}</script>", "<SCRIPT>{call}</SCRIPT>", "<script/x>{call}</script>",
    "<scr<script>ipt>{call}</scr</script>ipt>", "<script>/*</script><script>*/{call}</script>",
    "<<script>{call}//<</script>", "<script src=data:,{call}></script>", "</p><script>{call}</script>",
    "<!--<img src='--><img src=x onerror={call}>'>", "<!--><img src=x onerror={call}>-->",
    "<![CDATA[<img src=x onerror={call}>]]>", "<?xml><img src=x onerror={call}>?>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<textarea></textarea><img src=x onerror={call}>", "<title><img src=x onerror={call}></title>",
    "<style><img src=x onerror={call}></style>", "<style>@import 'javascript:{call}'</style>",
    "<template><script>{call}</script></template>", "<xmp><img src=x onerror={call}></xmp>",
    "<math><mi><mglyph><style><img src=x onerror={call}>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={call}&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={call}>",
    "<svg></p><style><a id='</style><img src=1 onerror={call}>'>",
    "<svg><style><img src=x onerror={call}></style></svg>", "<svg><script>{call}</script></svg>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>", "<svg><set attributeName=href to=javascript:{call}>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={call}>#x'>",
    "<svg><foreignObject><body onload={call}></foreignObject></svg>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<iframe srcdoc='&lt;script&gt;parent.{call}&lt;/script&gt;'></iframe>",
    "<select><option><style></option></select><b><img src=x onerror={call}></style></option>",
    "<table background=javascript:{call}>", "<div style='background:url(javascript:{call})'>x</div>",
    "<div style=\"width:expression({call})\">x</div>", "<p style='x:y' onclick={call}>x",
    "<img src=x:{call} onerror=eval(src.slice(2))>", "<img \x00src=x onerror={call}>",
    "<img/src=x/onerror={call}>", "<img src='x'onerror={call}>", "<img src=x onerror\x0c={call}>",
    "<a href='https://a.example' ping='javascript:{call}' target=_top>x</a>",
    "<a href=\"https://a.example/\x22 onmouseover={call} x=\x22\">x</a>", "&lt;script&gt;{call}&lt;/script&gt;",
    "&amp;lt;img src=x onerror={call}&amp;gt;", "\u003cscript\u003e{call}\u003c/script\u003e",
    "＜script＞{call}＜/script＞", "<ſcript>{call}</ſcript>", "<p id=__proto__ name=cookie>x", "<dialog open onclose={call}>",
    "<marquee onstart={call}>x</marquee>", "<isindex action=javascript:{call} type=image>", "<plaintext><img src=x onerror={call}>",
)  # fmt: skip


def vectors() -> list[str]:
    """More than three hundred of them; the number in `alert(…)` is its place in the list."""
    shapes = [
        *WHOLE,
        *(tag.replace("{event}", event) for tag, event in itertools.product(TAGS, EVENTS)),
        *(one.replace("{link}", link) for one, link in itertools.product(LINKED[:8], LINKS)),
        *(one.replace("{link}", link) for one in LINKED[8:] for link in LINKS[:6]),
    ]
    return [shape.replace("{call}", f"alert({number})") for number, shape in enumerate(shapes)]


def feeds(folder: Path) -> list[str]:
    """What the sanitiser cases of feedparser hold, as they stand and unescaped."""
    found: dict[str, None] = {}
    for path in sorted((folder / "feeds").glob("*/sanitize/*.xml")):
        text = path.read_bytes().decode("utf-8", "replace")
        if len(text) > 20_000:
            continue
        found[text] = None
        for inner in re.findall(
            r"<(?:content|summary|title|description|body|div)[^>]*>(.*?)</", text, re.DOTALL
        ):
            found[inner] = None
            found[html.unescape(inner)] = None
            found[html.unescape(html.unescape(inner))] = None
    return list(found)


def naughty(folder: Path) -> list[str]:
    """The big list of naughty strings."""
    return list(json.loads((folder / "naughty_strings" / "blns.json").read_text()))


def chunks(texts: list[str], size: int) -> Iterator[str]:
    """The texts in pieces of at most so many characters, each text in a paragraph of its own."""
    piece = ""
    for text in texts:
        part = f"{text[: size - 20]}\n<p>next</p>\n"
        if piece and len(piece) + len(part) > size:
            yield piece
            piece = ""
        piece += part
    if piece:
        yield piece


def course(body: str, title: str) -> dict[str, Any]:
    """The part of a course's document: a lesson with text."""
    says = {"title": title[:300], "summary": title[:2000]}
    return {
        "texts": {"en": {"welcome": body}},
        "modules": [
            {
                "key": "01900000-0000-7000-8000-000000000001",
                "texts": {"en": says},
                "lessons": [
                    {
                        "key": "01900000-0000-7000-8000-000000000002",
                        "texts": {"en": says},
                        "blocks": [
                            {
                                "key": "01900000-0000-7000-8000-000000000003",
                                "kind": "text",
                                "texts": {"en": {"title": title[:300], "body": body}},
                            }
                        ],
                    }
                ],
            }
        ],
    }


def documents(body: str, title: str, number: int = 0) -> dict[str, dict[str, Any]]:
    """A document of each kind and type with this markup in every rich field, by its page's address.

    The key is `kind address`; every plain field that takes it carries the title.
    """
    says = {"title": title[:300], "summary": title[:2000], "body": body}
    resource = {
        "original_language": "en",
        "texts": {"en": {**says, "why": title[:1000], "outcomes": [title[:500]]}},
        "provenance": [{"name": title[:300]}],
        "contributions": [{"role": "author", "name": title[:200]}],
        "editions": [{"language": "en", "url": "https://a.example/x", "note": title[:500]}],
    }
    part = body[:20_000]
    practice = {
        "texts": {"en": dict.fromkeys(("problem", "done", "cost", "conditions", "lessons"), part)},
        "components": [{"texts": {"en": {"title": title[:300], "text": title[:2000]}}}],
    }
    made = {
        f"resource /en/resources/h{number}/": {**resource, "type": "handbook"},
        f"resource /en/practices/p{number}/": {
            **resource,
            "type": "practice",
            "practice": practice,
        },
        f"resource /en/collections/c{number}/": {**resource, "type": "collection"},
        f"resource /en/articles/a{number}/": {**resource, "type": "article"},
        f"resource /en/courses/k{number}/": {
            **resource,
            "type": "course",
            "course": course(part, title),
        },
        f"organisation /en/organisations/o{number}/": {
            "original_language": "en",
            "kind": "network",
            "texts": {"en": {"name": f"Office {number}", "summary": title[:1200], "body": part}},
        },
        f"forum /en/forums/f{number}/": {
            "original_language": "en",
            "place": "ke",
            "starts": "2022-10-11",
            "ends": "2022-10-11",
            "timezone": "Africa/Nairobi",
            "texts": {"en": {**says, "body": body[:50_000], "theme": title[:300]}},
            "stands": [
                {
                    "key": f"s{number}",
                    "organisation": f"o{number}",
                    "texts": {"en": {**says, "body": body[:50_000]}},
                }
            ],
            "slots": [
                {
                    "starts": "2022-10-11T09:00:00",
                    "ends": "2022-10-11T10:00:00",
                    "texts": {"en": {"title": title[:300], "summary": title[:2000]}},
                }
            ],
        },
    }
    for address, document in made.items():
        document["slug"] = address.rstrip("/").rsplit("/", 1)[1]
    return made
