"""A podcast as other programs read it: an RSS 2.0 feed with transcripts, and chapters as JSON.

Whoever has episodes fills the two values below with absolute addresses and texts in the language of
the feed; what comes out is a valid document whatever the texts are. Pure: no database, no request.

Sources: RSS 2.0 (rssboard.org/rss-specification), Apple's podcast tags
(help.apple.com/itc/podcasts_connect), the podcast namespace and its JSON chapters 1.2
(github.com/Podcastindex-org/podcast-namespace).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from lxml import etree

from agora.media.tracks import Chapter

FEED_TYPE: Final = "application/rss+xml; charset=utf-8"
CHAPTERS_TYPE: Final = "application/json+chapters"

_ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST: Final = "https://podcastindex.org/namespace/1.0"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_GUIDS: Final = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace in which the podcast namespace makes the guid of a feed of its address."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Episode:
    """One episode. `guid` never changes, also when addresses do; `published` knows its zone.

    Empty texts and None are left out of the feed. `number` counts from 1 and puts them in order.
    """

    guid: str
    title: str
    description: str
    enclosure_url: str
    enclosure_type: str
    enclosure_bytes: int
    seconds: float
    published: dt.datetime
    link: str = ""
    transcript_vtt_url: str = ""
    transcript_html_url: str = ""
    chapters_url: str = ""
    image_url: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Feed:
    """A podcast in one language. `url` is the address of the feed itself."""

    title: str
    description: str
    language: str
    link: str
    url: str
    image_url: str
    author: str
    owner_mail: str = ""
    copyright: str = ""
    category: str = "Education"
    medium: str = "course"
    episodes: tuple[Episode, ...] = ()


def feed_xml(feed: Feed) -> bytes:
    """The feed as RSS 2.0, UTF-8.

    Raises ValueError where an address is not absolute, a time has no zone, or a guid is empty or
    stands there twice.
    """
    guids = [episode.guid for episode in feed.episodes]
    if not all(guids) or len(set(guids)) != len(guids):
        raise ValueError("every episode of a feed has a guid of its own")
    root = etree.Element(
        "rss", {"version": "2.0"}, nsmap={"itunes": _ITUNES, "podcast": _PODCAST, "atom": _ATOM}
    )
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", _address(feed.link))
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(
        channel,
        "link",
        space=_ATOM,
        href=_address(feed.url),
        rel="self",
        type="application/rss+xml",
    )
    _add(channel, "copyright", feed.copyright, optional=True)
    if feed.episodes:
        newest = max(_zoned(episode.published) for episode in feed.episodes)
        _add(channel, "pubDate", format_datetime(newest))
    _add(channel, "author", feed.author, space=_ITUNES)
    _add(channel, "explicit", "false", space=_ITUNES)
    _add(channel, "type", "serial", space=_ITUNES)
    _add(channel, "category", space=_ITUNES, text=feed.category)
    _add(channel, "image", space=_ITUNES, href=_address(feed.image_url))
    image = _add(channel, "image")
    for name, text in (("url", _address(feed.image_url)), ("title", feed.title), ("link", _address(feed.link))):  # fmt: skip
        _add(image, name, text)
    if feed.owner_mail:
        owner = _add(channel, "owner", space=_ITUNES)
        _add(owner, "name", feed.author, space=_ITUNES)
        _add(owner, "email", feed.owner_mail, space=_ITUNES)
    _add(channel, "guid", feed_guid(feed.url), space=_PODCAST)
    _add(channel, "medium", feed.medium, space=_PODCAST)
    for episode in feed.episodes:
        _item(channel, feed, episode)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _item(channel: Any, feed: Feed, episode: Episode) -> None:
    item = _add(channel, "item")
    _add(item, "title", episode.title)
    _add(item, "description", episode.description)
    _add(item, "link", _address(episode.link) if episode.link else "", optional=True)
    _add(item, "guid", episode.guid, isPermaLink="false")
    _add(item, "pubDate", format_datetime(_zoned(episode.published)))
    _add(
        item,
        "enclosure",
        url=_address(episode.enclosure_url),
        length=str(episode.enclosure_bytes),
        type=episode.enclosure_type,
    )
    _add(item, "duration", str(max(1, round(episode.seconds))), space=_ITUNES)
    _add(item, "explicit", "false", space=_ITUNES)
    if episode.number is not None:
        _add(item, "episode", str(episode.number), space=_ITUNES)
    if episode.image_url:
        _add(item, "image", space=_ITUNES, href=_address(episode.image_url))
    for url, kind in (
        (episode.transcript_vtt_url, "text/vtt"),
        (episode.transcript_html_url, "text/html"),
    ):
        if url:
            _add(item, "transcript", space=_PODCAST, url=_address(url), type=kind, language=feed.language)  # fmt: skip
    if episode.chapters_url:
        _add(item, "chapters", space=_PODCAST, url=_address(episode.chapters_url), type=CHAPTERS_TYPE)  # fmt: skip


def feed_guid(url: str) -> str:
    """What a feed is known by, made of its first address as the podcast namespace says."""
    return str(uuid.uuid5(_GUIDS, re.sub(r"^[a-z]+://", "", url).rstrip("/")))


def chapters_json(chapters: Sequence[Chapter], title: str = "") -> bytes:
    """The chapters of a recording as the podcast namespace wants them (version 1.2), UTF-8."""
    told: dict[str, Any] = {"version": "1.2.0"}
    if title:
        told["title"] = _clean(title)
    told["chapters"] = [
        {"startTime": one.start, "endTime": one.end, "title": _clean(one.title)} for one in chapters
    ]
    return json.dumps(told, ensure_ascii=False).encode()


def _add(
    parent: Any, name: str, content: str = "", *, space: str = "", optional: bool = False, **said: str
) -> Any:  # fmt: skip
    """An element below another one; an optional one only where it has words."""
    if optional and not content:
        return None
    made = etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    made.text = _clean(content) or None
    for key, value in said.items():
        made.set(key, _clean(value))
    return made


def _clean(text: str) -> str:
    """Text without what XML cannot hold: control characters and halves of letters."""
    return _NOT_XML.sub("", text)


def _address(url: str) -> str:
    """An address that other programs can ask. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{url!r} is no absolute address")
    return str(iri_to_uri(url))


def _zoned(when: dt.datetime) -> dt.datetime:
    if when.tzinfo is None:
        raise ValueError("the time of an episode needs a zone")
    return when
