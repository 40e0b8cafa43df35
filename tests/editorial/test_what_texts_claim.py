"""No text says that somebody read it, or that a machine made it, once its words are others."""

from __future__ import annotations

import pytest

from agora.editorial.claims import honest, read_by_another
from agora.editorial.drafts import draft_open, draft_save, draft_start
from agora.editorial.models import Version
from agora.editorial.review.services import submission_approve, submission_send
from agora.people.models import Membership
from agora.people.queries import standing_of
from agora.topics.models import Concept, ConceptLabel
from agora.topics.queries import GLOSSARY
from tests.catalogue.shelf import put
from tests.editorial.reviewing import on_duty, somebody, standing

pytestmark = pytest.mark.django_db
READ = {"origin": "machine", "state": "reviewed"}


@pytest.fixture
def dora():
    return on_duty(somebody("Dora"))


def a_practice(ondara, **more):
    return put(
        "gardens", owner=ondara.slug, type="practice",
        texts={
            "en": {"title": "Gardens", "summary": "What they do.", "state": "reviewed"},
            "es": {"title": "Jardines", **READ},
            "fr": {"title": "Jardins", **READ},
        },
        practice={
            "texts": {"en": {"problem": "<p>Rain.</p>", "state": "reviewed"}},
            "components": [{"texts": {"en": {"title": "A basin"}, "es": {"title": "Un estanque"}}}],
        },
        **more,
    )  # fmt: skip


def changed(document, path, value):
    from agora.editorial.comparing import with_value

    return with_value(document, path, value)


def test_an_edited_text_is_a_persons_and_unread_and_the_others_stay(amina, ondara):
    thing = a_practice(ondara)
    draft = draft_open(standing_of(amina.account), "resource", thing.pk)
    document = changed(draft.document, "texts.es.title", "Jardines de lluvia")
    document = changed(document, "practice.texts.en.problem", "<p>Heavy rain.</p>")
    draft = draft_save(standing_of(amina.account), draft.pk, document, seen=1)
    texts = draft.document["texts"]
    assert (texts["es"]["origin"], texts["es"]["state"]) == ("human", "draft")
    assert (texts["fr"]["origin"], texts["fr"]["state"]) == ("machine", "reviewed")
    assert texts["en"]["state"] == "reviewed"
    assert draft.document["practice"]["texts"]["en"]["state"] == "draft"


def test_a_row_that_moved_keeps_what_it_says_and_one_that_was_rewritten_does_not():
    basin = {"key": "a", "texts": {"en": {"title": "A basin", **READ}}}
    trench = {"key": "b", "texts": {"en": {"title": "A trench", **READ}}}
    before = {"stands": [basin, trench]}
    assert honest({"stands": [trench, basin]}, before) == {"stands": [trench, basin]}
    anew = changed(trench, "texts.en.title", "A long trench")
    rows = honest({"stands": [anew, basin]}, before)["stands"]
    assert rows[1] == basin
    assert rows[0]["texts"]["en"] == {
        "title": "A long trench", "origin": "human", "state": "draft",
    }  # fmt: skip


def test_a_thing_that_is_begun_has_been_read_by_nobody(amina, ondara):
    draft = draft_start(
        standing_of(amina.account), "resource", language="en", organisation=ondara.pk,
        document={"texts": {"en": {"title": "A", "state": "reviewed", "origin": "imported"}}},
    )  # fmt: skip
    assert draft.document["texts"]["en"] == {"title": "A", "state": "draft", "origin": "imported"}


def test_two_peoples_changes_joined_are_a_text_that_nobody_has_read(amina, beto, ondara):
    Membership.objects.create(person=beto.person, organisation=ondara, role="editor")
    draft = draft_open(standing_of(amina.account), "resource", a_practice(ondara).pk)
    begun = draft.document
    # What lies in the draft claims nothing, what Beto began from claims a reading, and both changed.
    draft_save(
        standing_of(amina.account), draft.pk, changed(begun, "texts.en.title", "Rain"), seen=1
    )
    theirs = changed(begun, "texts.en.summary", "What they do for a city.")
    draft = draft_save(standing_of(beto.account), draft.pk, theirs, seen=1)
    assert draft.document["texts"]["en"]["title"] == "Rain"
    assert draft.document["texts"]["en"]["summary"] == "What they do for a city."
    assert draft.document["texts"]["en"]["state"] == "draft"


