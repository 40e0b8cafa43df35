"""A forum shows its stands by axis and its programme; a stand is a page to be proud of."""

from __future__ import annotations

import io

import pytest
import segno

from agora.forums.models import Stand
from agora.kernel.errors import InvalidDocument
from tests.catalogue.shelf import found, gather, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


def _slot(starts: str, ends: str, title: str, **fields):
    return {"starts": starts, "ends": ends, "texts": {"en": {"title": title}}} | fields


@pytest.fixture
def fair(index):
    found("net", name="Open Network", short_name="ON", website="https://www.example.org/")
    found("city", name="City of Ondara", kind="local-government")
    for slug in ("book", "game"):
        put(slug)
    made = gather(
        "fair", title="The fair", ends="2022-10-12", timezone="Asia/Seoul", organisers=["net"],
        stands=[
            stand("late", "city", axis="government"),
            stand("first", "net", axis="people", items=["game", "book", "nowhere"],
                  texts={"es": {"title": "El primero"}, "en": {"title": "The first"}}),
            stand("second", "city", axis="people"),
            stand("plain", "city"),
        ],
        slots=[
            _slot("2022-10-11T14:00:00", "2022-10-11T15:30:00", "Afternoon", stand="first"),
            _slot("2022-10-11T10:30:00", "2022-10-11T11:00:00", "Opening"),
        ],
    )  # fmt: skip
    index()
    return made


def test_the_stands_stand_by_axis_in_their_order(fair, client):
    it = client.get("/en/forums/fair/").context["it"]
    assert [(axis, [row.title.text for row in rows]) for axis, _label, rows in it.stands] == [
        ("people", ["The first", "Stand second"]), ("government", ["Stand late"]), ("", ["Stand plain"]),
    ]  # fmt: skip
    assert [link.label for link in it.organisers] == ["Open Network"]
    assert it.dates == "Tuesday, 11 October 2022 – Wednesday, 12 October 2022"
    assert (it.place.label, it.place.path) == ("Kenya", "/en/places/ke/")
    rows = {row.title.text: row.things for _a, _l, rows in it.stands for row in rows}
    assert rows == {"The first": 2, "Stand second": 0, "Stand late": 0, "Stand plain": 0}


def test_the_programme_is_in_the_forums_own_time_with_its_zone(fair, client):
    slots = client.get("/en/forums/fair/").context["it"].slots
    assert [(s.title.text, s.starts, s.ends, s.zone, s.starts_utc) for s in slots] == [
        ("Opening", "10:30", "11:00", "Asia/Seoul", "2022-10-11T01:30:00Z"),
        ("Afternoon", "14:00", "15:30", "Asia/Seoul", "2022-10-11T05:00:00Z"),
    ]
    assert slots[1].stand.path == "/en/forums/fair/stands/first/"
    spanish = client.get("/es/forums/fair/").context["it"].slots
    assert [slot.starts for slot in spanish] == ["10:30", "14:00"]


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Paris", "2022-03-27T02:30:00", "2022-03-27T01:30:00Z"),
        ("Europe/Paris", "2022-10-30T02:30:00", "2022-10-30T00:30:00Z"),
        ("America/Bogota", "2022-10-11T23:30:00", "2022-10-12T04:30:00Z"),
        ("Asia/Kathmandu", "2022-10-11T09:00:00", "2022-10-11T03:15:00Z"),
        ("Asia/Seoul", "2022-10-11T09:00:00+02:00", "2022-10-11T07:00:00Z"),
    ],
)
def test_a_local_time_is_the_right_moment_also_when_clocks_change(zone, local, utc, client):
    end = local.replace("T02", "T04").replace("T23:30", "T23:59").replace("T09", "T10")
    gather("fair", timezone=zone, slots=[_slot(local, end, "Slot")])
    (slot,) = client.get("/en/forums/fair/").context["it"].slots
    assert slot.starts_utc == utc


