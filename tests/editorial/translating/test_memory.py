"""The memory offers what was translated before, to whom may see where it comes from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.editorial.models import MemoryPair
from agora.editorial.services import content_withdraw
from agora.editorial.translating import memory
from agora.kernel import ids
from tests.editorial.translating import cases
from tests.editorial.translating.cases import publish, standing, write

SENTENCE = (
    "The city council decided to build a water network for the twelve neighbourhoods in the hills."
)
NEAR = "The city council decided to build a bus network for the nine neighbourhoods in the hills."
PORTUGUESE = "A câmara decidiu construir uma rede de água."


def other(**fields):
    """Another handbook, with the sentence in English and Portuguese."""
    key = ids.fixed_id("resource", "other-book")
    texts = {
        "en": {"title": "Other", "summary": SENTENCE},
        "pt": {"title": "Outro", "summary": PORTUGUESE, "source_version": 1},
    }
    publish(cases.handbook(slug="other-book", texts=texts, **fields), key=key)
    while memory.memory_fill_due():
        pass
    return key


def offered(somebody, source, language="pt"):
    found = memory.offers(
        standing(somebody), somebody.viewer, "en", language, [source, "x"], reader="en"
    )
    return [(one.alike, one.target, one.title) for one in found.get(source, [])]


@pytest.mark.django_db
def test_the_same_and_a_similar_segment_are_offered_with_their_home(book, tarsila):
    other()
    assert offered(tarsila, SENTENCE) == [(100, PORTUGUESE, "Other")]
    ((alike, target, title),) = offered(tarsila, NEAR)
    assert (target, title) == (PORTUGUESE, "Other")
    assert 75 <= alike < 100
    assert offered(tarsila, "Something else entirely, about buses and trees in the park.") == []
    assert offered(tarsila, SENTENCE, "fr") == []


@pytest.mark.django_db
def test_what_one_may_not_see_is_not_offered(book, tarsila, paula, chidi):
    other(visibility="organisation")
    assert offered(tarsila, SENTENCE)
    assert offered(paula, SENTENCE) == offered(chidi, SENTENCE) == []


@pytest.mark.django_db
def test_open_work_is_offered_to_those_alone_who_may_see_it(book, tarsila, paula, faiza, chidi):
    write(tarsila)
    source, target = "Ask who has no water.", "Pergunte quem não tem água."
    for somebody in (tarsila, paula):
        assert [one[1] for one in offered(somebody, source)] == [target]
    for somebody in (faiza, chidi):
        assert offered(somebody, source) == []


@pytest.mark.django_db
def test_open_work_on_what_is_no_longer_public_is_not_offered_to_the_learning_team(
    book, tarsila, paula
):
    write(tarsila)
    publish(cases.handbook(visibility="organisation"))
    assert offered(tarsila, "Ask who has no water.")
    assert offered(paula, "Ask who has no water.") == []


@pytest.mark.django_db
def test_what_is_withdrawn_or_changed_is_forgotten(book, tarsila):
    key = other()
    assert offered(tarsila, SENTENCE)
    content_withdraw("resource", key, "Wrong.")
    assert offered(tarsila, SENTENCE) == []
    while memory.memory_fill_due():
        pass
    assert not MemoryPair.objects.filter(object_id=key).exists()


@pytest.mark.django_db
def test_a_stale_pair_is_not_learned(book, tarsila):
    key = other()
    document = cases.live(key=key)
    document["texts"]["en"]["summary"] = NEAR
    publish(document, key=key)
    while memory.memory_fill_due():
        pass
    assert offered(tarsila, NEAR) == offered(tarsila, SENTENCE) == []


@pytest.mark.django_db
def test_a_version_is_read_once(book):
    while memory.memory_fill_due():
        pass
    assert not memory.unread().exists()
    publish(cases.changed(title="Water for all"))
    assert memory.memory_fill_due() == 1


WORDS = SENTENCE.split()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WORDS) - 1), st.sampled_from(["bridge", "x", "Quito", ""]))
def test_one_changed_word_leaves_a_common_sign(place, word):
    changed = " ".join([*WORDS[:place], word, *WORDS[place + 1 :]])
    assert set(memory.signs_of(SENTENCE)) & set(memory.signs_of(changed))
