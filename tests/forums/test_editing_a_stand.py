"""An organisation edits its own stand; the forum's document stays the one truth, and both have histories."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from agora.editorial.drafts import draft_open, draft_start, live_document
from agora.editorial.models import Version
from agora.editorial.owning import owner_of
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.forums.models import Forum, Slot, Stand
from agora.kernel import editing, kinds
from agora.kernel.errors import InvalidDocument, NotYours
from agora.people.models import Duty
from agora.people.queries import standing_of
from tests.catalogue.shelf import found, gather, key_of, put, stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(ondara: Any) -> Forum:
    """A forum with the stands of Ondara and of a network."""
    found("network")
    return gather(
        "fair",
        organisers=["network"],
        stands=[stand("ondara", "ondara"), stand("network", "network")],
        slots=[
            {
                "starts": "2022-10-11T09:00:00",
                "ends": "2022-10-11T10:00:00",
                "stand": "ondara",
                "texts": {"en": {"title": "Opening"}},
            }
        ],
    )


def own(slug: str = "ondara") -> Stand:
    """The row of a stand."""
    return Stand.objects.get(slug=slug)


def live(row: Stand) -> dict[str, Any]:
    """Its document as it stands."""
    there = live_document("stand", row.pk)
    assert there is not None
    return there[0]


def publish(key: uuid.UUID, document: dict[str, Any], **more: Any):
    """A version of a stand."""
    return version_publish("stand", key, document_read("stand", document), **more)


def titled(document: dict[str, Any], title: str) -> dict[str, Any]:
    """The same with another English title."""
    texts = document["texts"]
    return {**document, "texts": {**texts, "en": {**texts["en"], "title": title}}}


def forum_document(forum: Forum) -> dict[str, Any]:
    """The forum's last document."""
    return Version.objects.filter(kind="forum", object_id=forum.pk).latest("number").document


def history(kind: str, key: uuid.UUID) -> list[tuple[int, str]]:
    """Number and English title of each version; of a withdrawn one its reason."""
    rows = Version.objects.filter(kind=kind, object_id=key).order_by("number")
    return [
        (row.number, row.document.get("withdrawn") or row.document["texts"]["en"]["title"])
        for row in rows
    ]


def test_a_published_stand_stands_in_its_forum_and_both_have_a_version(fair, client):
    row, by = own(), uuid.uuid4()
    put("tool")
    document = titled(live(row), "Care blocks") | {"items": ["tool"], "axis": "people"}
    published = publish(row.pk, document, by=by)
    assert (published.slug, published.number, published.changed) == ("ondara", 2, True)
    row.refresh_from_db()
    assert row.items.get().resource.slug == "tool"
    assert row.slots.count() == 1  # the programme still leads to it
    shapes = forum_document(fair)["stands"]
    assert [one["texts"]["en"]["title"] for one in shapes] == ["Care blocks", "Stand network"]
    assert history("stand", row.pk) == [(1, "Stand ondara"), (2, "Care blocks")]
    assert [number for number, _ in history("forum", fair.pk)] == [1, 2]
    assert Version.objects.get(kind="stand", object_id=row.pk, number=2).published_by == by
    assert Version.objects.get(kind="forum", number=2).note == "stand ondara"
    assert history("stand", own("network").pk) == [(1, "Stand network")]
    page = client.get("/en/forums/fair/stands/ondara/").content.decode()
    assert "Care blocks" in page


def test_what_the_organisers_change_is_in_the_stands_history_too(fair):
    row = own()
    publish(row.pk, titled(live(row), "Ours"))
    whole = forum_document(fair)
    whole["stands"][0] = titled(whole["stands"][0], "Theirs")
    version_publish("forum", fair.pk, document_read("forum", whole))
    assert history("stand", row.pk) == [(1, "Stand ondara"), (2, "Ours"), (3, "Theirs")]
    assert live(row)["texts"]["en"]["title"] == "Theirs"
    # Going back to what it was before is a change, although that document was published once.
    again = publish(row.pk, titled(live(row), "Ours"))
    assert (again.number, again.changed) == (4, True)
    assert forum_document(fair)["stands"][0]["texts"]["en"]["title"] == "Ours"
    assert publish(row.pk, live(row)).changed is False


