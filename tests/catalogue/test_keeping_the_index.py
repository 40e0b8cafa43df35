"""The index follows the outbox, and can always be built anew from the database."""

from __future__ import annotations

import shutil
import uuid

import pytest

from agora.catalogue import indexing
from agora.catalogue.queries import Search, search
from agora.catalogue.search import engine
from agora.catalogue.search.contract import IndexBusy
from agora.editorial.services import content_withdraw
from agora.kernel import outbox
from agora.kernel.models import Generation
from agora.people.queries import ANYBODY
from tests.catalogue.shelf import found, put

pytestmark = pytest.mark.django_db


def _titles(text: str = "", **filters: str) -> list[str]:
    wanted = Search(
        text=text, filters={k: frozenset({v}) for k, v in filters.items()}, sort="title"
    )
    hits = search(wanted, reader="en", viewer=ANYBODY).hits
    from agora.catalogue.queries import hit_cards

    return [card.title.text for card in hit_cards(hits, reader="en", viewer=ANYBODY)]


def test_what_was_published_is_found_after_the_index_caught_up(index):
    put("waste-guide", title="Waste guide")
    put("bus-lanes", title="Bus lanes")
    assert _titles() == []
    assert indexing.index_catch_up() == 2
    assert _titles() == ["Bus lanes", "Waste guide"]
    assert _titles("wastes") == ["Waste guide"]
    assert outbox.pending() == []
    assert indexing.index_catch_up() == 0


def test_a_change_replaces_what_was_found_before(index):
    put("guide", title="Waste guide")
    index()
    put("guide", title="Bus lanes")
    index()
    assert (_titles("waste"), _titles("lanes")) == ([], ["Bus lanes"])
    assert indexing.reader().count() == 1


def test_what_was_withdrawn_leaves_the_index(index):
    resource = put("guide", title="Waste guide")
    put("other", title="Bus lanes")
    index()
    content_withdraw("resource", resource.pk, "Outdated.")
    index()
    results = search(Search(), reader="en", viewer=ANYBODY)
    assert (results.total, indexing.reader().count()) == (1, 1)


def test_a_renamed_publisher_is_found_under_the_new_name_with_all_its_things(index):
    found("ondara-net", name="Ondara Network")
    for number in range(3):
        put(
            f"guide-{number}", title=f"Guide {number}",
            contributions=[{"role": "publisher", "organisation": "ondara-net"}],
        )  # fmt: skip
    index()
    assert len(_titles("ondara")) == 3
    found("ondara-net", name="Velmara Network")
    index()
    assert (_titles("ondara network"), len(_titles("velmara"))) == ([], 3)


def test_a_kill_between_index_and_outbox_repeats_work_and_loses_none(index, monkeypatch):
    put("guide", title="Waste guide")
    with monkeypatch.context() as killed:
        killed.setattr(indexing.outbox, "clear", lambda _done: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            indexing.index_catch_up()
    assert len(outbox.pending()) == 1
    index()
    assert _titles() == ["Waste guide"]
    assert indexing.reader().count() == 1


def test_a_change_made_while_the_index_was_written_is_indexed_next(index, monkeypatch):
    put("guide", title="Waste guide")
    documents, again = indexing.documents, []

    def changing_meanwhile(rows):
        yield from documents(rows)
        if not again:
            again.append(put("guide", title="Bus lanes"))

    monkeypatch.setattr(indexing, "documents", changing_meanwhile)
    indexing.index_catch_up()
    assert len(outbox.pending()) == 1
    index()
    assert _titles() == ["Bus lanes"]


def test_a_lost_index_is_built_anew_by_itself(index, settings):
    for number in range(5):
        put(f"guide-{number}", title=f"Guide {number}")
    index()
    indexing.forget_reader()
    shutil.rmtree(settings.SEARCH_INDEX)
    assert search(Search(), reader="en", viewer=ANYBODY).total == 0
    put("guide-5", title="Guide 5")
    index()
    assert _titles() == [f"Guide {number}" for number in range(6)]


def test_rebuilding_gives_the_same_answers_and_empties_the_outbox(index):
    for number in range(5):
        put(f"guide-{number}", title=f"Guide {number}", themes=["waste"], published="2021")
    index()
    put("guide-9", title="Guide 9")
    told: list[tuple[int, int]] = []
    assert indexing.index_rebuild(lambda done, total: told.append((done, total))) == 6
    assert told[-1] == (6, 6)
    assert outbox.pending() == []
    assert len(_titles()) == 6
    results = search(Search(), reader="en", viewer=ANYBODY)
    assert results.facets["theme"]["waste"] == 5


def test_a_change_made_during_a_rebuild_waits_in_the_outbox(index, monkeypatch):
    put("guide", title="Waste guide")
    build = engine.build_aside

    def changing_meanwhile(*args, **named):
        size = build(*args, **named)
        put("guide", title="Bus lanes")
        return size

    monkeypatch.setattr(engine, "build_aside", changing_meanwhile)
    indexing.index_rebuild()
    assert len(outbox.pending()) == 1
    index()
    assert _titles() == ["Bus lanes"]


def test_while_another_process_writes_nothing_is_lost(index, settings):
    put("guide", title="Waste guide")
    with engine.open_writer(settings.SEARCH_INDEX, indexing.SHAPE), pytest.raises(IndexBusy):
        indexing.index_catch_up()
    assert len(outbox.pending()) == 1
    index()
    assert _titles() == ["Waste guide"]


def test_every_commit_of_the_index_moves_its_generation(index):
    before = Generation.objects.get(pk="index").value
    put("guide")
    index()
    assert Generation.objects.get(pk="index").value == before + 1


def test_the_number_of_queries_does_not_grow_with_the_batch(index):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found("ondara-net")
    fields = {
        "contributions": [{"role": "publisher", "organisation": "ondara-net"}],
        "themes": ["waste"], "places": ["ke"], "editions": [{"language": "en"}],
    }  # fmt: skip
    counts = []
    put("warm-up", **fields)
    index()
    for size in (1, 30):
        for number in range(size):
            put(f"guide-{size}-{number}", **fields)
        with CaptureQueriesContext(connection) as asked:
            indexing.index_catch_up(limit=1000)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_thing_nobody_knows_of_does_not_stop_the_rest(index):
    put("guide", title="Waste guide")
    outbox.mark("resource", [uuid.uuid4()])
    outbox.mark("a-kind-of-tomorrow", [uuid.uuid4()])
    index()
    assert _titles() == ["Waste guide"]
    assert outbox.pending() == []
