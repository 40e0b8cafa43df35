"""A draft, and the thing once it is published, may become another organisation's: by whom, and how."""

from __future__ import annotations

import pytest

from agora.catalogue.models import Resource
from agora.editorial.drafts import draft_open, draft_restore, draft_save, drafts_of
from agora.editorial.models import TextStanding
from agora.editorial.moving import CannotMove, draft_move
from agora.editorial.review import services
from agora.journal.models import Entry
from agora.kernel.errors import NotYours
from agora.media.models import File
from agora.people.models import Membership
from agora.topics.models import Concept
from agora.topics.queries import GLOSSARY
from tests.catalogue.shelf import found, put
from tests.desk.writing import words_of
from tests.editorial.reviewing import drafted, on_duty, somebody, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def brumal():
    return found("brumal", name="City of Brumal")


@pytest.fixture
def both(amina, brumal):
    """Amina writes for Ondara and for Brumal."""
    Membership.objects.create(person=amina.person, organisation=brumal, role="editor")
    return amina


@pytest.fixture
def hers(brumal):
    """Dalia writes for Brumal alone."""
    dalia = somebody("Dalia")
    Membership.objects.create(person=dalia.person, organisation=brumal, role="editor")
    return dalia


def test_who_writes_for_both_passes_it_on_and_what_is_live_follows_when_published(
    both, beto, hers, ondara, brumal
):
    Membership.objects.create(person=beto.person, organisation=ondara, role="editor")
    thing = put("gardens", owner="ondara", themes=["housing"])
    draft = draft_open(standing(both), "resource", thing.pk)
    draft = draft_move(standing(both), draft.pk, brumal.pk)
    assert (draft.organisation_id, draft.document["owner"]) == (brumal.pk, "brumal")
    assert drafts_of(standing(hers)).filter(pk=draft.pk).exists()
    assert not drafts_of(standing(beto)).filter(pk=draft.pk).exists()
    assert Resource.objects.get(pk=thing.pk).owner_id == ondara.pk
    told = Entry.objects.filter(object_id=thing.pk, verb__in=("draft-pass", "draft-take"))
    assert {(one.verb, one.organisation, one.actor) for one in told} == {
        ("draft-pass", ondara.pk, both.account.pk), ("draft-take", brumal.pk, both.account.pk),
    }  # fmt: skip
    sent = services.submission_send(standing(hers), draft.pk, seen=draft.revision)
    services.submission_approve(standing(on_duty(somebody("Dora"))), sent.pk, seen_turn=sent.turn)
    assert Resource.objects.get(pk=thing.pk).owner_id == brumal.pk
    assert set(
        TextStanding.objects.filter(object_id=thing.pk).values_list("organisation", flat=True)
    ) == {brumal.pk}


def test_a_lead_may_and_nobody_else(amina, beto, chidi, hers, ondara, brumal):
    draft = drafted(amina, ondara)
    for who in (amina, beto, chidi, hers, on_duty(somebody("Dora"))):
        with pytest.raises(NotYours):
            draft_move(standing(who), draft.pk, brumal.pk)
    Membership.objects.create(person=amina.person, organisation=brumal, role="translator")
    with pytest.raises(NotYours):
        draft_move(standing(amina), draft.pk, brumal.pk)
    draft.refresh_from_db()
    assert draft.organisation_id == ondara.pk
    assert not Entry.objects.filter(verb__in=("draft-pass", "draft-take")).exists()
    draft_move(standing(on_duty(somebody("Ines"), "lead")), draft.pk, brumal.pk)
    draft.refresh_from_db()
    assert draft.organisation_id == brumal.pk


def test_what_waits_for_the_reviewers_is_taken_back_first(both, ondara, brumal):
    draft = drafted(both, ondara)
    sent = services.submission_send(standing(both), draft.pk, seen=1)
    address = f"/en/desk/drafts/{draft.pk}/move/"
    answer = both.client().post(address, {"to": str(brumal.pk)})
    assert answer.status_code == 409
    assert "Take it back first" in words_of(answer)
    services.submission_withdraw(standing(both), sent.pk, seen_turn=sent.turn)
    answer = both.client().post(address, {"to": str(brumal.pk)})
    assert answer.headers["Location"] == f"/en/desk/drafts/{draft.pk}/"
    assert "City of Brumal" in words_of(both.client().get(f"/en/desk/drafts/{draft.pk}/"))


