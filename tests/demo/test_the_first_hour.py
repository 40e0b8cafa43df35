"""The demonstration course says everything in five languages and can be passed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from agora.courses.blocks import block_kinds
from agora.courses.documents import CourseDocument
from agora.courses.models import Course, Node, NodeText, Run
from agora.demo.courses import (
    COURSES,
    LANGUAGES,
    course_folders,
    course_record,
    is_texts,
    runs_load,
)
from agora.editorial.services import document_read
from agora.kernel import ids
from agora.media.models import File
from agora.media.tracks import track_read
from agora.topics.publishing import read_yaml

FOLDER = COURSES / "human-mobility-first-hour"
MODULES = sorted(FOLDER.glob("module-*.yaml"))
COURSE = ids.fixed_id("resource", "human-mobility-first-hour")
TRACKS: dict[str, Any] = {
    "captions": "captions",
    "transcript": "captions",
    "chapters": "chapters",
    "descriptions": "descriptions",
}


def parts(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping in a file, with the way to it."""
    if isinstance(value, Mapping):
        yield path, value
        for name, one in value.items():
            yield from parts(one, f"{path}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from parts(one, f"{path}[{number}]")


def items() -> Iterator[Mapping[str, Any]]:
    """Every question of every quiz."""
    for path in MODULES:
        for _way, part in parts(read_yaml(path)):
            yield from part.get("items", ()) if part.get("kind") == "quiz" else ()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_every_text_stands_in_five_languages(path: Path):
    found = 0
    for way, part in parts(read_yaml(path)):
        if not set(part) & set(LANGUAGES) or way in (".texts", ""):
            continue
        assert set(part) - {"voice"} == set(LANGUAGES), way
        for language in LANGUAGES:
            said = part[language]
            assert said, (way, language)
            if language == "ar" and isinstance(said, str) and re.search("[a-z]{4}", said):
                assert re.search("[\u0600-\u06ff]", said), way
        found += 1
    assert found > 5


def test_every_question_has_a_right_answer():
    sorts = Counter(item["sort"] for item in items())
    assert set(sorts) == {"choice", "multiple", "numeric", "match", "order", "text", "extended"}
    for item in items():
        options = item.get("options", [])
        right = [option for option in options if option.get("right")]
        names = {option["id"] for option in options}
        assert len(names) == len(options)
        match item["sort"]:
            case "choice":
                assert len(right) == 1 < len(options), item["id"]
            case "multiple":
                assert 0 < len(right) < len(options), item["id"]
            case "numeric":
                assert item["value"] is not None
            case "text":
                assert is_texts(item["accepted"])
                assert all(item["accepted"].values())
            case "order":
                assert len(options) > 2
            case "match":
                asked = [option for option in options if option.get("partner")]
                assert asked
                assert {option["partner"] for option in asked} <= names


def test_the_final_quiz_draws_five_of_nine_with_three_attempts():
    blocks = {
        part["key"]: part
        for _way, part in parts(read_yaml(MODULES[-1]))
        if part.get("kind") == "quiz"
    }
    final, open_one = blocks["block-final"], blocks["block-open"]
    assert (final["draw"], len(final["items"]), final["pass_percent"], final["attempts"]) == (
        5,
        9,
        60,
        3,
    )
    assert open_one["required"] is False


def test_every_choice_of_the_council_leads_to_an_ending():
    game = next(p for _w, p in parts(read_yaml(MODULES[-1])) if p.get("kind") == "branching")
    scenes = {scene["id"]: scene for scene in game["scenes"]}
    endings = {name for name, scene in scenes.items() if not scene.get("choices")}
    assert len(endings) == 3
    seen: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, way
        seen.add(name)
        for choice in scenes[name].get("choices", ()):
            assert set(choice.get("effects", {})) <= {meter["id"] for meter in game["meters"]}
            walk(choice["to"], (*way, name))

    walk(game["first"], ())
    assert seen == set(scenes)


def test_each_goal_has_two_pairs_and_no_two_cards_are_alike():
    game = next(p for _w, p in parts(read_yaml(MODULES[-1])) if p.get("kind") == "memory")
    assert Counter(Counter(pair["set"] for pair in game["pairs"]).values()) == {2: 17}
    for language in LANGUAGES:
        cards = [pair[side][language] for pair in game["pairs"] for side in ("one", "other")]
        assert len(set(cards)) == len(cards)


def test_the_hour_is_an_hour():
    minutes: dict[str, int] = {}
    for path in MODULES:
        for lesson in read_yaml(path)["lessons"]:
            minutes[lesson.get("group") or lesson["key"]] = lesson["minutes"]
    assert sum(minutes.values()) == 60 == read_yaml(FOLDER / "course.yaml")["duration_minutes"]


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "media").glob("*.vtt")), ids=lambda path: path.name
)
def test_every_track_can_be_read(path: Path):
    kind = path.name.split(".")[1]
    track = track_read(path.read_bytes(), TRACKS[kind])
    assert track.faults == ()
    assert len(track.cues) >= 3
    if kind in ("captions", "transcript"):
        said = " ".join(cue.text for cue in track.cues)
        assert not re.search("[\u064c-\u0652]", said), "vowel signs are for the voice alone"


def test_media_are_small():
    sizes = {path.name: path.stat().st_size for path in (FOLDER / "media").iterdir()}
    assert max(sizes.values()) <= 900_000
    assert sum(sizes.values()) <= 8_000_000


@pytest.mark.django_db
def test_the_record_is_a_course_with_every_kind_of_block():
    for folder in course_folders():
        data = course_record(folder)
        data["slug"] = data.pop("key")
        data["goals"] = [str(goal) for goal in data["goals"]]
        document = document_read("resource", data)
        assert isinstance(document, CourseDocument)
        assert document.course
        kinds = {block.kind for block in document.course.blocks()}
        assert kinds == set(block_kinds()) - {"image"}


@pytest.mark.django_db
def test_the_market_holds_the_course_in_five_languages(market):
    live = Course.objects.get(pk=COURSE).live
    assert live is not None
    nodes = Node.objects.filter(version=live)
    assert nodes.filter(kind="lesson").count() == 13
    texts = Counter(NodeText.objects.filter(node__version=live).values_list("language", flat=True))
    assert set(texts) == set(LANGUAGES)
    assert len(set(texts.values())) == 1
    assert nodes.filter(kind="lesson", group="case").count() == 2


@pytest.mark.django_db
def test_making_the_record_again_stores_no_file_twice():
    first = course_record(FOLDER)
    files = set(File.objects.values_list("pk", flat=True))
    assert (
        len(files) == len([one for one in (FOLDER / "media").iterdir() if one.suffix != ".vtt"]) - 1
    )
    assert course_record(FOLDER) == first
    assert set(File.objects.values_list("pk", flat=True)) == files


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["mooc-human-mobility", "mooc-led-cohesive-territories"])
def test_the_courses_of_the_market_take_interest_and_have_no_lessons(market, key):
    course = Course.objects.get(pk=ids.fixed_id("resource", key))
    assert course.interest_open
    assert course.live is None


@pytest.mark.django_db
def test_anybody_may_take_it_alone_and_a_run_that_was_closed_stays_closed(market):
    run = Run.objects.get(course_id=COURSE)
    assert run.is_published
    assert run.self_paced
    assert run.capacity is None
    assert {text.language for text in run.texts.all()} == set(LANGUAGES)
    Run.objects.update(is_published=False)
    runs_load()
    assert not Run.objects.get(course_id=COURSE).is_published
