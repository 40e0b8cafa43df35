"""What is seen and heard in a course: forms with their sizes, tracks, transcripts, the feed."""

from __future__ import annotations

import uuid

import feedparser
import pytest
from django.template.loader import render_to_string
from django.test import Client

from agora.courses.queries.content import blocks_of
from agora.media.services import file_store
from tests.courses import making as make
from tests.media.giving import media, picture, upload

pytestmark = pytest.mark.django_db
CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:01.000
<v Rosa>Who moves?

00:00:01.000 --> 00:00:02.000
<v Ali>Everybody, & always.
"""
CHAPTERS = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nThe question\n"


@pytest.fixture
def files(settings, tmp_path):
    """A film, its sound and a picture, given to the market."""
    return {
        name: file_store(upload(name, content), by=None, organisation=None)
        for name, content in (
            ("clip.mp4", media("clip.mp4")),
            ("tone.mp3", media("tone.mp3")),
            ("bars.png", picture("PNG")),
        )
    }


def recording(kind, name, files, **more):
    """A block with a film and its sound."""
    return {
        "key": make.key(name),
        "kind": kind,
        "renditions": [
            {"file": str(files["clip.mp4"].pk), "what": "video"},
            {"file": str(files["tone.mp3"].pk), "what": "audio"},
        ],
        "texts": make.says(
            en={"title": "Moving", "about": "A talk", "captions": CAPTIONS, "chapters": CHAPTERS},
            es={
                "title": "Moverse",
                "about": "Una charla",
                "captions": CAPTIONS.replace("Who moves?", "¿Quién se mueve?"),
            },
        ),
        **more,
    }


def course(files, **more):
    """A course with a film, an episode and a podcast."""
    return make.publish(
        make.document(
            make.module(
                "m",
                make.lesson(
                    "l",
                    recording("video", "film", files, poster=str(files["bars.png"].pk)),
                    recording("podcast", "episode", files, synthetic=True, speakers=["Rosa"]),
                ),
            ),
            podcast={
                "texts": make.says(
                    en={"title": "The city, heard"}, es={"title": "La ciudad, escuchada"}
                ),
                "picture": str(files["bars.png"].pk),
            },
            **more,
        )
    )


def drawn(course, language):
    """Both blocks as they are drawn."""
    return [
        render_to_string(block.of.template, {"block": block, "it": block.of.present(block, None)})
        for block in blocks_of(course.live_id, uuid.UUID(make.key("l")), language)
    ]


def test_sizes_stand_first_and_nothing_is_loaded_before_somebody_chooses(files):
    film, episode = drawn(course(files), "es")
    assert "Moverse" in film
    assert 'preload="none"' in film
    assert "autoplay" not in film
    assert "5 kB" in film
    assert f"/media/{files['tone.mp3'].pk}/" in film
    assert "¿Quién se mueve?" in film
    assert "synthetic" in episode
    assert "synthetic" not in film
    assert "Rosa" in episode
    assert "Everybody, &amp; always." in film


def test_tracks_and_transcripts_are_had_by_whoever_may_see_the_course(files, chidi):
    made = course(files)
    at = f"/en/courses/recordings/{made.live_id}/{make.key('film')}"
    visitor = Client()
    answer = visitor.get(f"{at}/es/captions.vtt")
    assert answer["Content-Type"].startswith("text/vtt")
    assert "¿Quién se mueve?" in answer.text
    page = visitor.get(f"{at}/es/").text
    assert 'lang="es"' in page
    assert "<strong>Rosa</strong>" in page
    told = visitor.get(f"{at}/en/chapters.json").json()
    assert told["chapters"][0]["title"] == "The question"
    for wrong in ("fr/captions.vtt", "es/chapters.vtt", "en/title.vtt", "en/captions.srt"):
        assert visitor.get(f"{at}/{wrong}").status_code == 404


def test_what_only_the_network_may_see_has_no_tracks_for_visitors(files, chidi):
    data = make.document(make.module("m", make.lesson("l", recording("video", "film", files))))
    made = make.publish({**data, "visibility": "network"})
    at = f"/en/courses/recordings/{made.live_id}/{make.key('film')}/en/"
    for path in (at, f"{at}captions.vtt"):
        assert Client().get(path).status_code == 404
        assert chidi.client().get(path).status_code == 200
    media_path = f"/media/{files['clip.mp4'].pk}/"
    assert Client().get(media_path).status_code == 404


def test_a_former_version_is_for_those_who_learn_by_it(files, amina, chidi):
    former = course(files)
    mine = make.enrol(make.run_of(former), amina.account)
    at = f"/en/courses/recordings/{mine.version_id}/{make.key('film')}/en/captions.vtt"
    make.publish(make.document(make.module("m", make.lesson("l"))))
    assert amina.client().get(at).status_code == 200
    assert chidi.client().get(at).status_code == 404


def test_the_podcast_has_a_feed_in_each_of_its_languages(files):
    course(files)
    for language, title, episode in (
        ("en", "The city, heard", "Moving"),
        ("es", "La ciudad, escuchada", "Moverse"),
    ):
        answer = Client().get(f"/{language}/courses/small-course/podcast.xml")
        assert answer.status_code == 200
        read = feedparser.parse(answer.content)
        assert not read.bozo
        assert (read.feed.title, read.feed.language) == (title, language)
        (entry,) = read.entries
        assert entry.title == episode
        (enclosure,) = entry.enclosures
        assert enclosure.type == "audio/mpeg"
        assert int(enclosure.length) == files["tone.mp3"].size_bytes
        assert f"/{language}/captions.vtt" in answer.text
    assert Client().get("/fr/courses/small-course/podcast.xml").status_code == 404
    assert Client().get("/en/courses/no-course/podcast.xml").status_code == 404


def test_an_infographic_shows_its_figures_as_a_table(files):
    block = {
        "key": make.key("bars"),
        "kind": "infographic",
        "file": str(files["bars.png"].pk),
        "texts": make.says(
            en={
                "title": "Arrivals",
                "alt": "Bars that grow",
                "description": "<p>Three bars.</p>",
                "table_caption": "Arrivals by year",
                "table": ["Year | Arrivals", "2020 | 281", "2024 | 304"],
            }
        ),
    }
    made = make.publish(make.document(make.module("m", make.lesson("l", block))))
    (page,) = drawn(made, "en")
    assert '<th scope="col">Arrivals</th>' in page
    assert '<th scope="row">2024</th><td><bdi>304</bdi></td>' in page
    assert 'alt="Bars that grow"' in page
    assert "Three bars." in page


HOSTILE = "<p>said</p><script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>"


def test_what_is_written_beside_media_runs_nothing(files):
    film = recording("video", "film", files)
    film["texts"]["en"] |= {"transcript": HOSTILE, "title": "<b onmouseover=alert(4)>T"}
    figures = {
        "key": make.key("bars"),
        "kind": "infographic",
        "file": str(files["bars.png"].pk),
        "texts": make.says(
            en={
                "title": "Arrivals",
                "alt": '"><script>alert(5)</script>',
                "description": HOSTILE,
                "table": ["Year | <script>alert(6)</script>", "2020 | 1"],
            }
        ),
    }
    made = make.publish(make.document(make.module("m", make.lesson("l", film, figures))))
    at = f"/en/courses/recordings/{made.live_id}/{make.key('film')}/en/"
    for page in (*drawn(made, "en"), Client().get(at).text):
        for bad in (
            "<script>alert",
            "<img src=x",
            "javascript:",
            "<b onmouseover",
            "onerror=alert(2)>",
        ):
            assert bad not in page
        assert "said" in page
