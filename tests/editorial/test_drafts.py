"""Drafts: live content stays as it is, two editors lose nothing, every state is kept."""

import datetime as dt

import pytest
import time_machine

from agora.editorial.drafts import (
    DraftIsWaiting,
    DraftMoved,
    draft_discard,
    draft_for,
    draft_open,
    draft_restore,
    draft_save,
    drafts_of,
    live_document,
    revision_documents,
    revisions_forget,
)
from agora.editorial.models import Draft, Revision, Submission
from agora.journal.models import Entry
from agora.kernel import clock, editing
from agora.kernel.errors import NotHere, NotYours
from agora.people.models import Duty, Membership
from agora.people.queries import standing_of
from tests.catalogue.shelf import found, key_of, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def handbook(ondara):
    """A live handbook of Ondara's."""
    return put("care-handbook", owner="ondara")


@pytest.fixture
def sort(monkeypatch):
    """A sort of resource that belongs to its owner, whatever other sorts there are."""
    one = editing.Editing(
        name="test",
        kind="resource",
        title="A thing",
        steps=(),
        matches=lambda document: True,
        blank=lambda language, organisation: {"original_language": language, "owner": organisation},
        owner=lambda document: document.get("owner"),
        order=0,
    )
    monkeypatch.setattr(editing, "_sorts", {"test": one})
    return one


def titled(draft, title):
    """The draft's document with another English title."""
    texts = draft.document["texts"]
    return {
        **draft.document,
        "texts": {**texts, "en": {**texts["en"], "title": title}},
    }


def test_a_draft_begins_from_what_is_live_and_leaves_it_alone(sort, handbook, amina):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    saved = draft_save(standing, draft.pk, titled(draft, "Care, again"), seen=1)
    assert (saved.revision, saved.base_number, saved.title) == (2, 1, "Care, again")
    live, number = live_document("resource", handbook.pk)
    assert (live["texts"]["en"]["title"], number) == ("Care handbook", 1)


def test_there_is_one_draft_per_thing(sort, handbook, amina):
    standing = standing_of(amina.account)
    assert draft_open(standing, "resource", handbook.pk) == draft_open(
        standing, "resource", handbook.pk
    )
    assert Draft.objects.count() == 1


def test_who_writes_for_another_organisation_or_for_none_opens_nothing(sort, handbook, chidi, beto):
    found("elsewhere")
    Membership.objects.create(
        person=chidi.person, organisation_id=key_of("organisation", "elsewhere"), role="admin"
    )
    for somebody in (chidi, beto):
        with pytest.raises(NotYours):
            draft_open(standing_of(somebody.account), "resource", handbook.pk)
    assert Draft.objects.count() == 0


def test_a_strangers_list_is_empty_and_the_exact_id_opens_nothing(sort, handbook, amina, chidi):
    draft = draft_open(standing_of(amina.account), "resource", handbook.pk)
    stranger = standing_of(chidi.account)
    assert list(drafts_of(stranger)) == []
    for write in (False, True):
        with pytest.raises(NotYours):
            draft_for(stranger, draft.pk, write=write)
    with pytest.raises(NotYours):
        draft_save(stranger, draft.pk, {}, seen=1)
    assert list(drafts_of(standing_of(amina.account))) == [draft]


def test_a_translator_reads_the_draft_but_does_not_write_it(sort, handbook, amina, chidi, ondara):
    draft = draft_open(standing_of(amina.account), "resource", handbook.pk)
    Membership.objects.create(person=chidi.person, organisation=ondara, role="translator")
    translator = standing_of(chidi.account)
    assert draft_for(translator, draft.pk) == draft
    with pytest.raises(NotYours):
        draft_save(translator, draft.pk, {}, seen=1)


def test_the_learning_teams_lead_reads_and_writes_every_draft(sort, handbook, amina, chidi):
    draft = draft_open(standing_of(amina.account), "resource", handbook.pk)
    Duty.objects.create(person=chidi.person, role="lead")
    lead = standing_of(chidi.account)
    assert draft_save(lead, draft.pk, titled(draft, "By the lead"), seen=1).revision == 2


def test_two_editors_at_different_places_are_joined(sort, handbook, amina, chidi, ondara):
    Membership.objects.create(person=chidi.person, organisation=ondara, role="editor")
    one, other = standing_of(amina.account), standing_of(chidi.account)
    draft = draft_open(one, "resource", handbook.pk)
    draft_save(one, draft.pk, titled(draft, "A new title"), seen=1)
    joined = draft_save(other, draft.pk, {**draft.document, "licence": "cc-by-4.0"}, seen=1)
    assert joined.document["texts"]["en"]["title"] == "A new title"
    assert joined.document["licence"] == "cc-by-4.0"
    assert joined.revision == 3


