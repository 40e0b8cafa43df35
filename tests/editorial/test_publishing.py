"""Publishing a version is the only way content becomes live, and it is all or nothing."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction

from agora.catalogue.models import Resource, ResourceText
from agora.editorial import services
from agora.editorial.models import Version
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.journal.models import Entry
from agora.kernel import generations
from agora.kernel.errors import InvalidDocument
from agora.kernel.models import Address, OutboxEntry
from tests.catalogue.shelf import found, gather, key_of, put, stand, written

pytestmark = pytest.mark.django_db

KEY = key_of("resource", "waste-guide")


def _publish(**fields):
    return version_publish(
        "resource", KEY, document_read("resource", written("waste-guide", **fields))
    )


def _state() -> tuple[object, ...]:
    """Everything publishing may touch."""
    return (
        list(Resource.objects.order_by("pk").values()),
        list(ResourceText.objects.order_by("pk").values()),
        list(Version.objects.order_by("number").values()),
        list(Entry.objects.order_by("pk").values()),
        list(OutboxEntry.objects.order_by("pk").values()),
        list(Address.objects.order_by("pk").values()),
        generations.current(),
    )


def test_publishing_writes_the_thing_its_version_its_journal_line_and_its_outbox_row():
    by = uuid.uuid4()
    document = document_read("resource", written("waste-guide", title="Waste guide"))
    before = generations.current().get("content", 0)
    published = version_publish("resource", KEY, document, by=by, note="First")
    assert published == services.Published(KEY, "waste-guide", 1, changed=True)
    resource = Resource.objects.get()
    assert (resource.pk, resource.slug, resource.version) == (KEY, "waste-guide", 1)
    version = Version.objects.get()
    assert (version.kind, version.object_id, version.number) == ("resource", KEY, 1)
    assert (version.published_by, version.note) == (by, "First")
    assert version.document == document.model_dump(mode="json")
    entry = Entry.objects.get()
    assert (entry.verb, entry.kind, entry.object_id, entry.actor) == (
        "publish",
        "resource",
        KEY,
        by,
    )
    assert entry.note == "version 1. First"
    outbox = OutboxEntry.objects.get()
    assert (outbox.kind, outbox.object_id) == ("resource", KEY)
    assert generations.current()["content"] == before + 1


def test_the_same_document_twice_is_one_version():
    first = _publish()
    before = _state()
    second = _publish()
    assert (first.number, second.number, second.changed) == (1, 1, False)
    assert _state() == before


def test_a_changed_document_is_the_next_version_and_the_first_is_kept():
    _publish(title="Waste guide")
    published = _publish(title="Waste guide, second edition")
    assert (published.number, published.changed) == (2, True)
    titles = [v.document["texts"]["en"]["title"] for v in Version.objects.order_by("number")]
    assert titles == ["Waste guide", "Waste guide, second edition"]
    assert ResourceText.objects.get().title == "Waste guide, second edition"
    assert [entry.note for entry in Entry.objects.order_by("pk")] == ["version 1.", "version 2."]


def test_what_names_something_unknown_is_refused_with_every_problem_and_leaves_nothing():
    _publish()
    before = _state()
    with pytest.raises(InvalidDocument) as refusal:
        _publish(
            title="Changed",
            type="handbok",
            licence="cc-perhaps",
            evidence="hearsay",
            level="guru",
            themes=["waste", "wast"],
            axes=["peoples"],
            goals=["18"],
            targets=["11.99"],
            audiences=["everybody"],
            places=["atlantis"],
            owner="nobody",
            contributions=[{"role": "ghost", "organisation": "phantom"}],
            editions=[{"language": "en", "format": "scroll"}],
        )
    assert sorted(problem.field for problem in refusal.value.problems) == [
        "audiences", "axes", "contributions.0.organisation", "contributions.0.role",
        "editions.0.format", "evidence", "goals", "level", "licence", "owner", "places",
        "targets", "themes", "type",
    ]  # fmt: skip
    assert all(problem.message for problem in refusal.value.problems)
    assert "“wast” is not one of our themes" in str(refusal.value)
    assert _state() == before


def test_what_does_not_fit_its_shape_is_refused_with_every_problem():
    data = written("Waste Guide!", type="handbook", published="2022-13", duration_minutes=-5)
    data |= {"original_language": "es", "surprise": 1, "editions": [{"language": "klingon!!"}]}
    data["editions"][0]["url"] = "javascript:alert(1)"
    with pytest.raises(InvalidDocument) as refusal:
        document_read("resource", data)
    assert sorted(problem.field for problem in refusal.value.problems) == [
        "duration_minutes", "editions.0.language", "editions.0.url", "published", "slug", "surprise",
    ]  # fmt: skip
    data = written("waste-guide") | {"original_language": "es"}
    with pytest.raises(InvalidDocument, match="no text in its original language"):
        document_read("resource", data)
    with pytest.raises(InvalidDocument, match="a practice without its case"):
        document_read("resource", {**written("waste-guide"), "type": "practice"})
    with pytest.raises(InvalidDocument, match="has items but is of type handbook"):
        document_read("resource", written("waste-guide", items=[{"to": "x"}]))


@pytest.mark.parametrize("text", [None, "", [], 7, "resource", {"texts": None}])
def test_what_is_no_document_at_all_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidDocument) as refusal:
        document_read("resource", text)
    assert refusal.value.problems


def test_scripts_and_strange_links_do_not_survive_publishing():
    body = (
        '<p onclick="x()">Read <a href="javascript:alert(1)">this</a> and '
        '<a href="https://www.example.org/" style="x">that</a><script>alert(1)</script>'
        "<img src=x onerror=alert(1)></p>"
    )
    _publish(texts={"en": {"title": "A <b>title</b>\u202e\x00", "body": body}})
    text = ResourceText.objects.get()
    assert text.title == "A <b>title</b>"
    assert text.body == (
        '<p>Read <a rel="noopener nofollow">this</a> and '
        '<a href="https://www.example.org/" rel="noopener nofollow">that</a></p>'
    )


def test_version_journal_outbox_and_thing_come_and_go_together():
    before = _state()
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 (the raise is the story)
        _publish()
        assert OutboxEntry.objects.count() == Version.objects.count() == Entry.objects.count() == 1
        raise RuntimeError
    assert _state() == before


@pytest.mark.parametrize("step", ["outbox.mark", "generations.bump", "entry_write"])
def test_when_any_step_fails_nothing_is_written(step, monkeypatch):
    _publish()
    before = _state()

    def broken(*_args, **_named):
        raise OSError("the disk is full")

    monkeypatch.setattr(f"agora.editorial.services.{step}", broken)
    with pytest.raises(OSError, match="disk is full"):
        _publish(title="Changed")
    assert _state() == before


def test_a_new_address_leads_on_from_the_old_one(client):
    _publish()
    version_publish(
        "resource", KEY, document_read("resource", written("waste-handbook", title="Waste"))
    )
    version_publish(
        "resource", KEY, document_read("resource", written("zero-waste-handbook", title="Waste"))
    )
    for old in ("waste-guide", "waste-handbook"):
        answer = client.get(f"/es/resources/{old}/")
        assert answer.status_code == 301
        assert answer.headers["Location"] == "/es/resources/zero-waste-handbook/"
    assert client.get("/es/resources/zero-waste-handbook/").status_code == 200
    assert (
        Address.objects.filter(object_id=KEY, is_current=True).get().slug == "zero-waste-handbook"
    )
    # Back to its first address: no loop, no second row.
    _publish(title="Waste")
    assert client.get("/es/resources/waste-guide/").status_code == 200
    answer = client.get("/es/resources/zero-waste-handbook/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/es/resources/waste-guide/")
    assert Address.objects.filter(object_id=KEY).count() == 3


def test_another_kind_of_thing_has_another_address_and_the_wrong_one_leads_there(client):
    put("waste-guide")
    for plural in ("practices", "collections", "articles"):
        answer = client.get(f"/en/{plural}/waste-guide/")
        assert (answer.status_code, answer.headers["Location"]) == (
            301,
            "/en/resources/waste-guide/",
        )


def test_an_address_taken_by_another_thing_gets_a_number_behind_it(client):
    put("waste-guide", title="The first")
    other = uuid.uuid4()
    document = document_read("resource", written("waste-guide", title="The second"))
    published = version_publish("resource", other, document)
    assert published.slug == "waste-guide-2"
    assert version_publish("resource", other, document).changed is False
    assert client.get("/en/resources/waste-guide/").context["it"].title.text == "The first"
    assert client.get("/en/resources/waste-guide-2/").context["it"].title.text == "The second"
    assert Version.objects.get(object_id=other).document["slug"] == "waste-guide-2"
    # An address something once had is not given to another thing either.
    version_publish("resource", KEY, document_read("resource", written("moved", title="The first")))
    third = version_publish("resource", uuid.uuid4(), document)
    assert third.slug == "waste-guide-3"


def test_withdrawing_leaves_a_tombstone_and_a_journal_line():
    resource = put("waste-guide")
    OutboxEntry.objects.all().delete()
    by, before = uuid.uuid4(), generations.current()["content"]
    content_withdraw("resource", resource.pk, "The publisher asked for it.", by=by)
    resource.refresh_from_db()
    assert resource.withdrawn_at is not None
    assert resource.withdrawn_reason == "The publisher asked for it."
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.object_id, entry.actor) == ("withdraw", resource.pk, by)
    assert entry.note == "The publisher asked for it."
    assert OutboxEntry.objects.get().object_id == resource.pk
    assert generations.current()["content"] == before + 1
    assert ResourceText.objects.filter(resource=resource).exists()


def test_withdrawing_what_never_was_is_refused_and_leaves_no_trace():
    before = _state()
    with pytest.raises(Exception):  # noqa: B017 (whichever error, but an error)
        content_withdraw("resource", uuid.uuid4(), "Nothing there.")
    assert _state() == before


def test_what_was_withdrawn_can_come_back_as_a_new_version(client):
    resource = put("waste-guide", title="Waste guide")
    content_withdraw("resource", resource.pk, "A mistake in it.")
    assert client.get("/en/resources/waste-guide/").status_code == 410
    put("waste-guide", title="Waste guide, mended")
    assert client.get("/en/resources/waste-guide/").status_code == 200


def test_what_was_withdrawn_by_mistake_can_come_back_as_it_was(client):
    resource = put("waste-guide", title="Waste guide")
    content_withdraw("resource", resource.pk, "By mistake.")
    put("waste-guide", title="Waste guide")
    assert client.get("/en/resources/waste-guide/").status_code == 200


def test_each_privileged_act_has_exactly_one_journal_line():
    found("ondara-net")
    put("waste-guide")
    gather("fair", organisers=["ondara-net"], stands=[stand("one", "ondara-net")])
    content_withdraw("forum", key_of("forum", "fair"), "Postponed.")
    put("waste-guide")  # nothing changed: nothing to write down
    rows = Entry.objects.order_by("pk").values_list("verb", "kind", "object_id")
    assert list(rows) == [
        ("publish", "organisation", key_of("organisation", "ondara-net")),
        ("publish", "resource", KEY),
        ("publish", "forum", key_of("forum", "fair")),
        ("withdraw", "forum", key_of("forum", "fair")),
    ]


def test_a_forum_that_names_the_unknown_is_refused_with_every_problem():
    with pytest.raises(InvalidDocument) as refusal:
        gather(
            "fair",
            place="atlantis",
            organisers=["phantom"],
            stands=[stand("one", "ghost", axis="sky")],
        )
    assert sorted(problem.field for problem in refusal.value.problems) == [
        "axis", "organisation", "organisation", "place",
    ]  # fmt: skip


def test_an_organisation_that_names_the_unknown_is_refused_with_every_problem():
    with pytest.raises(InvalidDocument) as refusal:
        found("net", kind="club", seat="atlantis", serves=["lemuria", "ke"])
    assert sorted(problem.field for problem in refusal.value.problems) == ["kind", "seat", "serves"]


def _practice(**case):
    return {"type": "practice", "practice": {"texts": {"en": {"problem": "<p>P</p>"}}} | case}


def _series(key: str):
    figure = {"value": "1", "status": "press", "source": {"name": "S"}}
    return {"key": key, "texts": {"en": {"title": key}}, "figures": [figure]}


@pytest.mark.parametrize(
    "fields",
    [
        {"visibility": "organisation"},
        {"visibility": "team"},
        {"visibility": "team", "team": str(uuid.UUID(int=5))},
        {"editions": [{"language": "en", "file": str(uuid.UUID(int=5))}]},
        {"editions": [{"language": "en", "file": str(uuid.UUID(int=5)), "url": "https://a.example/"}]},
        {"contributions": [{"role": "author", "name": "A", "person": str(uuid.UUID(int=5))}]},
        _practice(cost={"amount": "5"}),
        _practice(series=[_series("rate"), _series("rate")]),
    ],
    ids=["no owner", "no team", "unknown team", "unknown file", "link and file", "unknown person",
         "money without currency", "one series twice"],
)  # fmt: skip
def test_what_the_database_would_forbid_is_refused_in_a_sentence_first(fields):
    before = _state()
    with pytest.raises(InvalidDocument):
        _publish(**fields)
    assert _state() == before


def test_two_first_versions_of_one_thing_cannot_both_be_written():
    _publish()
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), transaction.atomic():
        Version.objects.create(kind="resource", object_id=KEY, number=1, document={}, digest="x")
    assert connection.is_usable()
