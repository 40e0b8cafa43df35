"""A screen of a draft is saved with a button, by itself, and in part; what was typed is never lost."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.editorial.drafts import revision_documents
from agora.editorial.models import Draft
from agora.media.models import File
from agora.people.models import Organisation
from tests.catalogue.shelf import found, put
from tests.desk.writing import begin, form_in, screen_of, send, words_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj trailer<</Root 1 0 R>>"


@pytest.fixture
def draft(amina: Any, ondara: Any) -> Draft:
    return begin(amina, ondara)


def test_saving_goes_on_to_the_next_screen_and_keeps_what_was_typed(amina, draft):
    answer = send(
        amina.client(), screen_of(draft), **{"texts._.summary": "How a city keeps the rain."}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, screen_of(draft, "case"))
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {
        "title": "Rain gardens for schools", "summary": "How a city keeps the rain.",
    }  # fmt: skip
    # The address is made when it is sent, not from the first letters of a title.
    assert (draft.revision, draft.document["slug"]) == (2, "")


@pytest.mark.parametrize(
    ("do", "where"),
    [("close", ""), ("go:topics", "write/topics/"), ("stay", "write/what/"), ("language:es", "write/what/?language=es"),
     ("go:nowhere", "write/case/"), ("language:not a tag", "write/what/")],
)  # fmt: skip
def test_every_button_saves_first(amina, draft, do, where):
    answer = send(amina.client(), screen_of(draft), do, **{"texts._.summary": "Kept."})
    assert answer.headers["Location"] == f"/en/desk/drafts/{draft.pk}/{where}"
    draft.refresh_from_db()
    assert draft.document["texts"]["en"]["summary"] == "Kept."


def test_opening_a_screen_and_saving_it_changes_nothing(amina, draft):
    for step in ("what", "case", "change", "takes", "who", "editions", "topics", "more", "record"):
        assert send(amina.client(), screen_of(draft, step)).status_code == 302
    before = draft.document
    draft.refresh_from_db()
    assert (draft.document, draft.revision) == (before, 1)


def test_saving_by_itself_says_when_and_from_where_to_go_on(amina, draft):
    client = amina.client()
    answer = send(client, screen_of(draft), "autosave", **{"texts._.summary": "By itself."})
    said = answer.json()
    assert (answer.status_code, said["revision"], said["joined"], said["wrong"]) == (
        200,
        2,
        False,
        {},
    )
    assert said["said"].startswith("Saved at ")
    second = send(
        client, screen_of(draft), "autosave", **{"texts._.summary": "By itself, again."}
    ).json()
    assert second["revision"] == 3
    # Within one sitting the states that saved themselves are one row of the history.
    assert [(one.number, one.is_autosave) for one in revision_documents(draft)] == [
        (3, True),
        (1, False),
    ]


def test_saving_by_itself_keeps_what_is_good_and_names_what_is_not(amina, draft):
    answer = send(amina.client(), screen_of(draft), "autosave",
                  **{"texts._.title": "x" * 301, "texts._.summary": "Good."})  # fmt: skip
    assert answer.status_code == 200
    assert answer.json()["wrong"] == {
        "texts._.title": "This is too long. Keep it to 300 characters."
    }
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {
        "title": "Rain gardens for schools",
        "summary": "Good.",
    }


def test_a_screen_that_must_be_mended_keeps_every_word_and_answers_422(amina, draft):
    answer = send(amina.client(), screen_of(draft, "takes"), **{
        "practice.cost.amount": "a lot", "practice.texts._.cost": "Paid by two departments.",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "Write a number in digits, such as 1250 or 3.5." in words_of(answer)
    again = form_in(answer)
    assert again["practice.cost.amount"] == ["a lot"]
    assert again["practice.texts._.cost"] == ["Paid by two departments."]
    draft.refresh_from_db()
    assert draft.document["practice"]["texts"]["en"] == {"cost": "<p>Paid by two departments.</p>"}
    assert again["seen"] == [str(draft.revision)]


def test_rows_come_and_go_with_buttons_that_submit_and_half_a_row_stays_in_the_form(amina, draft):
    client = amina.client()
    answer = send(client, screen_of(draft, "editions"), "add:editions")
    data = form_in(answer)
    assert (answer.status_code, data["editions.rows"], data["editions.0.was"]) == (200, ["0"], [""])
    data |= {
        "do": ["add:editions"],
        "editions.0.language": ["es"],
        "editions.0.url": ["not an address"],
    }
    data = form_in(client.post(screen_of(draft, "editions"), data))
    assert (data["editions.rows"], data["editions.0.url"]) == (["0 1"], ["not an address"])
    data |= {"do": ["down:editions.0"], "editions.1.language": ["fr"]}
    data = form_in(client.post(screen_of(draft, "editions"), data))
    assert data["editions.rows"] == ["1 0"]
    data |= {"do": ["remove:editions.1"], "editions.0.url": ["https://ondara.example/lluvia"]}
    data = form_in(client.post(screen_of(draft, "editions"), data))
    assert client.post(screen_of(draft, "editions"), data | {"do": ["next"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["editions"] == [
        {"language": "es", "url": "https://ondara.example/lluvia"}
    ]


def test_a_name_that_may_mean_several_things_asks_which_one(amina, draft):
    found("ondara-water", name="Ondara Water Works")
    found("ondara-parks", name="Ondara Parks")
    client = amina.client()
    answer = send(client, screen_of(draft, "case"), **{"practice.organisation": "Ondar"})
    assert answer.status_code == 422
    assert "Choose which one you mean." in words_of(answer)
    assert "Ondara Parks" in words_of(answer)
    data = form_in(answer) | {"do": ["next"], "practice.organisation.pick": ["ondara-parks"]}
    assert client.post(screen_of(draft, "case"), data).status_code == 302
    draft.refresh_from_db()
    assert draft.document["practice"]["organisation"] == "ondara-parks"
    # As it was, it is kept without asking again.
    assert form_in(client.get(screen_of(draft, "case")))["practice.organisation"] == [
        "Ondara Parks"
    ]


def test_what_one_may_not_see_can_be_neither_found_nor_named(amina, draft):
    found("closed-office", name="Closed office", visibility="organisation")
    put("their-own", title="Their own thing", visibility="organisation", owner="closed-office")
    client = amina.client()
    for typed, hidden in (("Closed office", "closed-office"), ("closed-office", "closed-office")):
        answer = send(client, screen_of(draft, "case"), **{
            "practice.organisation": typed, "practice.organisation.is": hidden, "practice.organisation.pick": hidden,
        })  # fmt: skip
        assert answer.status_code == 422
        assert "We know nothing by this name." in words_of(answer)
    assert client.get("/en/desk/lookup/organisation/?q=closed").json() == {"found": []}
    assert client.get("/en/desk/lookup/resource/?q=their+own").json() == {"found": []}
    assert client.get("/en/desk/lookup/person/?q=amina").status_code == 404


def test_the_lookup_finds_places_organisations_and_things_by_name_and_address(amina, index):
    put("gardens", title="Rain gardens of Ondara")
    index()
    client = amina.client()
    ask = lambda sort, text: client.get(f"/en/desk/lookup/{sort}/", {"q": text}).json()["found"]  # noqa: E731
    assert ask("place", "Keny")[0] == {"reference": "ke", "label": "Kenya"}
    assert ask("organisation", "city of ond") == [
        {"reference": "ondara", "label": "City of Ondara"}
    ]
    assert ask("resource", "rain gardens") == [
        {"reference": "gardens", "label": "Rain gardens of Ondara"}
    ]
    assert ask("resource", "https://market.example/es/resources/gardens/") == ask(
        "resource", "rain gardens"
    )
    assert ask("place", "k") == ask("place", "") == []


def test_fields_the_screen_does_not_ask_for_are_not_taken(amina, draft, ondara):
    brumal = found("brumal", name="Brumal")
    answer = send(amina.client(), screen_of(draft), **{
        "owner": "brumal", "organisation": str(brumal.pk), "visibility": "team", "type": "article", "slug": "home",
        "texts._.state": "reviewed", "texts._.origin": "machine", "id": "1", "created_by": str(brumal.pk), "is_staff": "1",
    })  # fmt: skip
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.organisation_id, draft.document["owner"], draft.document["type"]) == (
        ondara.pk,
        "ondara",
        "practice",
    )
    assert draft.document["visibility"] == "public"
    assert draft.document["texts"] == {"en": {"title": "Rain gardens for schools"}}
    assert draft.document["slug"] == ""


def test_a_suggested_topic_is_taken_over_with_one_press(amina, ondara):
    draft = begin(amina, ondara, texts={"en": {
        "title": "Rain gardens for schools", "summary": "How a city keeps stormwater in rain gardens against floods and heat.",
    }})  # fmt: skip
    client = amina.client()
    page = client.get(screen_of(draft, "topics"))
    assert "Your text speaks of" in words_of(page)
    answer = send(client, screen_of(draft, "topics"), "topic:themes:climate-adaptation")
    assert answer.headers["Location"] == screen_of(draft, "topics")
    draft.refresh_from_db()
    assert draft.document["themes"] == ["climate-adaptation"]
    for nonsense in (
        "topic:themes:nothing",
        "topic:licence:cc-by",
        "topic:owner:ondara",
        "topic:themes",
    ):
        assert send(client, screen_of(draft, "topics"), nonsense).status_code == 302
    draft.refresh_from_db()
    assert draft.document["themes"] == ["climate-adaptation"]


def test_what_may_be_here_already_is_shown_with_the_reason(amina, draft, index):
    put(
        "gardens",
        title="Rain gardens for schools",
        editions=[{"language": "en", "url": "https://www.ondara.example/rain"}],
    )
    index()
    page = words_of(amina.client().get(screen_of(draft)))
    assert "Is it here already?" in page
    assert "Rain gardens for schools" in page


# ---------------------------------------------------------------------- files


def _with_file(client: Any, draft: Draft, name: str, content: bytes) -> Any:
    data = form_in(send(client, screen_of(draft, "editions"), "add:editions"))
    data |= {"do": ["stay"], "editions.0.language": ["en"]}
    return client.post(
        screen_of(draft, "editions"),
        {**data, "editions.0.file.upload": SimpleUploadedFile(name, content)},
    )


def test_a_file_goes_into_an_edition_and_out_of_it(amina, draft):
    client = amina.client()
    assert _with_file(client, draft, "rain.pdf", PDF).status_code == 302
    draft.refresh_from_db()
    edition = draft.document["editions"][0]
    file = File.objects.get(pk=edition["file"])
    assert (edition["size_bytes"], edition["format"], file.organisation_id) == (
        len(PDF),
        "pdf",
        draft.organisation_id,
    )
    page = client.get(screen_of(draft, "editions"))
    assert "rain.pdf" in words_of(page)
    data = form_in(page) | {"do": ["stay"]}
    del data["editions.0.file"]
    client.post(screen_of(draft, "editions"), data)
    draft.refresh_from_db()
    assert "file" not in draft.document["editions"][0]


def test_a_file_that_is_refused_says_why_and_the_rest_is_kept(amina, draft):
    answer = _with_file(amina.client(), draft, "tool.exe", b"MZ" + b"\0" * 200)
    assert answer.status_code == 422
    assert form_in(answer)["editions.0.language"] == ["en"]
    assert not File.objects.exists()


def test_somebody_elses_file_cannot_be_named(amina, draft):
    brumal = found("brumal", name="Brumal")
    theirs = File.objects.create(name="secret.pdf", media_type="application/pdf", size_bytes=1, sha256="0" * 64,
                                 organisation=Organisation.objects.get(pk=brumal.pk))  # fmt: skip
    client = amina.client()
    data = form_in(send(client, screen_of(draft, "editions"), "add:editions"))
    data |= {"do": ["next"], "editions.0.language": ["en"], "editions.0.file": [str(theirs.pk)]}
    answer = client.post(screen_of(draft, "editions"), data)
    assert answer.status_code == 422
    assert "secret.pdf" not in answer.content.decode()
    draft.refresh_from_db()
    assert str(theirs.pk) not in str(draft.document)


# ---------------------------------------------------------------------- weight


def _credits(count: int) -> list[dict[str, str]]:
    return [{"role": "author", "organisation": f"org-{n}"} for n in range(count)]


def test_a_screen_asks_the_database_as_often_for_three_rows_as_for_one(amina, ondara):
    for n in range(3):
        found(f"org-{n}", name=f"Organisation {n}")
    client, counts = amina.client(), []
    for count in (1, 3):
        draft = begin(amina, ondara, contributions=_credits(count),
                      relations=[{"kind": "related-because", "to": f"thing-{n}"} for n in range(count)])  # fmt: skip
        page = screen_of(draft, "who")
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page)
        assert "Organisation 0" in answer.content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_heaviest_screen_is_light_on_the_line(amina, draft):
    heaviest = {
        step: len(gzip.compress(amina.client().get(screen_of(draft, step)).content))
        for step in ("what", "case", "topics", "record")
    }
    assert max(heaviest.values()) < 20_000, heaviest