def test_a_new_stand_joins_the_forum_and_keeps_the_id_of_its_draft(fair, amina, client):
    found("office")
    key = uuid.uuid4()
    document = {
        "slug": "office",
        "forum": "fair",
        "organisation": "office",
        "original_language": "es",
        "texts": {"es": {"title": "Oficina"}},
    }
    assert publish(key, document).number == 1
    assert own("office").pk == key
    assert [one["key"] for one in forum_document(fair)["stands"]] == ["ondara", "network", "office"]
    assert client.get("/es/forums/fair/stands/office/").status_code == 200
    assert kinds.described("stand", key, "es", frozenset({"public"})).title == "Oficina"


def test_another_address_keeps_the_stand_and_its_place_in_the_programme(fair):
    row = own()
    publish(row.pk, live(row) | {"slug": "ondara-cares"})
    row.refresh_from_db()
    assert row.slug == "ondara-cares"
    assert Slot.objects.get().stand_id == row.pk
    assert [one["key"] for one in forum_document(fair)["stands"]] == ["ondara-cares", "network"]
    assert history("stand", row.pk) == [(1, "Stand ondara"), (2, "Stand ondara")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("forum", "nowhere"),
        ("forum", "other-fair"),
        ("organisation", "nobody"),
        ("organisation", "network"),
        ("slug", "network"),
        ("visibility", "network"),
        ("axis", "peoples"),
        ("items.0", "nothing-here"),
    ],
)
def test_a_stand_cannot_take_anothers_place_nor_name_what_is_not_there(fair, field, value):
    gather("other-fair")
    row, before = own(), Version.objects.count()
    document = live(row)
    changed = {"items": [value]} if field == "items.0" else {field: value}
    with pytest.raises(InvalidDocument) as refusal:
        publish(row.pk, document | changed)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert Version.objects.count() == before
    assert own("network").texts.get().title == "Stand network"


def test_a_new_stand_cannot_sit_down_on_another(fair):
    document = live(own("network")) | {"slug": "ondara"}
    with pytest.raises(InvalidDocument) as refusal:
        publish(uuid.uuid4(), document)
    assert [problem.field for problem in refusal.value.problems] == ["slug"]


def test_a_withdrawn_stand_leaves_the_forum_and_can_come_back(fair, client):
    row = own()
    document = live(row)
    content_withdraw("stand", row.pk, "We cannot come.")
    assert client.get("/en/forums/fair/stands/ondara/").status_code == 404
    assert [one["key"] for one in forum_document(fair)["stands"]] == ["network"]
    assert Slot.objects.get().stand_id is None
    assert live_document("stand", row.pk) is None
    assert history("stand", row.pk)[-1] == (2, "We cannot come.")
    publish(row.pk, document)
    assert own().pk == row.pk
    assert [number for number, _ in history("stand", row.pk)] == [1, 2, 3]


def test_a_stand_taken_out_by_the_organisers_and_a_withdrawn_forum_end_its_history(fair):
    row, other = own(), own("network")
    whole = forum_document(fair)
    whole["stands"], whole["slots"] = whole["stands"][1:], []
    version_publish("forum", fair.pk, document_read("forum", whole), note="They cannot come")
    assert history("stand", row.pk) == [(1, "Stand ondara"), (2, "They cannot come")]
    content_withdraw("forum", fair.pk, "Postponed.")
    assert history("stand", other.pk) == [(1, "Stand network"), (2, "Postponed.")]
    with pytest.raises(InvalidDocument) as refusal:
        publish(other.pk, Version.objects.get(object_id=other.pk, number=1).document)
    assert [problem.field for problem in refusal.value.problems] == ["forum"]
    version_publish("forum", fair.pk, document_read("forum", whole))
    assert history("stand", other.pk)[-1] == (3, "Stand network")


