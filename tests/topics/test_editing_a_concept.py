"""A concept of the glossary is edited on the desk: checked, published, found, kept at an update."""

from __future__ import annotations

import uuid

import pytest

from agora.catalogue import indexing
from agora.catalogue.models import Resource
from agora.catalogue.queries import Search, search
from agora.editorial.drafts import draft_open, draft_problems, draft_save, draft_start
from agora.editorial.models import Version
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.kernel import editing, ids, kinds, outbox
from agora.kernel.errors import InvalidDocument, NotYours
from agora.people.models import Duty
from agora.people.queries import ANYBODY, standing_of
from agora.topics import downloads
from agora.topics.concepts.queries import concept_live
from agora.topics.models import Concept, ConceptLabel
from agora.topics.publishing import vocabulary_load
from agora.topics.queries import vocabulary
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db
PICKER = ids.fixed_id("concept", "glossary/waste-picker")


def live(key: uuid.UUID = PICKER) -> dict:
    """The document of a concept as it stands."""
    found = concept_live(key)
    assert found is not None
    return found


def publish(document: dict, key: uuid.UUID = PICKER):
    """A version of it, live."""
    return version_publish("concept", key, document_read("concept", document))


def with_word(document: dict, tag: str, word: str, **more: str) -> dict:
    """The same with one more word in a language."""
    text = document["texts"][tag]
    others = [*text["alternatives"], {"text": word, "form": "", "region": "", **more}]
    texts = {**document["texts"], tag: {**text, "alternatives": others}}
    return {**document, "texts": texts}


def faults(document: dict, key: uuid.UUID = PICKER) -> dict[str, str]:
    """What is wrong with it, by field."""
    with pytest.raises(InvalidDocument) as refusal:
        publish(document, key)
    return {problem.field: problem.message for problem in refusal.value.problems}


def found(text: str, reader: str = "en") -> set[str]:
    """The titles' addresses that a search finds."""
    hits = search(Search(text=text), reader=reader, viewer=ANYBODY).hits
    keys = [uuid.UUID(hit.id) for hit in hits]
    return set(Resource.objects.filter(pk__in=keys).values_list("slug", flat=True))


def new(slug: str = "night-market", **fields: object) -> dict:
    """A concept nobody shipped."""
    return {
        "slug": slug,
        "original_language": "en",
        "domain": "economy",
        "texts": {"en": {"preferred": "zylophone market", "definition": "A market at night."}},
    } | fields


# ---------------------------------------------------------------------- the document


def test_shipped_concepts_have_a_document_that_may_be_published_as_it_is():
    rows = Concept.objects.filter(scheme__key="glossary", withdrawn=False).order_by("order")
    picked = list(rows.values_list("pk", flat=True))[::500]
    assert len(picked) > 3
    before = {row["pk"]: row for row in _rows(picked)}
    for key in picked:
        publish(live(key), key)
    assert {row["pk"]: row for row in _rows(picked)} == before


def _rows(keys):
    """All that the tables say of these concepts, without their version."""
    made = []
    for key in keys:
        row = Concept.objects.values("pk", "key", "parent", "domain", "order", "withdrawn").get(
            pk=key
        )
        row["labels"] = sorted(
            ConceptLabel.objects.filter(concept=key)
            .exclude(role="definition")
            .values_list("language", "role", "text", "form", "region", "state", "order")
        )
        row["means"] = sorted(
            ConceptLabel.objects.filter(concept=key, role="definition").values_list(
                "language", "text"
            )
        )
        row["related"] = set(Concept.objects.get(pk=key).related.values_list("key", flat=True))
        row["links"] = set(Concept.objects.get(pk=key).links.values_list("pk", flat=True))
        made.append(row)
    return made


def test_publishing_writes_the_labels_the_ties_and_a_version(client):
    document = with_word(live(), "es", "zabalinero", form="", region="CR")
    document |= {"related": ["street-vendor"], "goals": ["8"], "broader": "informal-economy"}
    published = publish(document)
    assert (published.slug, published.number, published.changed) == ("waste-picker", 1, True)
    row = Concept.objects.get(pk=PICKER)
    assert (row.version, row.parent.key) == (1, "informal-economy")
    assert list(row.links.filter(scheme__key="sdg").values_list("key", flat=True)) == ["8"]
    label = ConceptLabel.objects.get(concept=PICKER, text="zabalinero")
    assert (label.language, label.region, label.role) == ("es", "CR", "alternative")
    assert Version.objects.get(kind="concept", object_id=PICKER).document["slug"] == "waste-picker"
    page = client.get("/es/topics/glossary/waste-picker/").content.decode()
    assert "zabalinero" in page
    assert "Costa Rica" in page