def test_two_editors_at_one_place_are_asked_and_nothing_is_lost(
    sort, handbook, amina, chidi, ondara
):
    Membership.objects.create(person=chidi.person, organisation=ondara, role="editor")
    one, other = standing_of(amina.account), standing_of(chidi.account)
    draft = draft_open(one, "resource", handbook.pk)
    draft_save(one, draft.pk, titled(draft, "Amina's"), seen=1)
    with pytest.raises(DraftMoved) as moved:
        draft_save(other, draft.pk, titled(draft, "Chidi's"), seen=1)
    (conflict,) = moved.value.joined.conflicts
    assert (conflict.path, conflict.before, conflict.after) == (
        "texts.en.title", "Amina's", "Chidi's",
    )  # fmt: skip
    assert Draft.objects.get().document["texts"]["en"]["title"] == "Amina's"
    chosen = draft_save(other, draft.pk, moved.value.joined.document, seen=2)
    assert chosen.document["texts"]["en"]["title"] == "Chidi's"
    titles = [r.document["texts"]["en"]["title"] for r in Revision.objects.order_by("number")]
    assert titles == ["Care handbook", "Amina's", "Chidi's"]


def test_saving_the_same_again_is_no_new_state(sort, handbook, amina):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    assert draft_save(standing, draft.pk, draft.document, seen=1).revision == 1
    assert Revision.objects.count() == 1


def test_autosaves_of_one_sitting_are_one_state_and_a_save_by_hand_is_its_own(
    sort, handbook, amina
):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    for seen, title in enumerate(("B", "Bo", "Bob"), start=1):
        draft_save(standing, draft.pk, titled(draft, title), seen=seen, autosave=True)
    draft_save(standing, draft.pk, titled(draft, "By hand"), seen=4)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=False):
        draft_save(standing, draft.pk, titled(draft, "Later"), seen=5, autosave=True)
    kept = [(r.number, r.document["texts"]["en"]["title"]) for r in revision_documents(draft)[::-1]]
    assert kept == [(1, "Care handbook"), (4, "Bob"), (5, "By hand"), (6, "Later")]


def test_who_began_from_a_state_that_was_superseded_is_joined_with_what_they_saw(
    sort, handbook, amina, beto
):
    draft = draft_open(standing_of(amina.account), "resource", handbook.pk)
    hers = standing_of(amina.account)
    Membership.objects.filter(person=beto.person).update(role=Membership.Role.EDITOR)
    his = standing_of(beto.account)
    draft_save(hers, draft.pk, titled(draft, "A care book"), seen=1, autosave=True)
    seen = Draft.objects.get(pk=draft.pk)  # Beto opens the screen now
    draft_save(hers, draft.pk, titled(seen, "A care guide"), seen=2, autosave=True)
    joined = draft_save(his, draft.pk, {**seen.document, "licence": "cc-by-4.0"}, seen=2)
    assert joined.document["texts"]["en"]["title"] == "A care guide"
    assert joined.document["licence"] == "cc-by-4.0"
    assert [one.number for one in revision_documents(joined)] == [4, 3, 1]


def test_superseded_states_are_let_go_once_nobody_writes_on_from_them(sort, handbook, amina):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    for seen, title in enumerate(("B", "Bo"), start=1):
        draft_save(standing, draft.pk, titled(draft, title), seen=seen, autosave=True)
    assert revisions_forget() == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=3), tick=False):
        assert revisions_forget() == 1
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 3]


def test_an_older_state_comes_back_as_a_new_one(sort, handbook, amina):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    draft_save(standing, draft.pk, titled(draft, "Worse"), seen=1)
    put("care-handbook", owner="ondara", title="Live now")
    restored = draft_restore(standing, draft.pk, revision=1, seen=2)
    assert (restored.title, restored.revision) == ("Care handbook", 3)
    assert draft_restore(standing, draft.pk, version=2, seen=3).title == "Live now"
    with pytest.raises(NotHere):
        draft_restore(standing, draft.pk, version=9, seen=4)
    with pytest.raises(DraftMoved):
        draft_restore(standing, draft.pk, revision=1, seen=1)


def test_a_discarded_draft_is_gone_and_what_is_live_stays(sort, handbook, amina):
    standing = standing_of(amina.account)
    draft = draft_open(standing, "resource", handbook.pk)
    sent = Submission.objects.create(
        draft=draft, kind=draft.kind, object_id=draft.object_id, organisation=draft.organisation,
        title=draft.title, language="en", document=draft.document, revision=1,
    )  # fmt: skip
    with pytest.raises(DraftIsWaiting):
        draft_discard(standing, draft.pk)
    Submission.objects.filter(pk=sent.pk).update(state=Submission.State.WITHDRAWN)
    draft_discard(standing, draft.pk)
    assert Draft.objects.count() == Revision.objects.count() == 0
    assert live_document("resource", handbook.pk) is not None
    verbs = list(Entry.objects.filter(object_id=handbook.pk).values_list("verb", flat=True))
    assert verbs == ["publish", "draft-open", "draft-discard"]


def test_a_withdrawn_thing_has_nothing_to_edit(sort, handbook, amina):
    from agora.editorial.services import content_withdraw

    content_withdraw("resource", handbook.pk, "Out of date.")
    with pytest.raises(NotHere):
        draft_open(standing_of(amina.account), "resource", handbook.pk)
