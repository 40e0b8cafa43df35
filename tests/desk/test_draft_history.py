"""The history of a draft: what changed between any two states, and going back without losing one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.editorial.drafts import draft_open, draft_save
from agora.editorial.models import Draft, Revision
from agora.people.queries import standing_of
from tests.catalogue.shelf import put
from tests.desk.writing import begin, screen_of, send, words_of

pytestmark = pytest.mark.django_db


def history_of(draft: Draft, **query: str) -> str:
    path = f"/en/desk/drafts/{draft.pk}/history/"
    return path + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


@pytest.fixture
def draft(amina: Any, ondara: Any) -> Draft:
    """Three states: begun, with a summary, with another title."""
    draft = begin(amina, ondara)
    for number, summary in enumerate(
        ("Keeps the rain.", "Keeps the heavy rain in the school yard."), 2
    ):
        send(amina.client(), screen_of(draft), **{"texts._.summary": summary})
        assert Revision.objects.filter(draft=draft, number=number).exists()
    draft.refresh_from_db()
    return draft


def test_the_states_are_listed_with_who_and_what_changed_between_two_is_marked_word_by_word(
    amina, draft
):
    page = amina.client().get(history_of(draft, **{"from": "r2", "to": "r3"}))
    said, raw = words_of(page), page.content.decode()
    assert all(f"Draft, state {number}" in said for number in (1, 2, 3))
    assert "Amina" in said
    assert "<ins>heavy rain in the school yard.</ins>" in raw or "<ins>heavy </ins>" in raw
    assert "Summary" in said


def test_two_equal_states_say_so_and_a_state_that_never_was_is_not_there(amina, draft):
    client = amina.client()
    assert "Nothing: both say the same." in words_of(
        client.get(history_of(draft, **{"from": "r3", "to": "r3"}))
    )
    for key in ("r99", "v1", "x1", "r", "r-1", "r٣", "1", "r" + "9" * 30):
        assert client.get(history_of(draft, **{"from": key})).status_code == 404, key


def test_going_back_is_a_new_state_and_the_one_left_stays(amina, draft):
    client = amina.client()
    answer = client.post(f"/en/desk/drafts/{draft.pk}/restore/", {"state": "r2", "seen": "3"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.document["texts"]["en"]["summary"], draft.revision) == ("Keeps the rain.", 4)
    assert "back to state 2" in words_of(client.get(history_of(draft)))
    assert (
        Revision.objects.get(draft=draft, number=3)
        .document["texts"]["en"]["summary"]
        .startswith("Keeps the heavy")
    )


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"state": "r2", "seen": "2"}, 409, "Somebody saved this draft meanwhile."),
        ({"state": "r9", "seen": "3"}, 409, "That state is not there any more."),
        ({"state": "", "seen": "3"}, 422, "Choose a state to go back to."),
        ({"state": "w2", "seen": "3"}, 422, "Choose a state to go back to."),
        ({}, 422, "Choose a state to go back to."),
    ],
)
def test_going_back_to_what_is_not_there_or_moved_changes_nothing(amina, draft, sent, status, said):
    answer = amina.client().post(f"/en/desk/drafts/{draft.pk}/restore/", sent)
    assert said in words_of(answer)
    draft.refresh_from_db()
    assert (draft.revision, draft.document["texts"]["en"]["summary"]) == (
        3,
        "Keeps the heavy rain in the school yard.",
    )


def test_a_draft_over_a_live_thing_compares_with_what_is_published_and_goes_back_to_it(amina):
    live = put("gardens", title="Rain gardens", owner="ondara")
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", live.pk)
    document = {**draft.document, "licence": "cc-by"}
    draft = draft_save(standing, draft.pk, document, seen=1)
    client = amina.client()
    said = words_of(client.get(history_of(draft, **{"from": "v1", "to": "r2"})))
    assert "Published, version 1" in said
    assert "Licence" in said and "CC BY" in said  # noqa: PT018
    assert "begun from version 1" in said
    assert (
        client.post(
            f"/en/desk/drafts/{draft.pk}/restore/", {"state": "v1", "seen": "2"}
        ).status_code
        == 302
    )
    draft.refresh_from_db()
    assert draft.document["licence"] == "unknown"


def test_another_drafts_states_are_not_there(amina, draft, ondara):
    other = begin(amina, ondara, title="Another one")
    client = amina.client()
    assert client.get(history_of(other, **{"from": "r3"})).status_code == 404
    assert (
        client.post(
            f"/en/desk/drafts/{other.pk}/restore/", {"state": "r3", "seen": "1"}
        ).status_code
        == 409
    )
    other.refresh_from_db()
    assert other.title == "Another one"


def test_the_history_asks_as_often_for_three_states_as_for_one(amina, ondara, draft):
    client, counts = amina.client(), []
    for one in (begin(amina, ondara), draft):
        client.get(history_of(one))
        with CaptureQueriesContext(connection) as queries:
            client.get(history_of(one))
        counts.append(len(queries))
    assert counts[0] == counts[1]