def test_the_stand_page_says_who_stands_there_and_shows_the_things_in_order(fair, client):
    answer = client.get("/en/forums/fair/stands/first/")
    it = answer.context["it"]
    assert (it.title.text, it.axis, it.organisation.label, it.website) == (
        "The first", "people", "Open Network", "https://www.example.org/",
    )  # fmt: skip
    assert [card.title.text for card in it.things] == ["Game", "Book"]
    assert it.forum.path == "/en/forums/fair/"
    assert [row.title.text for row in it.neighbours] == ["Stand second"]
    assert [slot.title.text for slot in it.slots] == ["Afternoon"]
    key = Stand.objects.get(slug="first").pk
    assert it.contact_path == f"/en/ask/stand/{key}/"
    assert client.get(it.contact_path).status_code == 200
    body = [link.get("href") for link in elements(answer, "a")]
    assert {"/en/resources/game/", "/en/organisations/net/", "https://www.example.org/"} <= set(
        body
    )


def test_a_stand_keeps_its_permanent_address_and_its_code(fair, client):
    row = Stand.objects.get(slug="first")
    wanted = io.BytesIO()
    segno.make(f"http://localhost:8000/id/{row.pk}", error="m").save(
        wanted, kind="svg", scale=6, border=3, light="#fff", xmldecl=True
    )
    answer = client.get("/en/forums/fair/stands/first/qr.svg")
    assert (answer.headers["Content-Type"], answer.content) == ("image/svg+xml", wanted.getvalue())
    answer = client.get(f"/id/{row.pk}", headers={"accept-language": "es"})
    assert answer.headers["Location"] == "/es/forums/fair/stands/first/"


def test_publishing_a_forum_again_keeps_its_stands_and_removes_those_left_out(fair, client):
    before = Stand.objects.get(slug="first").pk
    gather("fair", title="The fair, again", stands=[stand("first", "net", items=["book"])])
    assert Stand.objects.get().pk == before
    assert client.get("/en/forums/fair/stands/second/").status_code == 404
    assert client.get("/en/resources/book/").context["it"].stands != ()
    assert client.get("/en/resources/game/").context["it"].stands == ()


def test_a_forum_that_moved_leads_on_with_its_stands(fair, client):
    from agora.editorial.models import Version
    from agora.editorial.services import document_read, version_publish

    document = Version.objects.get(kind="forum").document | {"slug": "grand-fair"}
    version_publish("forum", fair.pk, document_read("forum", document))
    for end in ("", "stands/first/"):
        answer = client.get(f"/en/forums/fair/{end}")
        assert (answer.status_code, answer.headers["Location"]) == (
            301,
            f"/en/forums/grand-fair/{end}",
        )


def test_a_text_missing_in_the_readers_language_is_said_to_be(fair, client):
    answer = client.get("/fr/forums/fair/stands/first/")
    assert elements(answer, "h1")[0].attributes.get("lang") == "en"
    assert elements(answer, _class="said-note")
    assert elements(client.get("/es/forums/fair/stands/first/"), "h1")[0].attributes == {}


def test_the_latest_forum_comes_first(fair, client):
    gather("older", starts="2019-11-13", ends="2019-11-13")
    gather("newer", starts="2024-06-01", ends="2024-06-02")
    titles = [heading.text for heading in elements(client.get("/en/forums/"), "h2")]
    assert titles == ["Newer", "The fair", "Older"]
    (latest,) = elements(client.get("/en/"), "h2", id="forum")
    assert latest.text == "Newer"


@pytest.mark.parametrize(
    "fields",
    [
        {"timezone": "Mars/Olympus"},
        {"slots": [_slot("2022-10-11T11:00:00", "2022-10-11T10:00:00", "Backwards")]},
        {"slots": [_slot("2022-10-11T10:00:00", "2022-10-11T11:00:00", "Lost", stand="nowhere")]},
        {"starts": "2022-13-01"},
        {"texts": {"fr": {"title": "Sans original"}}},
    ],
)
def test_a_forum_that_cannot_be_is_refused(fields):
    with pytest.raises(InvalidDocument):
        gather("fair", **fields)


def test_a_forum_that_ends_before_it_starts_is_refused_in_a_sentence():
    with pytest.raises(InvalidDocument):
        gather("fair", starts="2022-10-12", ends="2022-10-11")


def test_two_stands_cannot_share_one_key():
    found("net")
    with pytest.raises(InvalidDocument):
        gather("fair", stands=[stand("one", "net"), stand("one", "net")])
