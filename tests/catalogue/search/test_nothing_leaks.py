"""What a viewer may not see does not exist: not found, counted, hinted at or suggested."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agora.catalogue.search.contract import Query
from agora.catalogue.search.engine import Reader, open_reader, open_writer
from tests.catalogue.search.making import SHAPE, index_of, key, record

OPEN, NETWORK, TEAM, NOBODY = range(4)
VISITOR = frozenset({"public"})
MEMBER = frozenset({"public", "network"})
CHIDI = frozenset({"public", "network", "org:chidi"})
AMINA = frozenset({"public", "network", "org:ondara", "team:ondara"})


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """One open record and three that share its words, each less visible."""
    return index_of(
        tmp_path,
        record(
            OPEN,
            ("en", "Flood plan of Ondara", "Water."),
            labels=[("en", "resilience")],
            facets={"type": ("paper",), "theme": ("water",)},
        ),
        record(
            NETWORK,
            ("en", "Flood plan draft", "Water."),
            labels=[("en", "resilience network")],
            facets={"type": ("draft",), "theme": ("water",)},
            visible=("network",),
        ),
        record(
            TEAM,
            ("en", "Flood evictions memorandum", "Water."),
            labels=[("en", "resettlement")],
            facets={"type": ("memo",), "theme": ("evictions",)},
            visible=("org:ondara", "team:ondara"),
        ),
        record(
            NOBODY,
            ("en", "Flood oddity", "Water."),
            labels=[("en", "respite")],
            facets={"type": ("odd",)},
            visible=(),
        ),
    )


SEEN = [
    (frozenset[str](), []),
    (VISITOR, [OPEN]),
    (MEMBER, [OPEN, NETWORK]),
    (CHIDI, [OPEN, NETWORK]),
    (AMINA, [OPEN, NETWORK, TEAM]),
]


@pytest.mark.parametrize(("viewer", "seen"), SEEN)
@pytest.mark.parametrize("sort", ["relevance", "newest", "title", "added"])
@pytest.mark.parametrize("text", ["flood", "", "floo", '"flood"'])
def test_hits_totals_and_counts_hold_only_what_is_seen(
    reader: Reader, viewer: frozenset[str], seen: list[int], sort: str, text: str
) -> None:
    types = ["paper", "draft", "memo"]
    asked = Query(text, viewer=viewer, facets=("type", "theme"), sort=sort)  # type: ignore[arg-type]
    found = reader.search(asked)
    assert {hit.id for hit in found.hits} == {key(number) for number in seen}
    assert found.total == len(seen)
    assert found.facets["type"] == {
        types[number]: 1 for number in sorted(seen, key=types.__getitem__)
    }
    filtered = reader.search(replace(asked, filters={"type": frozenset({"memo", "odd"})}))
    assert filtered.total == (TEAM in seen)
    assert set(filtered.facets["type"]) == {types[number] for number in seen}
    assert set(filtered.facets["theme"]) == ({"evictions"} if TEAM in seen else set())


@pytest.mark.parametrize(("viewer", "seen"), SEEN)
def test_close_records_are_only_those_seen(
    reader: Reader, viewer: frozenset[str], seen: list[int]
) -> None:
    found = reader.close_to(Query("floood plaan memorandim", viewer=viewer))
    assert {hit.id for hit in found} <= {key(number) for number in seen}
    found = reader.close_to(Query("memorandim", viewer=viewer))
    assert {hit.id for hit in found} == ({key(TEAM)} if TEAM in seen else set())


@pytest.mark.parametrize(("viewer", "seen"), SEEN)
def test_suggestions_come_only_from_what_is_seen(
    reader: Reader, viewer: frozenset[str], seen: list[int]
) -> None:
    labels = ["resilience", "resilience network", "resettlement"]
    suggested = reader.suggest("res", "en", viewer)
    assert {each.text for each in suggested} == {labels[number] for number in seen}
    suggested = reader.suggest("flood", "en", viewer)
    assert {each.id for each in suggested} == {key(number) for number in seen}
    suggested = reader.suggest("flood evi", "en", viewer)
    assert {each.id for each in suggested} == ({key(TEAM)} if TEAM in seen else set())


def test_one_viewers_kept_answers_are_not_anothers(reader: Reader) -> None:
    home = Query(facets=("type",))
    everything = reader.search(replace(home, viewer=AMINA)).facets
    assert reader.search(replace(home, viewer=VISITOR)).facets == {"type": {"paper": 1}}
    assert reader.search(replace(home, viewer=AMINA)).facets == everything
    assert reader.suggest("rese", "en", AMINA)
    assert reader.suggest("rese", "en", VISITOR) == ()


def test_a_record_withdrawn_from_view_is_gone_after_the_next_write(tmp_path: Path) -> None:
    shown = record(0, ("en", "Flood plan"), labels=[("en", "resilience")])
    reader = index_of(tmp_path, shown)
    assert len(reader.suggest("resil", "en", VISITOR)) == 1
    with open_writer(tmp_path, SHAPE) as writer:
        writer.write([replace(shown, visible=("team:ondara",))])
    assert reader.reload()
    assert reader.search(Query("flood")).total == 0
    assert reader.suggest("resil", "en", VISITOR) == ()
    assert reader.suggest("flood", "en", VISITOR) == ()
    assert open_reader(tmp_path).count() == 1