def test_what_one_concept_says_of_another_is_read_on_both_pages():
    publish(live() | {"related": ["street-vendor"]})
    words = vocabulary()
    assert ("glossary", "waste-picker") in words.terms["glossary", "street-vendor"].related
    # Who did not say it does not list it, so that its own document stays as its writer left it.
    vending = words.terms["glossary", "street-vendor"].id
    assert "waste-picker" not in live(vending)["related"]
    publish(live() | {"related": []})
    assert ("glossary", "waste-picker") not in vocabulary().terms[
        "glossary", "street-vendor"
    ].related


def test_a_text_is_checked_only_where_it_was_reviewed():
    document = live()
    texts = document["texts"]
    texts = {
        **texts,
        "en": {**texts["en"], "state": "reviewed"},
        "pt": {**texts["pt"], "state": "draft"},
    }
    publish({**document, "texts": texts})
    states = dict(
        ConceptLabel.objects.filter(concept=PICKER, role="preferred").values_list(
            "language", "state"
        )
    )
    assert (states["en"], states["pt"]) == ("checked", "draft")
    assert live()["texts"]["en"]["state"] == "reviewed"


def test_a_new_concept_has_a_page_and_a_place_in_the_list(client):
    key = uuid.uuid4()
    publish(new(broader="local-market" if _is("local-market") else None), key)
    answer = client.get("/en/topics/glossary/night-market/")
    assert answer.status_code == 200
    assert "zylophone market" in answer.content.decode()
    assert client.get(f"/id/{key}").headers["Location"] == "/en/topics/glossary/night-market/"
    assert "zylophone market" in client.get("/en/glossary/?q=zylophone").content.decode()


def _is(key: str) -> bool:
    return vocabulary().term("glossary", key) is not None


# ---------------------------------------------------------------------- what is refused


def test_what_does_not_exist_is_named_at_its_field():
    wrong = faults(
        live()
        | {
            "domain": "magic",
            "broader": "no-such",
            "related": ["nor-this"],
            "themes": ["wast"],
            "goals": ["11.6"],
            "axes": ["peoples"],
        }
    )
    assert set(wrong) == {"domain", "broader", "related", "themes", "goals", "axes"}
    assert "“no-such”" in wrong["broader"]


def test_a_concept_cannot_stand_above_itself():
    child = Concept.objects.filter(parent__key="waste", scheme__key="glossary").first()
    waste = Concept.objects.get(key="waste", scheme__key="glossary")
    wrong = faults(live(waste.pk) | {"broader": child.key}, waste.pk)
    assert list(wrong) == ["broader"]
    wrong = faults(live(child.pk) | {"related": ["waste"]}, child.pk)
    assert list(wrong) == ["related"]
    assert list(faults(live() | {"related": ["waste-picker"]})) == ["related"]


def test_the_address_of_a_concept_stays_and_is_never_given_twice():
    assert list(faults(live() | {"slug": "waste-pickers"})) == ["slug"]
    assert list(faults(new(slug="waste"), uuid.uuid4())) == ["slug"]


def test_a_word_belongs_to_one_concept_unless_it_is_shared_on_purpose():
    document = with_word(live(), "en", "Recycling")
    place = len(document["texts"]["en"]["alternatives"]) - 1
    wrong = faults(document)
    assert list(wrong) == [f"texts.en.alternatives.{place}.text"]
    assert "recycling" in wrong[f"texts.en.alternatives.{place}.text"]
    assert publish({**document, "shared": ["recycling"]}).changed
    assert live()["shared"] == ["Recycling"]
    twice = with_word(live(), "en", "WASTE  picker")
    assert "stands here twice" in next(iter(faults(twice).values()))


def test_a_word_stands_under_its_own_script():
    assert "Arabic" in next(iter(faults(with_word(live(), "ar", "picker")).values()))
    assert "Arabic" in next(iter(faults(with_word(live(), "en", "جامع")).values()))
    assert publish(with_word(live(), "ar", "ILO", form="abbr")).changed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("visibility", "network"),
        ("slug", "Waste Picker"),
        ("slug", "x" * 81),
        ("domain", ""),
        ("texts", {}),
        ("texts", {"en": {"preferred": "x" * 121}}),
        ("texts", {"en": {"preferred": "x", "form": "plural"}}),
        ("texts", {"en": {"preferred": "x", "region": "mx"}}),
        ("texts", {"en": {"preferred": "x", "alternatives": [{"text": "y"}] * 61}}),
        ("surprise", 1),
    ],
)
def test_what_is_no_concept_is_refused_before_anything_is_asked(field, value):
    with pytest.raises(InvalidDocument):
        document_read("concept", live() | {field: value})


