"""A draft, what waits for review, and what was declined are nowhere but on the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agora.editorial.models import Draft, Revision, Submission
from agora.kernel import ids
from agora.kernel.access import LANGUAGE, Access, table
from tests.catalogue.shelf import key_of, put, written
from tests.web.hidden import Shelves, fill
from tests.web.test_routes import addresses_of

pytestmark = pytest.mark.django_db
SECRET = "Qwyxzunpublished"
SLUG = "qwyxz-unpublished"


def _draft(organisation: Any, kind: str, key: Any, document: dict[str, Any]) -> Draft:
    draft = Draft.objects.create(
        kind=kind, object_id=key, organisation=organisation, title=SECRET, document=document
    )
    Revision.objects.create(draft=draft, number=1, document=document)
    return draft


def _sent(draft: Draft, state: str) -> None:
    Submission.objects.create(
        draft=draft, kind=draft.kind, object_id=draft.object_id, organisation=draft.organisation,
        title=draft.title, language="en", document=draft.document, revision=1, state=state,
    )  # fmt: skip


@pytest.fixture
def unpublished(ondara: Any, ondara_team: Any, index: Any) -> list[Any]:
    """Drafts of new things in every state, and one over a live resource; the ids of the new ones."""
    live = put("open-guide", title="Open guide", owner="ondara", themes=["waste"])
    says = {"title": SECRET, "summary": SECRET, "body": f"<p>{SECRET}</p>"}
    changed = written("open-guide", owner="ondara", themes=["housing"], texts={"en": says})
    _sent(_draft(ondara, "resource", live.pk, changed), "waiting")
    new = []
    for number, state in enumerate(
        ("", "waiting", "changes-asked", "approved", "declined", "withdrawn")
    ):
        key = ids.new_id()
        draft = _draft(
            ondara, "resource", key, written(f"{SLUG}-{number}", owner="ondara", texts={"en": says})
        )
        if state:
            _sent(draft, state)
        new.append(key)
    for kind, document in (
        ("organisation", {"slug": SLUG, "original_language": "en", "texts": {"en": {"name": SECRET}}}),
        ("concept", {"slug": SLUG, "original_language": "en", "texts": {"en": {"preferred": SECRET}}}),
        ("forum", {"slug": SLUG, "original_language": "en", "texts": {"en": says}}),
        ("stand", {"slug": SLUG, "original_language": "en", "organisation": "ondara", "texts": {"en": says}}),
    ):  # fmt: skip
        key = ids.new_id()
        _sent(_draft(ondara, kind, key, document), "waiting")
        new.append(key)
    index()
    return new


def _tells(answer: Any) -> bool:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SECRET.lower().encode() in body.lower() or SLUG.encode() in body.lower()


def test_no_page_list_file_or_feed_of_the_market_tells_of_it(
    unpublished, ondara_team, amina, chidi, index
):
    shelves: Shelves = fill(ondara_team, network_too=True)
    index()
    told = []
    clients = (Client(), chidi.client(), amina.client())
    for route, rule in table().items():
        if not isinstance(rule, Access):
            continue
        try:
            example = addresses_of(route, shelves)
        except KeyError:
            continue
        for client in clients:
            for tag in ("en", "es") if LANGUAGE in route else ("",):
                address = f"{tag}{example.public[2:]}" if tag else example.public
                if _tells(client.get(f"/{address}")):
                    told.append(address)
    assert told == []


@pytest.mark.parametrize(
    "address",
    [
        "en/explore/?q={secret}", "en/explore/?theme=housing", "en/explore/?sort=added", "es/explore/?q={secret}&all=1",
        "en/explore/feed.atom", "en/explore/download.csv", "en/explore/download.json",
        "en/suggest/?q={begin}", "api/v1/resources?q={secret}", "api/v1/resources?page=1",
        "api/v1/organisations", "api/v1/topics?scheme=glossary&page=1", "sitemap-resources.xml", "sitemap-pages.xml",
        "en/organisations/ondara/", "en/resources/open-guide/", "en/resources/open-guide/cite.bib",
        "en/topics/themes/housing/", "en/glossary/?q={secret}", "en/forums/", "en/",
    ],
)  # fmt: skip
def test_not_even_who_knows_its_words_finds_it(unpublished, address, client, amina):
    # What is asked for stands in the search box: asked by a part that the page need not repeat whole.
    asked = address.format(secret=SECRET[:-3], begin=SECRET[:6])
    for who in (client, amina.client()):
        assert not _tells(who.get(f"/{asked}")), address


def test_its_address_and_its_id_are_not_there(unpublished, client, amina):
    pages = [
        f"/en/resources/{SLUG}-{number}/{end}"
        for number in range(6)
        for end in ("", "picture.png", "qr.svg", "cite.bib")
    ]
    pages += [
        f"/en/organisations/{SLUG}/", f"/en/topics/glossary/{SLUG}/", f"/en/forums/{SLUG}/",
    ]  # fmt: skip
    pages += [f"/id/{key}" for key in unpublished]
    pages += [f"/api/v1/resources/{key}" for key in unpublished]
    for kind in ("resource", "organisation", "forum", "stand", "concept"):
        pages += [f"/en/{form}/{kind}/{key}/" for form in ("ask", "report") for key in unpublished]
    for who in (client, amina.client()):
        for page in pages:
            answer = who.get(page)
            assert answer.status_code == 404, page
            assert not _tells(answer) or SLUG in page


def test_what_is_live_stays_as_it_was_until_its_draft_is_published(unpublished, client):
    assert client.get("/en/resources/open-guide/").context["it"].title.text == "Open guide"
    api = client.get(f"/api/v1/resources/{key_of('resource', 'open-guide')}").json()
    assert "Open guide" in str(api)


def test_the_export_holds_only_what_is_public(unpublished, tmp_path, capsys):
    from django.core.management import call_command

    target = tmp_path / "all.json"
    call_command("export", "resources", "--output", str(target))
    assert "Open guide" in target.read_text()
    assert SECRET not in target.read_text()
