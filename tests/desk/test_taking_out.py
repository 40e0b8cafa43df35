"""An admin has an archive of their organisation made, is told by mail, and fetches it within a week."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from agora.exchange.models import Archive
from agora.exchange.whole import services
from agora.exchange.whole.queries import path_of
from agora.journal.models import Entry
from agora.kernel import clock, jobs
from agora.people.models import Membership

PAGE = "/en/desk/taking/"


@pytest.fixture(autouse=True)
def copies(settings, tmp_path):
    settings.COPIES = tmp_path / "copies"


@pytest.fixture
def gita(amina, ondara):
    """Amina is an admin here."""
    Membership.objects.create(person=amina.person, organisation=ondara, role="admin")
    return amina


def made(somebody, of):
    client = somebody.client()
    assert client.post(PAGE, {"of": str(of)}).status_code == 302
    assert services.step()
    return client, Archive.objects.get()


def fetched(client, archive):
    return client.get(f"{PAGE}{archive.pk}/archive.zip")


def test_from_the_button_to_the_file(gita, ondara, mail_server):
    client, archive = made(gita, ondara.pk)
    while jobs.run_next("test"):
        pass
    (mail,) = mail_server.wait(1)
    assert mail["Subject"] == "The archive of City of Ondara is ready"
    assert "/desk/taking/" in mail.get_body(("plain",)).get_content()
    page = client.get(PAGE).content.decode()
    assert archive.sha256 in page
    answer = fetched(client, archive)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as inside:
        assert {"manifest.json", "README.txt"} <= set(inside.namelist())
    assert "no-store" in answer.headers["Cache-Control"]
    acts = Entry.objects.filter(object_id=archive.pk).order_by("pk")
    assert list(acts.values_list("verb", "organisation")) == [
        ("ask-archive", ondara.pk), ("fetch-archive", ondara.pk),
    ]  # fmt: skip


def ready(somebody, ondara):
    """One that was made already."""
    archive = Archive.objects.create(
        organisation=ondara, by=somebody.account, state="ready", size=2, sha256="5a" * 32,
        ready_at=clock.now(), expires_at=clock.now() + services.KEPT,
    )  # fmt: skip
    path_of(archive.pk).parent.mkdir(parents=True)
    path_of(archive.pk).write_bytes(b"PK")
    assert fetched(somebody.client(), archive).status_code == 200
    return archive


def test_after_a_week_it_is_gone_from_page_address_and_disk(gita, ondara, monkeypatch):
    archive = ready(gita, ondara)
    later = clock.now() + dt.timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert fetched(gita.client(), archive).status_code == 404
    assert archive.sha256 not in gita.client().get(PAGE).content.decode()
    services.archives_forget()
    assert not path_of(archive.pk).exists()
    assert not Archive.objects.exists()


def test_whoever_is_no_admin_any_more_does_not_get_it(gita, ondara):
    client, archive = gita.client(), ready(gita, ondara)
    Membership.objects.filter(person=gita.person, role="admin").delete()
    assert fetched(client, archive).status_code == 404
    assert client.post(PAGE, {"of": str(ondara.pk)}).status_code == 404


def test_nobody_but_who_leads_all_has_the_whole_network(cast):
    for role in ("stranger", "other", "editor", "admin", "team"):
        assert cast.client(role).post(PAGE, {"of": "network"}).status_code == 404
    assert cast.client("other").post(PAGE, {"of": str(cast.ondara.pk)}).status_code == 404
    assert not Archive.objects.exists()
    lead = cast.client("lead")
    assert lead.post(PAGE, {"of": "network"}).status_code == 302
    assert Archive.objects.get().organisation is None
    cast["lead"].person.duties.update(language="es")
    assert cast.client("lead").post(PAGE, {"of": "network"}).status_code == 404


def test_one_that_is_coming_is_not_made_twice_and_shows_how_far_it_is(gita, ondara):
    client = gita.client()
    for _time in range(2):
        client.post(PAGE, {"of": str(ondara.pk)})
    archive = Archive.objects.get()
    path_of(archive.pk).parent.mkdir(parents=True)
    path_of(archive.pk).with_suffix(".progress").write_text("[30, 60]")
    answer = client.get(PAGE)
    assert 'value="50"' in answer.content.decode()
    assert answer.headers["Refresh"]


def test_what_cannot_be_made_is_tried_three_times_and_then_said(gita, ondara, settings, tmp_path):
    (tmp_path / "copies").write_text("a file where the folder should be")
    gita.client().post(PAGE, {"of": str(ondara.pk)})
    assert [services.step() for _try in range(4)] == [True, True, True, False]
    assert Archive.objects.get().state == "failed"
    (tmp_path / "copies").unlink()
    assert "could not be made" in gita.client().get(PAGE).content.decode()


def test_the_list_asks_the_same_number_of_questions(gita, ondara):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = gita.client(), []
    for many in (1, 2):
        for _one in range(many):
            Archive.objects.create(organisation=ondara, by=gita.account, state="failed")
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