# ---------------------------------------------------------------------- drafts


def test_the_first_draft_of_a_shipped_concept_begins_from_what_is_live(chidi, amina):
    Duty.objects.create(person=chidi.person, role="reviewer")
    team, editor = standing_of(chidi.account), standing_of(amina.account)
    with pytest.raises(NotYours):
        draft_open(editor, "concept", PICKER)
    draft = draft_open(team, "concept", PICKER)
    assert (draft.base_number, draft.organisation_id) == (0, None)
    assert draft.title == "waste picker"
    assert draft.document == live()
    assert draft_problems(draft) == []
    saved = draft_save(team, draft.pk, with_word(draft.document, "pt", "xepeiro"), seen=1)
    publish(saved.document)
    assert ConceptLabel.objects.filter(concept=PICKER, text="xepeiro").exists()


def test_a_new_one_is_begun_by_the_team_alone_and_gets_its_address_from_its_name(chidi, amina):
    Duty.objects.create(person=chidi.person, role="reviewer")
    sort = editing.sort_named("concept")
    assert sort is not None
    with pytest.raises(NotYours):
        draft_start(standing_of(amina.account), "concept", language="en", organisation=None)
    draft = draft_start(standing_of(chidi.account), "concept", language="pt", organisation=None)
    assert editing.sort_of("concept", draft.document) is sort
    named = {**draft.document, "texts": {"pt": {"preferred": "feira noturna"}}}
    assert sort.tidy(named)["slug"] == "feira-noturna"
    assert sort.tidy({**named, "texts": {"ar": {"preferred": "سوق"}}})["slug"].startswith(
        "concept-"
    )


def test_every_field_of_the_document_can_be_reached_on_the_desk():
    from agora.topics.documents import ConceptDocument, ConceptSays, LabelShape

    sort = editing.sort_named("concept")
    assert sort is not None
    paths = {field.path for field in sort.fields()}
    own = {"origin", "state", "source_version"}  # said by the review, not by a writer
    wanted = (set(ConceptDocument.model_fields) - {"texts", "visibility"}) | {
        f"texts.*.{name}" for name in set(ConceptSays.model_fields) - own
    }
    assert paths == wanted
    rows = next(field for field in sort.fields() if field.widget == "rows").rows
    assert {field.path for field in rows} == set(LabelShape.model_fields)


# ---------------------------------------------------------------------- search


def test_a_new_word_finds_what_other_languages_say_at_once(index):
    put(
        "catadores",
        original_language="pt",
        texts={"pt": {"title": "Cooperativa de catadores de materiais recicláveis"}},
    )
    put("buses", title="Bus lanes")
    index()
    assert found("zabbaleen") == set()
    publish(with_word(live(), "en", "zabbaleen"))
    folder = (indexing.index_path() / "CURRENT").read_text()
    index()
    assert found("zabbaleen") == {"catadores"}
    assert (indexing.index_path() / "CURRENT").read_text() == folder  # not built anew


def test_a_record_that_uses_the_new_word_is_found_by_the_old_ones(index):
    put("cairo", title="The zabbaleen of a large city")
    put("buses", title="Bus lanes")
    index()
    assert found("catadores de materiais recicláveis", "pt") == set()
    publish(with_word(live(), "en", "zabbaleen"))
    index()
    assert found("catadores de materiais recicláveis", "pt") == {"cairo"}


def test_a_word_taken_away_no_longer_finds_what_it_stood_for(index):
    put("cairo", title="The zabbaleen of a large city")
    publish(with_word(live(), "en", "zabbaleen"))
    index()
    assert found("catadores de materiais recicláveis", "pt") == {"cairo"}
    text = live()["texts"]["en"]
    kept = [each for each in text["alternatives"] if each["text"] != "zabbaleen"]
    document = live()
    publish({**document, "texts": {**document["texts"], "en": {**text, "alternatives": kept}}})
    index()
    assert found("catadores de materiais recicláveis", "pt") == set()