def test_a_stand_of_a_forum_from_before_has_a_document_though_no_version(fair):
    row = own()
    wanted = live(row)
    Version.objects.filter(kind="stand").delete()
    assert live_document("stand", row.pk) == (wanted, 0)
    assert publish(row.pk, titled(wanted, "First")).number == 1


# ---------------------------------------------------------------------- whose it is


def test_an_organisations_editor_edits_its_stand_and_not_the_forum(fair, amina, beto, chidi):
    editor, row = standing_of(amina.account), own()
    draft = draft_open(editor, "stand", row.pk)
    assert draft.document == live(row)
    assert draft.organisation.slug == "ondara"
    for standing in (standing_of(beto.account), standing_of(chidi.account)):
        with pytest.raises(NotYours):
            draft_open(standing, "stand", row.pk)
    for kind, key in (("stand", own("network").pk), ("forum", fair.pk)):
        with pytest.raises(NotYours):
            draft_open(editor, kind, key)
    assert owner_of("forum", forum_document(fair)) == key_of("organisation", "network")


def test_an_editor_begins_a_stand_and_only_the_team_a_forum(fair, amina, chidi, ondara):
    editor = standing_of(amina.account)
    draft = draft_start(editor, "stand", language="es", organisation=ondara.pk)
    assert (draft.document["forum"], draft.document["organisation"]) == ("fair", "ondara")
    with pytest.raises(NotYours):
        draft_start(editor, "forum", language="es", organisation=ondara.pk)
    Duty.objects.create(person=chidi.person, role="lead")
    lead = standing_of(chidi.account)
    assert draft_start(lead, "forum", language="es", organisation=ondara.pk).document[
        "organisers"
    ] == ["ondara"]


def test_every_field_of_both_documents_can_be_reached_on_the_desk():
    from agora.forums import documents as d

    own_words = {"origin", "state", "source_version"}

    def of(shape: Any, says: Any, *without: str) -> set[str]:
        texts = {f"texts.*.{name}" for name in set(says.model_fields) - own_words}
        return (set(shape.model_fields) - {"texts", *without}) | texts

    forum, mine = editing.sort_named("forum"), editing.sort_named("stand")
    assert forum is not None
    assert mine is not None
    assert {field.path for field in forum.fields()} == of(d.ForumDocument, d.ForumSays)
    assert {field.path for field in mine.fields()} == of(d.StandDocument, d.StandSays)
    rows = {field.path: {one.path for one in field.rows} for field in forum.fields() if field.rows}
    assert rows == {
        "stands": of(d.StandShape, d.StandSays),
        "slots": of(d.SlotShape, d.SlotSays),
    }


def test_nobody_types_an_address_or_whom_a_stand_is_shown_to(fair):
    gather("inner-fair", visibility="network")
    sort = editing.sort_named("stand")
    assert sort is not None
    tidied = sort.tidy(
        {"forum": "inner-fair", "original_language": "en", "texts": {"en": {"title": "Care!"}}}
    )
    assert (tidied["slug"], tidied["visibility"]) == ("care", "network")
    forum = editing.sort_named("forum")
    assert forum is not None
    assert forum.tidy({"texts": {"en": {"title": "Fair 2026"}}})["slug"] == "fair-2026"


# ---------------------------------------------------------------------- at one moment


@pytest.mark.django_db(transaction=True)
def test_two_stands_published_at_one_moment_both_stand_in_the_forum(fair):
    rows = [own(), own("network")]
    documents = [titled(live(row), f"New {row.slug}") for row in rows]
    together = threading.Barrier(2)
    failed: list[BaseException] = []

    def work(row: Stand, document: dict[str, Any]) -> None:
        together.wait()
        try:
            publish(row.pk, document)
        except BaseException as error:  # the test tells it
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=pair) for pair in zip(rows, documents, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    titles = [one["texts"]["en"]["title"] for one in forum_document(fair)["stands"]]
    assert titles == ["New ondara", "New network"]
    assert [number for number, _ in history("forum", fair.pk)] == [1, 2, 3]
    assert [len(history("stand", row.pk)) for row in rows] == [2, 2]
