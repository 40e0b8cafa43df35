"""Who sees which draft, what a draft shows where, and what it shows nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.editorial.drafts import draft_start
from agora.editorial.models import Draft, Submission
from agora.people.models import Duty, Membership
from agora.people.queries import standing_of
from tests.catalogue.shelf import found, put
from tests.desk.writing import begin, screen_of, send, words_of

pytestmark = pytest.mark.django_db
SECRET = "Zyxwvut"


def of_brumal(somebody: Any, **more: Any) -> Draft:
    brumal = found("brumal", name="City of Brumal")
    dalia = Membership.objects.create(person=somebody.person, organisation=brumal, role="editor")
    return draft_start(standing_of(somebody.account), "practice", language="en", organisation=dalia.organisation_id,
                       document={"texts": {"en": {"title": f"{SECRET} of Brumal"}}})  # fmt: skip


def test_the_list_holds_exactly_the_drafts_of_ones_own_organisations(amina, beto, chidi, ondara):
    mine = begin(amina, ondara, title="Of Ondara")
    of_brumal(chidi)
    said = words_of(amina.client().get("/en/desk/drafts/"))
    assert "Of Ondara" in said and SECRET not in said  # noqa: PT018
    assert f"/en/desk/drafts/{mine.pk}/" in amina.client().get("/en/desk/drafts/").content.decode()
    # Beto is a member who does not write: nothing is his to read.
    assert "Of Ondara" not in words_of(beto.client().get("/en/desk/drafts/"))
    assert "There are no drafts here yet." in words_of(beto.client().get("/en/desk/drafts/"))


def test_mine_are_those_i_began_or_changed(amina, beto, ondara):
    Membership.objects.create(person=beto.person, organisation=ondara, role="editor")
    begin(amina, ondara, title="Begun by Amina")
    begin(beto, ondara, title="Begun by Beto")
    said = words_of(beto.client().get("/en/desk/drafts/?of=me"))
    assert "Begun by Beto" in said and "Begun by Amina" not in said  # noqa: PT018
    assert "Begun by Amina" in words_of(beto.client().get("/en/desk/drafts/"))


def test_lists_ask_as_often_for_three_drafts_as_for_one(amina, ondara):
    client = amina.client()
    for path in ("/en/desk/drafts/", "/en/desk/"):
        Draft.objects.all().delete()
        counts = []
        for wanted in (1, 3):
            while Draft.objects.count() < wanted:
                begin(amina, ondara, title=f"Draft {Draft.objects.count()}")
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert "Draft 0" in words_of(client.get(path))
            counts.append(len(queries))
        assert counts[0] == counts[1], path


def test_many_drafts_are_told_page_by_page(amina, ondara):
    for number in range(27):
        begin(amina, ondara, title=f"Draft {number:02}")
    client = amina.client()
    first, second = (
        words_of(client.get("/en/desk/drafts/")),
        words_of(client.get("/en/desk/drafts/?page=2")),
    )
    assert "Page 1 of 2" in first and "Draft 26" in first and "Draft 00" not in first  # noqa: PT018
    assert "Draft 00" in second and "Draft 26" not in second  # noqa: PT018
    assert client.get("/en/desk/drafts/?page=zero").status_code == 200


def test_my_work_says_what_waits_for_whom(amina, chidi, ondara):
    assert "Nothing waits for you here." in words_of(amina.client().get("/en/desk/"))
    draft = begin(amina, ondara, title="Rain gardens")
    said = words_of(amina.client().get("/en/desk/"))
    assert "To write" in said and "Rain gardens" in said and "Draft" in said  # noqa: PT018
    submission = Submission.objects.create(
        draft=draft, kind="resource", object_id=draft.object_id, organisation=ondara, title="Rain gardens",
        language="en", document={}, revision=1,
    )  # fmt: skip
    assert "Rain gardens" not in words_of(amina.client().get("/en/desk/"))
    assert "Waits for the learning team" in words_of(amina.client().get("/en/desk/drafts/"))
    submission.state = "changes-asked"
    submission.save()
    assert "A change is asked for" in words_of(amina.client().get("/en/desk/"))
    assert "To write" not in words_of(chidi.client().get("/en/desk/"))
    page = f"/en/desk/drafts/{draft.pk}/"
    asked, changed = "Read what was asked", "You changed it since it was sent"
    said = words_of(amina.client().get(page))
    assert (asked in said, changed in said) == (True, False)
    Submission.objects.filter(pk=submission.pk).update(revision=draft.revision + 1)
    said = words_of(amina.client().get(page))
    assert (asked in said, changed in said) == (False, True)


@pytest.fixture
def secret(amina: Any, ondara: Any) -> Draft:
    """A draft that has everything a page could leak, and a live thing beside it."""
    put(
        "gardens",
        title="Open gardens",
        owner="ondara",
        contributions=[{"role": "publisher", "organisation": "ondara"}],
    )
    return begin(
        amina, ondara, "resource", slug=f"{SECRET.lower()}-draft", type="handbook", licence="cc-by", themes=["housing"],
        texts={"en": {"title": f"{SECRET} handbook", "summary": f"{SECRET} summary", "body": f"<p>{SECRET} body</p>"}},
        editions=[{"language": "en", "url": f"https://ondara.example/{SECRET}"}],
    )  # fmt: skip


def test_a_draft_is_nowhere_but_at_the_desk(secret, amina, chidi, index):
    index()
    slug = f"{SECRET.lower()}-draft"
    for client in (Client(), chidi.client(), amina.client()):
        for path in (
            "/en/explore/?q=" + SECRET, f"/en/suggest/?q={SECRET[:5]}", "/en/explore/feed.atom", "/en/explore/download.csv",
            "/en/explore/download.json", "/en/", "/en/organisations/ondara/", "/sitemap-resources.xml", "/sitemap.xml",
            "/api/v1/resources?q=" + SECRET, "/en/topics/themes/housing/",
        ):  # fmt: skip
            answer = client.get(path)
            body = answer.content.decode()
            leaked = [
                part for part in ("handbook", "summary", "body") if f"{SECRET} {part}" in body
            ]
            assert leaked == [] and slug not in body, path  # noqa: PT018
        for path in (f"/en/resources/{slug}/", f"/en/resources/{slug}/picture.png", f"/id/{secret.object_id}",
                     f"/api/v1/resources/{secret.object_id}"):  # fmt: skip
            assert client.get(path).status_code == 404, path


def test_the_preview_shows_the_draft_to_its_readers_and_says_noindex(secret, amina, chidi):
    page = amina.client().get(f"/en/desk/drafts/{secret.pk}/preview/")
    said, raw = words_of(page), page.content.decode()
    assert all(f"{SECRET} {part}" in said for part in ("handbook", "summary", "body"))
    assert '<meta name="robots" content="noindex">' in raw
    assert "no-store" in page.headers["Cache-Control"]
    assert chidi.client().get(f"/en/desk/drafts/{secret.pk}/preview/").status_code == 404
    assert Client().get(f"/en/desk/drafts/{secret.pk}/preview/").status_code == 302


def test_what_a_draft_was_given_is_cleaned_when_it_is_shown_too(amina, ondara):
    draft = begin(amina, ondara, "article", texts={"en": {
        "title": "<script>alert(1)</script>", "summary": "{{ 7 }} </script>", "body": "<p onclick=x()>A</p><script>alert(2)</script>",
    }})  # fmt: skip
    raw = amina.client().get(f"/en/desk/drafts/{draft.pk}/preview/").content.decode()
    assert "alert(2)" not in raw and "onclick" not in raw and "<script>alert" not in raw  # noqa: PT018
    assert "{{ 7 }}" in raw
    for path in ("", "history/?from=r1", "write/what/", "write/text/", "discard/"):
        raw = amina.client().get(f"/en/desk/drafts/{draft.pk}/{path}").content.decode()
        assert "<script>alert" not in raw and "<p onclick" not in raw, path  # noqa: PT018
        for block in raw.split('type="application/ld+json">')[1:]:
            assert json.loads(block.split("</script>")[0])["name"]


def test_discarding_asks_first_and_is_refused_while_it_waits(amina, ondara):
    draft = begin(amina, ondara)
    client, path = amina.client(), f"/en/desk/drafts/{draft.pk}/discard/"
    assert "Throw this draft away?" in words_of(client.get(path))
    assert Draft.objects.filter(pk=draft.pk).exists()
    submission = Submission.objects.create(
        draft=draft,
        kind="resource",
        object_id=draft.object_id,
        title="x",
        language="en",
        document={},
        revision=1,
    )
    answer = client.post(path)
    assert answer.status_code == 409
    assert "Take it back first" in words_of(answer)
    submission.delete()
    assert client.post(path).headers["Location"] == "/en/desk/drafts/"
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert client.post(path).status_code == 404


# ---------------------------------------------------------------------- from a live page


def test_edit_stands_on_a_live_page_for_those_who_may_and_for_nobody_else(amina, beto, chidi):
    mine = put("gardens", title="Rain gardens", owner="ondara")
    theirs = put("roofs", title="Green roofs")
    link = f"/en/desk/edit/resource/{mine.pk}/"
    page = "/en/resources/gardens/"
    assert link in amina.client().get(page).content.decode()
    for somebody in (beto, chidi):
        assert link not in somebody.client().get(page).content.decode()
    anonymous = Client().get(page)
    assert "/desk/edit/" not in anonymous.content.decode()
    assert anonymous.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "/desk/edit/" not in amina.client().get("/en/resources/roofs/").content.decode()
    assert amina.client().get(f"/en/desk/edit/resource/{theirs.pk}/").status_code == 404


def test_an_organisations_editor_edits_its_own_page(amina, ondara):
    assert (
        f"/en/desk/edit/organisation/{ondara.pk}/"
        in amina.client().get("/en/organisations/ondara/").content.decode()
    )
    answer = amina.client().post(f"/en/desk/edit/organisation/{ondara.pk}/")
    draft = Draft.objects.get()
    assert answer.headers["Location"] == f"/en/desk/drafts/{draft.pk}/"
    assert (draft.kind, draft.organisation_id, draft.base_number) == ("organisation", ondara.pk, 1)
    assert send(amina.client(), screen_of(draft), short_name="OND").status_code == 302


def test_opening_asks_first_then_leads_to_the_one_draft_there_is(amina):
    mine = put("gardens", title="Rain gardens", owner="ondara")
    client, path = amina.client(), f"/en/desk/edit/resource/{mine.pk}/"
    assert "The published page stays as it is" in words_of(client.get(path))
    assert not Draft.objects.exists()
    first = client.post(path).headers["Location"]
    assert client.get(path).headers["Location"] == client.post(path).headers["Location"] == first
    assert Draft.objects.count() == 1


def test_a_lead_reads_and_writes_every_draft(amina, chidi, ondara):
    Duty.objects.create(person=chidi.person, role="lead")
    draft = begin(amina, ondara, title="Rain gardens")
    client = chidi.client()
    assert "Rain gardens" in words_of(client.get("/en/desk/drafts/"))
    assert send(client, screen_of(draft), **{"texts._.summary": "By a lead."}).status_code == 302