def test_indexing_a_part_leaves_the_index_as_building_the_whole_would(market, index):
    sizes = []
    for key, tag, word in (("waste-picker", "en", "podcast"), ("housing", "es", "componentes")):
        concept = ids.fixed_id("concept", f"glossary/{key}")
        document = with_word(live(concept), tag, word) | {
            "shared": [word, *live(concept)["shared"]]
        }
        before = _mentions()
        publish(document, concept)
        touched = indexing._mentioning({concept})
        changed = {key for key, told in _mentions().items() if told != before[key]}
        assert changed, word
        assert changed <= touched
        sizes.append(len(touched))
        index()
    assert sizes[0] < len(before) / 2


def _mentions():
    rows = list(indexing.live())
    return {uuid.UUID(made.id): made.mentions for made in indexing.documents(rows)}


def test_a_concept_that_everything_mentions_has_the_whole_index_built(index, monkeypatch):
    for number in range(3):
        put(f"pickers-{number}", title="Waste pickers")
    index()
    monkeypatch.setattr(indexing, "AT_MOST", 2)
    folder = (indexing.index_path() / "CURRENT").read_text()
    publish(with_word(live(), "en", "zabbaleen"))
    index()
    assert (indexing.index_path() / "CURRENT").read_text() != folder
    assert found("zabbaleen") == {"pickers-0", "pickers-1", "pickers-2"}
    assert outbox.pending() == []


# ---------------------------------------------------------------------- the shipped files


def test_what_was_edited_here_survives_the_shipped_files(capsys):
    shipped = live(ids.fixed_id("concept", "glossary/recycling"))
    publish(with_word(live(), "en", "zabbaleen") | {"related": [], "themes": ["care"]})
    mine, own = live(), uuid.uuid4()
    publish(new(related=["waste"]), own)
    loaded = vocabulary_load(force=True)
    assert (loaded.anew, loaded.left) == (True, 2)
    assert live() == mine
    assert live(own)["related"] == ["waste"]
    assert live(ids.fixed_id("concept", "glossary/recycling")) == shipped
    assert not vocabulary_load()


def test_a_shipped_concept_with_the_address_of_one_made_here_gives_way():
    made = uuid.uuid4()
    Concept.objects.filter(pk=PICKER).update(key="former-picker", withdrawn=True)
    ConceptLabel.objects.filter(concept=PICKER).delete()
    publish(new(slug="waste-picker"), made)
    assert vocabulary_load(force=True).left == 1
    assert Concept.objects.get(scheme__key="glossary", key="waste-picker").pk == made
    # What the files say of it leads to the one made here.
    assert Concept.objects.get(scheme__key="glossary", key="inclusive-recycling").parent_id == made


def test_a_shipped_concept_never_stands_above_what_was_moved_above_it():
    waste = Concept.objects.get(key="waste", scheme__key="glossary")
    child = Concept.objects.filter(parent=waste, version=0).order_by("key").first()
    publish(live(child.pk) | {"broader": None}, child.pk)
    publish(live(waste.pk) | {"broader": child.key, "related": []}, waste.pk)
    Concept.objects.filter(pk=child.pk).update(version=0)  # as if only `waste` had been edited
    vocabulary_load(force=True)
    child.refresh_from_db()
    waste.refresh_from_db()
    assert (waste.parent_id, child.parent_id) == (child.pk, None)


def test_a_withdrawn_concept_leaves_a_tombstone_and_is_not_brought_back(client, index):
    content_withdraw("concept", PICKER, "Said in another way now.")
    answer = client.get("/en/topics/glossary/waste-picker/")
    assert answer.status_code == 410
    assert "Said in another way now." in answer.content.decode()
    assert client.get(f"/id/{PICKER}").status_code == 302
    vocabulary_load(force=True)
    index()
    assert client.get("/en/topics/glossary/waste-picker/").status_code == 410
    assert kinds.described("concept", PICKER, "en", frozenset({"public"})) is None
    number = Version.objects.filter(object_id=PICKER).latest("number").number
    assert number == 1


def test_an_edited_concept_has_new_files_made_and_the_old_ones_served_meanwhile(client):
    Concept.objects.filter(scheme__key="glossary").exclude(domain="care").update(withdrawn=True)
    old = downloads.prepare("turtle")
    care = ids.fixed_id("concept", "glossary/care")
    Concept.objects.filter(pk=care).update(version=1)
    assert downloads.path_of("turtle") != old
    assert client.get("/glossary.ttl").status_code == 200
    assert downloads.prepare("turtle") != old
    assert not old.exists()