def test_a_reading_of_what_is_live_is_not_taken_over_for_a_draft(amina, dora, ondara):
    thing = put("gardens", owner="ondara", themes=["housing"],
                texts={"en": {"title": "Gardens"}, "es": {"title": "Jardines"}})  # fmt: skip
    draft = draft_open(standing_of(amina.account), "resource", thing.pk)
    document = changed(draft.document, "texts.es.title", "Jardines de lluvia")
    draft = draft_save(standing_of(amina.account), draft.pk, document, seen=1)
    # Meanwhile a second person reads the text that is live, and says so.
    put("gardens", owner="ondara", themes=["housing"],
        texts={"en": {"title": "Gardens"}, "es": {"title": "Jardines", "state": "reviewed"}})  # fmt: skip
    sent = submission_send(standing_of(amina.account), draft.pk, seen=draft.revision)
    assert sent.document["texts"]["es"]["title"] == "Jardines de lluvia"
    assert sent.document["texts"]["es"]["state"] == "draft"


@pytest.mark.parametrize(("language", "spanish"), [("", "reviewed"), ("en", "draft")])
def test_what_the_second_person_approves_is_reviewed_in_the_languages_of_their_duty(
    language, spanish, amina, ondara
):
    thing = put("gardens", owner="ondara", themes=["housing"],
                texts={"en": {"title": "Gardens"}, "fr": {"title": "Jardins"}})  # fmt: skip
    draft = draft_open(standing_of(amina.account), "resource", thing.pk)
    document = changed(draft.document, "texts.en.title", "Rain gardens")
    document = changed(document, "texts.es", {"title": "Jardines"})
    draft = draft_save(standing_of(amina.account), draft.pk, document, seen=1)
    sent = submission_send(standing_of(amina.account), draft.pk, seen=draft.revision)
    reader = on_duty(somebody("Emil"), language=language)
    submission_approve(standing(reader), sent.pk, seen_turn=sent.turn)
    texts = Version.objects.filter(object_id=thing.pk).latest("number").document["texts"]
    assert {tag: said["state"] for tag, said in texts.items()} == {
        "en": "reviewed", "es": spanish, "fr": "draft",
    }  # fmt: skip


def test_the_labels_of_a_concept_that_was_edited_are_checked_by_nobody(dora):
    ines = on_duty(somebody("Ines"), "lead")
    label = ConceptLabel.objects.filter(
        concept__scheme__key=GLOSSARY, role="preferred", language="es", state="checked",
        concept__in=Concept.objects.filter(withdrawn=False),
    ).first()  # fmt: skip
    assert label is not None
    draft = draft_open(standing_of(ines.account), "concept", label.concept_id)
    assert draft.document["texts"]["es"]["state"] == "reviewed"
    document = changed(
        draft.document, "texts.es.alternatives", [{"text": "una palabra que nadie dice"}]
    )
    draft = draft_save(standing_of(ines.account), draft.pk, document, seen=1)
    assert draft.document["texts"]["es"]["state"] == "draft"
    sent = submission_send(standing_of(ines.account), draft.pk, seen=draft.revision)
    french = on_duty(somebody("Farid"), language="en")
    submission_approve(standing(french), sent.pk, seen_turn=sent.turn)
    rows = ConceptLabel.objects.filter(concept=label.concept_id, language="es")
    assert {row.state for row in rows} == {"draft"}


def test_the_rules_say_the_same_of_any_document():
    before = {"texts": {"en": {"title": "A", "body": "", **READ}}, "texts_of": {"en": {"state": 1}}}
    assert honest({"texts": {"en": {"title": "A", **READ}}}, before)["texts"]["en"] == {
        "title": "A", **READ,
    }  # fmt: skip
    assert honest({"texts": {"es": {"title": "A", **READ}}}, before)["texts"]["es"] == {
        "title": "A", "origin": "human", "state": "draft",
    }  # fmt: skip
    assert honest(before, before) == before
    new = {"title": "B", "state": "draft"}
    document = {"texts": {"en": new, "es": new, "fr": {"title": "B"}}}
    read = read_by_another(document, before, {"en", "fr"})
    assert read["texts"] == {"en": {**new, "state": "reviewed"}, "es": new, "fr": {"title": "B"}}


def test_a_practice_whose_parts_say_nothing_of_themselves_is_approved_all_the_same(
    amina, dora, ondara
):
    thing = a_practice(ondara, themes=["housing"])
    draft = draft_open(standing_of(amina.account), "resource", thing.pk)
    part = {"texts": {"en": {"title": "A well"}}}
    document = changed(draft.document, "practice.components", [part])
    draft = draft_save(standing_of(amina.account), draft.pk, document, seen=1)
    sent = submission_send(standing_of(amina.account), draft.pk, seen=draft.revision)
    assert submission_approve(standing(dora), sent.pk, seen_turn=sent.turn).state == "published"