def test_an_older_state_comes_back_as_the_new_owners(both, ondara, brumal):
    draft = drafted(both, ondara)
    draft = draft_save(standing(both), draft.pk, {**draft.document, "licence": "cc-by"}, seen=1)
    draft = draft_move(standing(both), draft.pk, brumal.pk)
    draft = draft_restore(standing(both), draft.pk, revision=1, seen=draft.revision)
    assert (draft.document["owner"], draft.document.get("licence")) == ("brumal", None)
    assert services.submission_send(standing(both), draft.pk, seen=draft.revision)


def test_what_was_for_one_team_is_for_the_new_organisation_alone(both, ondara, ondara_team, brumal):
    draft = drafted(both, ondara, visibility="team", team=str(ondara_team.pk))
    draft = draft_move(standing(both), draft.pk, brumal.pk)
    assert draft.document["visibility"] == "organisation"
    assert "team" not in draft.document


def test_its_files_come_along_and_those_that_are_live_serve_both_until_then(both, ondara, brumal):
    def file(name):
        return File.objects.create(
            name=name, stored=name, media_type="application/pdf", size_bytes=1, sha256=name,
            organisation=ondara,
        )  # fmt: skip

    old, new, others = file("old.pdf"), file("new.pdf"), file("others.pdf")
    editions = [{"language": "en", "file": str(old.pk)}]
    thing = put("gardens", owner="ondara", themes=["housing"], editions=editions)
    draft = draft_open(standing(both), "resource", thing.pk)
    more = [*draft.document["editions"], {"language": "es", "file": str(new.pk)}]
    draft = draft_save(standing(both), draft.pk, {**draft.document, "editions": more}, seen=1)
    draft = draft_move(standing(both), draft.pk, brumal.pk)
    owners = dict(File.objects.values_list("pk", "organisation"))
    assert owners == {old.pk: None, new.pk: brumal.pk, others.pk: ondara.pk}
    sent = services.submission_send(standing(both), draft.pk, seen=draft.revision)
    services.submission_approve(standing(on_duty(somebody("Dora"))), sent.pk, seen_turn=sent.turn)
    assert Resource.objects.get(pk=thing.pk).owner_id == brumal.pk


def test_what_has_no_other_owner_stays(brumal):
    ines = on_duty(somebody("Ines"), "lead")
    concept = Concept.objects.filter(scheme__key=GLOSSARY, withdrawn=False).first()
    draft = draft_open(standing(ines), "concept", concept.pk)
    with pytest.raises(CannotMove):
        draft_move(standing(ines), draft.pk, brumal.pk)


def test_the_page_offers_ones_own_and_a_lead_any(both, hers, chidi, ondara, brumal):
    draft = drafted(both, ondara)
    address = f"/en/desk/drafts/{draft.pk}/move/"
    assert "City of Brumal" in words_of(both.client().get(address))
    assert chidi.client().get(address).status_code == 404
    assert chidi.client().post(address, {"to": str(brumal.pk)}).status_code == 404
    assert hers.client().get(address).status_code == 404
    gita = somebody("Gita")
    Membership.objects.create(person=gita.person, organisation=ondara, role="admin")
    client = gita.client()
    assert "You write for no other organisation." in words_of(client.get(address))
    assert (
        client.post(address, {"to": str(brumal.pk), "other": "City of Brumal"}).status_code == 422
    )
    ines = on_duty(somebody("Ines"), "lead").client()
    assert ines.post(address, {"other": "Nowhere"}).status_code == 422
    assert ines.post(address, {}).status_code == 422
    assert ines.post(address, {"other": "City of Brumal"}).status_code == 302
    draft.refresh_from_db()
    assert draft.organisation_id == brumal.pk
