"""Two records of the same thing become one: addresses lead on, what hung on it follows, and all can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agora.catalogue.merging.errors import CannotUndo
from agora.catalogue.merging.finding import pairs_look
from agora.catalogue.merging.joining import offers
from agora.catalogue.merging.queries import pairs_for
from agora.catalogue.merging.services import merge_undo, pair_make, pair_refuse, resources_merge
from agora.catalogue.models import CollectionItem, LikelyPair, Merge, Relation, Resource
from agora.editorial.drafts import live_document
from agora.editorial.services import document_read, version_publish
from agora.forums.models import StandItem
from agora.journal.models import Entry
from agora.kernel import clock, jobs, traces
from agora.kernel.errors import InvalidDocument, NotYours
from agora.people.models import Duty
from agora.people.queries import standing_of
from agora.readers.models import ListItem, SavedList, Use
from tests.catalogue.shelf import found, gather, key_of, put, stand

pytestmark = pytest.mark.django_db

LINK = "https://example.org/guides/water"


@pytest.fixture
def curator(chidi: Any) -> Any:
    """Chidi reviews for the learning team, in every language and axis."""
    Duty.objects.create(person=chidi.person, role=Duty.Role.REVIEWER)
    return standing_of(chidi.account)


def _two() -> tuple[Resource, Resource]:
    """The same guide twice: in English with a theme, and in Spanish with another one."""
    kept = put("water-guide", themes=["mobility"], editions=[{"language": "en", "url": LINK}])
    gone = put(
        "guia-del-agua",
        original_language="es",
        texts={"es": {"title": "Guía del agua", "summary": "Qué dice."}},
        themes=["mobility", "housing"],
        places=["ke"],
        editions=[
            {"language": "es", "url": "https://example.org/guias/agua"},
            {"language": "en", "url": LINK + "?utm_source=mail"},
        ],
    )
    return kept, gone


def _all(kept: Resource, gone: Resource) -> set[str]:
    here, there = live_document("resource", kept.pk), live_document("resource", gone.pk)
    return {one.key for one in offers(here[0], there[0]) if one.wanted}


def _merge(curator: Any, kept: Resource, gone: Resource) -> Merge:
    return resources_merge(curator, kept=kept.pk, gone=gone.pk, take=_all(kept, gone))


def _document(resource: Resource) -> dict[str, Any] | None:
    live = live_document("resource", resource.pk)
    return live[0] if live else None


def _publish(resource: Resource, document: dict[str, Any]) -> None:
    version_publish("resource", resource.pk, document_read("resource", document))


def test_the_one_that_stays_has_what_the_other_had_besides(curator):
    kept, gone = _two()
    _merge(curator, kept, gone)
    document = _document(kept)
    assert sorted(document["texts"]) == ["en", "es"]
    assert [one["language"] for one in document["editions"]] == ["en", "es"]
    assert (document["themes"], document["places"]) == (["mobility", "housing"], ["ke"])
    assert _document(gone) is None


def test_nothing_is_taken_over_that_was_not_chosen(curator):
    kept, gone = _two()
    before = _document(kept)
    resources_merge(curator, kept=kept.pk, gone=gone.pk, take=())
    assert _document(kept) == before


@pytest.mark.parametrize("tag", ["en", "es", "fr", "pt", "ar"])
def test_every_address_of_the_one_that_went_leads_to_the_other(curator, tag):
    kept, gone = _two()
    # It had moved once already.
    _publish(gone, _document(gone) | {"slug": "guia-nueva"})
    _merge(curator, kept, gone)
    for old in ("guia-del-agua", "guia-nueva", str(gone.pk)):
        answer = Client().get(f"/{tag}/resources/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (
            301,
            f"/{tag}/resources/water-guide/",
        )
        assert answer.headers["Cache-Control"] == "no-cache"  # it may be undone


def test_its_id_leads_on_too_for_people_and_machines(curator):
    kept, gone = _two()
    _merge(curator, kept, gone)
    page = Client().get(f"/id/{gone.pk}", headers={"accept-language": "fr"})
    assert page.headers["Location"] == "/fr/resources/water-guide/"
    answer = Client().get(f"/api/v1/resources/{gone.pk}?lang=pt")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"/api/v1/resources/{kept.pk}?lang=pt",
    )
    assert answer.headers["Cache-Control"] == "no-cache"
    assert Client().get(answer.headers["Location"]).json()["id"] == str(kept.pk)


def test_a_chain_of_merges_is_one_step_and_is_undone_from_its_end(curator):
    first, second = _two()
    third = put("agua")
    early = resources_merge(curator, kept=second.pk, gone=first.pk, take=())
    late = resources_merge(curator, kept=third.pk, gone=second.pk, take=())
    for old in (first, second):
        answer = Client().get(f"/en/resources/{old.slug}/")
        assert answer.headers["Location"] == "/en/resources/agua/"
    with pytest.raises(CannotUndo, match="Undo that merge first"):
        merge_undo(curator, early.pk)
    merge_undo(curator, late.pk)
    assert Client().get(f"/en/resources/{second.slug}/").status_code == 200
    answer = Client().get(f"/en/resources/{first.slug}/")
    assert answer.headers["Location"] == f"/en/resources/{second.slug}/"
    merge_undo(curator, early.pk)
    assert Client().get(f"/en/resources/{first.slug}/").status_code == 200


def test_what_hung_on_it_follows_and_comes_back(curator, amina, ondara):
    kept, gone = _two()
    shelf = put("shelf", type="collection", items=[{"to": gone.slug}, {"to": kept.slug}])
    tied = put("tied", relations=[{"kind": "based-on", "to": gone.slug}])
    gather("forum", stands=[stand("one", "ondara", items=[gone.slug])])
    mine, other = (
        SavedList.objects.create(account=amina.account, name=name) for name in ("A", "B")
    )
    both = ListItem.objects.create(list=mine, resource=gone, note="Read it.", order=1)
    ListItem.objects.create(list=mine, resource=kept, note="For Monday.")
    only = ListItem.objects.create(list=other, resource=gone, note="Ask Beto.")
    use = Use.objects.create(
        resource=gone, organisation=ondara, language="en", used="All.", came="Rain."
    )
    traces.leave(("resource", gone.pk), traces.USED, ("use", use.pk))

    def stands() -> dict[str, Any]:
        return {
            "shelf": [one.item_id for one in CollectionItem.objects.filter(collection=shelf)],
            "tied": [one.to_id for one in Relation.objects.filter(resource=tied)],
            "shown": list(StandItem.objects.values_list("resource_id", flat=True)),
            "list": list(
                ListItem.objects.order_by("list__name", "order").values_list(
                    "list__name", "resource", "note"
                )
            ),
            "use": Use.objects.get().resource_id,
            "traces": sorted(
                (one.verb, one.to_kind) for one in traces.onwards(("resource", gone.pk))
            ),
        }

    before = stands()
    merge = _merge(curator, kept, gone)
    assert stands() == {
        "shelf": [kept.pk],
        "tied": [kept.pk],
        "shown": [kept.pk],
        "list": [
            ("A", kept.pk, "For Monday.\nRead it."),
            ("B", kept.pk, "Ask Beto."),
        ],
        "use": kept.pk,
        "traces": [],
    }
    assert not ListItem.objects.filter(pk=both.pk).exists()
    undone = merge_undo(curator, merge.pk)
    assert (stands(), undone.rows) == (before, 0)
    assert ListItem.objects.get(pk=only.pk).resource_id == gone.pk


def test_undoing_makes_both_as_they_were(curator):
    kept, gone = _two()
    before = _document(kept), _document(gone)
    merge = _merge(curator, kept, gone)
    undone = merge_undo(curator, merge.pk)
    assert (_document(kept), _document(gone)) == before
    assert (undone.stays, undone.rows, undone.is_whole) == ((), 0, True)
    for each in (kept, gone):
        assert Client().get(f"/en/resources/{each.slug}/").status_code == 200
    with pytest.raises(CannotUndo, match="already"):
        merge_undo(curator, merge.pk)


def test_what_was_edited_since_stays_and_is_told(curator):
    kept, gone = _two()
    merge = _merge(curator, kept, gone)
    later = _document(kept)
    later["texts"]["es"]["title"] = "La guía del agua"
    later["texts"]["en"]["title"] = "The water guide"
    _publish(kept, later)
    undone = merge_undo(curator, merge.pk)
    document = _document(kept)
    assert undone.stays == ("texts.es",)
    assert document["texts"]["en"]["title"] == "The water guide"
    assert document["texts"]["es"]["title"] == "La guía del agua"
    assert (document["themes"], len(document["editions"])) == (["mobility"], 1)
    assert _document(gone)["texts"]["es"]["title"] == "Guía del agua"


def test_what_became_one_cannot_be_published_past_it(curator):
    kept, gone = _two()
    document = document_read("resource", _document(gone))
    _merge(curator, kept, gone)
    with pytest.raises(InvalidDocument, match="merged"):
        version_publish("resource", gone.pk, document)


def test_who_has_no_duty_merges_nothing_and_learns_nothing(curator, amina, cast):
    kept, gone = _two()
    spanish = cast["team"]
    Duty.objects.filter(person=spanish.person).update(language="es")
    for who in (amina, spanish):  # of the two, only one is in Spanish
        with pytest.raises(NotYours):
            resources_merge(standing_of(who.account), kept=kept.pk, gone=gone.pk, take=())
    merge = _merge(curator, kept, gone)
    for who in (amina, spanish):
        with pytest.raises(NotYours):
            merge_undo(standing_of(who.account), merge.pk)


def test_both_providers_are_told_in_their_language_and_the_journal_says_who(
    curator, amina, ondara, mail_server
):
    amina.person.language = "es"
    amina.person.save()
    found("brumal")
    kept, gone = put("water-guide", owner="brumal"), put("wells", owner="ondara")
    merge = _merge(curator, kept, gone)
    while jobs.run_next("test"):
        pass
    (mail,) = mail_server.wait(1)
    assert mail["To"] == amina.account.email
    text = mail.get_body(("plain",)).get_content()
    assert "Wells" in text
    assert "/es/resources/water-guide/" in text
    merge_undo(curator, merge.pk)
    acts = Entry.objects.filter(verb__startswith="merge").values_list("verb", "object_id", "actor")
    assert set(acts) == {
        (verb, each.pk, curator.account)
        for verb, each in (
            ("merge", kept), ("merge-away", gone), ("merge-undo", kept), ("merge-undo", gone)
        )
    }  # fmt: skip


def test_likely_pairs_are_found_once_and_a_refused_one_does_not_come_back(curator, index):
    kept, gone = _two()
    put("water-guides", title="Water  guide.")
    put("housing-plan", themes=["housing"])
    index()
    assert pairs_look() == 4
    pairs = list(pairs_for(curator))
    assert [(pair.kind, {pair.one_id, pair.other_id}) for pair in pairs] == [
        ("address", {kept.pk, gone.pk}),
        ("title", {kept.pk, key_of("resource", "water-guides")}),
    ]
    assert pairs_look() == 0
    pair_refuse(curator, pairs[0].pk)
    _publish(kept, _document(kept) | {"duration_minutes": 5})
    index()
    assert pairs_look() == 1
    assert [pair.kind for pair in pairs_for(curator)] == ["title"]
    assert LikelyPair.objects.get(pk=pairs[0].pk).decided_by == curator.account
    assert clock.now() >= LikelyPair.objects.get(pk=pairs[0].pk).decided_at


def test_a_pair_goes_when_the_two_are_not_alike_any_more(curator, index):
    kept, _gone = _two()
    index()
    pairs_look()
    put("water-guide", title="A plan for streets", editions=[])
    index()
    pairs_look()
    assert list(pairs_for(curator)) == []
    assert kept.pk is not None


def test_a_front_page_or_a_portal_that_many_name_makes_no_pair(curator, index):
    titles = ("Roof gardens", "Night buses", "Voting at school", "Rain barrels", "Safe crossings")
    for number, title in enumerate(titles):
        urls = ["https://example.org/portal/"] if number < 4 else ["https://example.org/"]
        urls += ["https://example.org/"] if number == 0 else []
        put(f"thing-{number}", title=title, editions=[{"language": "en", "url": u} for u in urls])
    index()
    pairs_look()
    assert not LikelyPair.objects.exists()


def test_two_can_be_put_together_by_hand(curator):
    kept, gone = _two()
    pair = pair_make(curator, "https://agora.example/fr/resources/water-guide/?x=1", str(gone.pk))
    assert {pair.one_id, pair.other_id} == {kept.pk, gone.pk}
