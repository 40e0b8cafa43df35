"""What is taken off the market is not translated any more: its work is closed, told and kept."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from agora.editorial.models import TextStanding, Translation
from agora.editorial.services import content_withdraw
from agora.journal.models import Entry
from agora.kernel import jobs
from agora.people.account import copies
from agora.people.models import DataCopy
from tests.editorial.translating.cases import HANDBOOK, KEY, PORTUGUESE, publish, write
from tests.people.signing import text_of

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/translate/resource/{KEY}/pt/"


def withdraw():
    content_withdraw("resource", KEY, "Another handbook takes its place.")


@pytest.mark.parametrize("sent", [False, True])
def test_its_work_leaves_the_lists_and_no_link_leads_to_nothing(sent, book, tarsila, rosa):
    write(tarsila, PORTUGUESE)
    if sent:
        assert tarsila.client().post(f"{PAGE}step/", {"do": "send"}).status_code == 302
    assert PAGE in (rosa if sent else tarsila).client().get(
        "/en/desk/translate/"
    ).content.decode()  # fmt: skip
    withdraw()
    for who in (tarsila, rosa):
        assert PAGE not in who.client().get("/en/desk/translate/").content.decode()
    work = Translation.objects.get(object_id=KEY)
    assert (work.state, work.closed_for) == ("closed", "Another handbook takes its place.")
    assert not TextStanding.objects.filter(object_id=KEY).exists()
    assert Entry.objects.filter(verb="translation-close", object_id=KEY, note="pt").count() == 1


def test_its_translator_is_told_why_once_and_finds_the_text_in_the_copy_of_their_data(
    book, tarsila, mail_server, settings, tmp_path
):
    settings.COPIES = tmp_path / "copies"
    write(tarsila, PORTUGUESE)
    withdraw()
    while jobs.run_next("test"):
        pass
    (mail,) = mail_server.wait(1)
    assert mail["To"] == tarsila.account.email
    said = " ".join(text_of(mail).split())
    assert "Water for every neighbourhood was taken off the market" in said
    assert "Another handbook takes its place." in said
    assert "/account/data/" in said
    copies.copy_ask(tarsila.account.pk, language="en")
    while jobs.run_next("test"):
        pass
    copy = DataCopy.objects.get(account=tarsila.account, state="ready")
    with zipfile.ZipFile(io.BytesIO(copies.path_of(copy.pk).read_bytes())) as archive:
        rows = json.loads(archive.read("my-data.json"))["rows"]
        page = archive.read("my-data.html").decode()
    assert {one["target"] for one in rows["editorial.TranslatedSegment"]} >= {
        "\u00c1gua para cada bairro", "Planejar o primeiro ano",
    }  # fmt: skip
    assert rows["editorial.Translation"][0]["closed_for"] == "Another handbook takes its place."
    assert "Planejar o primeiro ano" in page


def test_what_comes_back_is_begun_anew(book, tarsila):
    write(tarsila, PORTUGUESE)
    withdraw()
    assert tarsila.client().get(PAGE).status_code == 404
    publish(HANDBOOK)
    assert "Nobody is translating this." in tarsila.client().get(PAGE).content.decode()
    write(tarsila, PORTUGUESE)
    assert sorted(Translation.objects.values_list("state", flat=True)) == ["closed", "working"]
