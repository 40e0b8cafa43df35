"""A podcast's feed is valid and says the same in every program, whatever its texts are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from agora.media.podcast import Episode, Feed, chapters_json, feed_guid, feed_xml
from agora.media.tracks import Chapter

SITE = "https://agora.example.org"
SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}
FIRST = Episode(
    guid="5f1b8a52-0000-4000-8000-000000000001",
    title="¿Quién llega? & <quién> se va",
    description="Dos voces sobre la movilidad.\nSegunda línea.",
    enclosure_url=f"{SITE}/media/1/",
    enclosure_type="audio/mpeg",
    enclosure_bytes=123_456,
    seconds=62.4,
    published=dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC),
    link=f"{SITE}/es/courses/movilidad/1/",
    transcript_vtt_url=f"{SITE}/media/2/",
    transcript_html_url=f"{SITE}/es/courses/movilidad/1/transcript/",
    chapters_url=f"{SITE}/es/courses/movilidad/1/chapters.json",
    number=1,
)
FEED = Feed(
    title="La movilidad y la ciudad",
    description="Un pódcast del curso.",
    language="es",
    link=f"{SITE}/es/courses/movilidad/",
    url=f"{SITE}/es/courses/movilidad/podcast.xml",
    image_url=f"{SITE}/media/3/",
    author="Ondara",
    owner_mail="voces@ondara.example.org",
    episodes=(
        FIRST,
        replace(FIRST, guid="2", number=2, published=dt.datetime(2026, 3, 8, tzinfo=dt.UTC)),
    ),
)


def tree(feed):
    return etree.fromstring(feed_xml(feed))


def values(root, path):
    return root.xpath(path, namespaces=SPACES)


def test_another_program_reads_what_was_said():
    read = feedparser.parse(feed_xml(FEED))
    assert not read.bozo
    assert read.version == "rss20"
    assert (read.feed.title, read.feed.language, read.feed.author) == (FEED.title, "es", "Ondara")
    assert read.feed.link == FEED.link
    assert read.feed.image.href == FEED.image_url
    assert len(read.entries) == 2
    first = read.entries[0]
    assert (first.title, first.id, first.guidislink) == (FIRST.title, FIRST.guid, False)
    assert first.summary == FIRST.description
    assert dict(first.enclosures[0]) == {
        "href": FIRST.enclosure_url, "length": "123456", "type": "audio/mpeg",
    }  # fmt: skip
    assert first.itunes_duration == "62"
    assert first.published_parsed[:5] == (2026, 3, 1, 9, 30)


def test_transcripts_chapters_and_the_rest_stand_where_the_namespaces_want_them():
    root = tree(FEED)
    assert [dict(one.attrib) for one in values(root, "//item[1]/podcast:transcript")] == [
        {"url": FIRST.transcript_vtt_url, "type": "text/vtt", "language": "es"},
        {"url": FIRST.transcript_html_url, "type": "text/html", "language": "es"},
    ]
    (chapters,) = values(root, "//item[1]/podcast:chapters")
    assert dict(chapters.attrib) == {
        "url": FIRST.chapters_url,
        "type": "application/json+chapters",
    }
    assert values(root, "//item/itunes:episode/text()") == ["1", "2"]
    assert values(root, "//channel/itunes:owner/itunes:email/text()") == [FEED.owner_mail]
    assert values(root, "//itunes:explicit/text()") == ["false"] * 3
    assert values(root, "//channel/atom:link/@href") == [FEED.url]
    assert values(root, "//channel/itunes:category/@text") == ["Education"]
    assert values(root, "//channel/podcast:medium/text()") == ["course"]
    assert parsedate_to_datetime(values(root, "//channel/pubDate/text()")[0]).day == 8
    assert values(root, "//item[1]/pubDate/text()") == ["Sun, 01 Mar 2026 09:30:00 +0000"]


def test_what_is_not_there_is_left_out():
    bare = replace(
        FIRST, link="", transcript_vtt_url="", transcript_html_url="", chapters_url="", number=None
    )
    root = tree(replace(FEED, owner_mail="", episodes=(bare,)))
    for path in ("//podcast:transcript", "//podcast:chapters", "//itunes:owner", "//itunes:episode", "//item/link", "//copyright"):  # fmt: skip
        assert values(root, path) == []
    assert values(tree(replace(FEED, episodes=())), "//item") == []


def test_the_guid_of_a_feed_is_the_one_that_the_podcast_namespace_gives_as_example():
    assert feed_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert feed_guid("podnews.net/rss/") == feed_guid("https://podnews.net/rss")


NAUGHTY = [
    "]]>", "<![CDATA[x]]>", "&amp;amp;", "<script>alert(1)</script>", "a\x00b\x08c\x1f", "\ud800 half",
    "\ufffe\uffff", "‮abc‬", "\u2028", "تنقّل البشر", "🏙️", "&#0;", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", "'\"",
]  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_text_gives_a_document_that_can_be_read(text):
    episode = replace(FIRST, guid=f"g{text}", title=text, description=text)
    feed = replace(FEED, title=text, description=text, author=text, copyright=text, category=text,
                   owner_mail=text, episodes=(episode,))  # fmt: skip
    root = tree(feed)
    clean = "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )  # fmt: skip
    assert values(root, "//item/title")[0].text == (clean or None)
    assert values(root, "//channel/title")[0].text == (clean or None)
    assert not feedparser.parse(feed_xml(feed)).bozo


@pytest.mark.data
def test_the_public_list_of_naughty_strings_gives_documents_that_can_be_read(data_folder):
    lists = list((Path(data_folder) / "naughty_strings").rglob("blns.json"))
    if not lists:
        pytest.skip("the list of naughty strings is not there")
    for text in json.loads(lists[0].read_text()):
        tree(replace(FEED, title=text, episodes=(replace(FIRST, title=text, description=text),)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"episodes": (replace(FIRST, enclosure_url="/media/1/"),)},
        {"episodes": (replace(FIRST, chapters_url="javascript:alert(1)"),)},
        {"episodes": (replace(FIRST, published=dt.datetime(2026, 3, 1)),)},  # noqa: DTZ001 (the fault)
        {"episodes": (replace(FIRST, guid=""),)},
        {"episodes": (FIRST, FIRST)},
        {"link": "agora.example.org"},
        {"image_url": ""},
    ],
)  # fmt: skip
def test_a_feed_that_could_not_work_is_not_made(wrong):
    with pytest.raises(ValueError):
        feed_xml(replace(FEED, **wrong))


def test_addresses_with_letters_of_any_language_are_written_as_programs_ask_them():
    root = tree(replace(FEED, link="https://ágora.example.org/año?q=a b&c=ñ"))
    assert values(root, "//channel/link/text()") == [
        "https://%C3%A1gora.example.org/a%C3%B1o?q=a%20b&c=%C3%B1"
    ]


def test_chapters_as_players_read_them():
    made = chapters_json([Chapter(0, 4.5, "Bienvenida\x00 <b>"), Chapter(4.5, 60, "تنقّل")], "Uno")
    assert json.loads(made) == {
        "version": "1.2.0",
        "title": "Uno",
        "chapters": [
            {"startTime": 0, "endTime": 4.5, "title": "Bienvenida <b>"},
            {"startTime": 4.5, "endTime": 60, "title": "تنقّل"},
        ],
    }
