"""Beginning from a link, a file or a form, and sending what was made of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agora.editorial.models import Draft, Submission
from agora.people.models import Duty, Membership
from tests.catalogue.shelf import found
from tests.desk.test_saving_a_screen import PDF
from tests.desk.writing import begin, form_in, screen_of, words_of

pytestmark = pytest.mark.django_db

PAGE = """<!doctype html><html lang="es"><head><title>Jardines de lluvia en las escuelas</title>
<meta name="description" content="Una guía para convertir patios de escuela en jardines que recogen la lluvia y bajan el calor de la ciudad.">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head>
<body><h1>Jardines de lluvia</h1></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A city's page."""

    def do_GET(self) -> None:
        """The page, or nothing."""
        known = self.path == "/lluvia"
        body = PAGE.encode() if known else b"gone"
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    """The address of a page on this machine, which the market may fetch from in this test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.FETCH_LOCAL = frozenset({f"127.0.0.1:{server.server_port}"})
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sending(ondara: Any, way: str = "form", **more: Any) -> dict[str, Any]:
    return {
        "way": way,
        "sort": "resource",
        "language": "en",
        "organisation": str(ondara.pk),
        **more,
    }


def test_a_link_becomes_a_draft_with_what_the_page_says_of_itself(amina, ondara, site):
    client = amina.client()
    answer = client.post("/en/desk/contribute/", sending(ondara, "link", url=f"{site}/lluvia"))
    draft = Draft.objects.get()
    assert answer.headers["Location"] == screen_of(draft)
    document = draft.document
    assert document["original_language"] == "es"
    assert document["texts"]["es"]["title"] == "Jardines de lluvia en las escuelas"
    assert (document["licence"], document["owner"], draft.organisation_id) == (
        "cc-by",
        "ondara",
        ondara.pk,
    )
    assert document["editions"][0]["url"] == f"{site}/lluvia"
    said = words_of(client.get(screen_of(draft)))
    assert "We filled this in. Please check it:" in said
    assert "Title" in said


def test_a_practice_from_a_link_stays_a_practice(amina, ondara, site):
    amina.client().post(
        "/en/desk/contribute/", sending(ondara, "link", url=f"{site}/lluvia", sort="practice")
    )
    draft = Draft.objects.get()
    assert draft.document["type"] == "practice"
    assert amina.client().get(screen_of(draft, "case")).status_code == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"way": "link", "url": ""}, "Paste the web address here first."),
        ({"way": "link", "url": "nowhere"}, ""),
        ({"way": "link", "url": "http://127.0.0.1:1/"}, ""),
        ({"way": "link", "url": "http://169.254.169.254/latest/meta-data"}, ""),
        ({"way": "file"}, "Choose a file first."),
        ({"way": "", "sort": "practice"}, "Choose how to begin."),
        ({"sort": "poem"}, "Choose one from the list."),
        ({"language": "klingon!"}, "Choose one from the list."),
    ],
)
def test_what_is_missing_or_cannot_be_read_is_said_and_nothing_is_begun(amina, ondara, more, said):
    answer = amina.client().post("/en/desk/contribute/", sending(ondara) | more)
    assert answer.status_code == 422
    assert "Something is missing or needs another look." in words_of(answer)
    assert said in words_of(answer)
    if more.get("url"):
        assert more["url"] in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_page_that_is_gone_says_so_and_the_form_is_still_there(amina, ondara, site):
    answer = amina.client().post(
        "/en/desk/contribute/", sending(ondara, "link", url=f"{site}/gone")
    )
    assert answer.status_code == 422
    assert f"{site}/gone" in answer.content.decode()
    assert amina.client().post("/en/desk/contribute/", sending(ondara)).status_code == 302


def test_a_file_becomes_a_draft_with_its_edition(amina, ondara):
    file = SimpleUploadedFile("rain.pdf", PDF, "application/pdf")
    answer = amina.client().post("/en/desk/contribute/", {**sending(ondara, "file"), "file": file})
    assert answer.status_code == 302
    edition = Draft.objects.get().document["editions"][0]
    assert edition["format"] == "pdf" and edition["file"]  # noqa: PT018


def test_an_executable_is_refused_with_a_sentence(amina, ondara):
    file = SimpleUploadedFile("tool.exe", b"MZ" + b"\0" * 300)
    answer = amina.client().post("/en/desk/contribute/", {**sending(ondara, "file"), "file": file})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_the_organisation_one_wrote_for_is_remembered(amina, ondara):
    other = found("ondara-parks", name="Ondara Parks")
    Membership.objects.create(person=amina.person, organisation=other, role="admin")
    client = amina.client()
    client.post("/en/desk/contribute/", sending(other))
    assert Draft.objects.get().organisation_id == other.pk
    page = client.get("/en/desk/contribute/").content.decode()
    assert f'<option value="{other.pk}" selected>' in page


def test_for_another_organisation_nothing_is_begun(amina, chidi, ondara):
    other = found("brumal", name="Brumal")
    for somebody, organisation in (
        (amina, str(other.pk)),
        (amina, "team"),
        (amina, "x"),
        (chidi, str(ondara.pk)),
    ):
        answer = somebody.client().post(
            "/en/desk/contribute/", sending(ondara) | {"organisation": organisation}
        )
        assert answer.status_code == 404
    assert not Draft.objects.exists()
    assert "You do not write for one yet." in words_of(chidi.client().get("/en/desk/contribute/"))


def test_an_organisation_is_begun_by_the_learning_team_alone(amina, chidi, ondara):
    asked = sending(ondara) | {"sort": "organisation"}
    assert (
        "Organisation"
        not in words_of(amina.client().get("/en/desk/contribute/"))
        .split("Language you write in")[0]
        .split("What is it?")[1]
    )
    assert amina.client().post("/en/desk/contribute/", asked).status_code == 422
    Duty.objects.create(person=chidi.person, role="lead")
    assert (
        chidi.client().post("/en/desk/contribute/", asked | {"organisation": "team"}).status_code
        == 302
    )
    assert Draft.objects.get().kind == "organisation"


# ---------------------------------------------------------------------- sending


def complete(amina: Any, ondara: Any, **more: Any) -> Draft:
    document: dict[str, Any] = {
        "licence": "cc-by", "themes": ["climate-adaptation"],
        "texts": {"en": {"title": "Rain gardens for schools", "summary": "How a city keeps the rain of heavy storms in its school yards, and what it costs."}},
    }  # fmt: skip
    return begin(amina, ondara, "article", **document | more)


def press_send(client: Any, draft: Draft, **more: str) -> Any:
    draft.refresh_from_db()
    return client.post(
        f"/en/desk/drafts/{draft.pk}/",
        {"seen": str(draft.revision), "note": "Please look.", **more},
    )


def test_what_is_not_complete_is_not_sent_and_leads_to_the_screens(amina, ondara):
    draft = begin(amina, ondara, "resource")
    answer = press_send(amina.client(), draft)
    assert answer.status_code == 422
    assert "It is not sent yet" in words_of(answer)
    assert f'{screen_of(draft)}#id.type"' in answer.content.decode()
    assert "Please look." in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_complete_draft_is_sent_once_and_says_for_whom_it_waits(amina, ondara):
    draft = complete(amina, ondara)
    client = amina.client()
    answer = press_send(client, draft)
    assert answer.headers["Location"] == f"/en/desk/drafts/{draft.pk}/?sent"
    submission = Submission.objects.get()
    assert submission.document["slug"] == "rain-gardens-for-schools"
    assert (submission.state, submission.draft_id, submission.messages.get().text) == (
        "waiting",
        draft.pk,
        "Please look.",
    )
    said = words_of(client.get(answer.headers["Location"]))
    assert "It is sent." in said and "Waits for the learning team" in said  # noqa: PT018
    assert press_send(client, draft).status_code == 302
    assert Submission.objects.count() == 1


def test_a_dead_link_is_found_before_sending(amina, ondara, site):
    draft = complete(amina, ondara, editions=[{"language": "en", "url": f"{site}/gone"}])
    answer = press_send(amina.client(), draft)
    assert answer.status_code == 422
    assert "This link does not open" in words_of(answer)
    assert not Submission.objects.exists()
    good = complete(amina, ondara, editions=[{"language": "en", "url": f"{site}/lluvia"}])
    assert press_send(amina.client(), good).status_code == 302


def test_what_somebody_saved_meanwhile_is_not_sent_unseen(amina, ondara):
    draft = complete(amina, ondara)
    client = amina.client()
    stale = {"seen": str(draft.revision)}
    data = form_in(client.get(screen_of(draft))) | {
        "do": ["next"],
        "texts._.title": ["Rain gardens"],
    }
    client.post(screen_of(draft), data)
    answer = client.post(f"/en/desk/drafts/{draft.pk}/", stale)
    assert answer.status_code == 409
    assert "Somebody saved this draft meanwhile." in words_of(answer)
    assert not Submission.objects.exists()
