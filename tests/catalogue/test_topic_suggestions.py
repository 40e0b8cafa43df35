"""A record's text suggests topics, with the words that led to them; a curator decides."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.catalogue import bridge
from agora.catalogue.models import Resource, SuggestedTopic, TopicEvidence, TopicReading
from agora.catalogue.search.contract import TextPart
from agora.catalogue.suggesting import Suggested, suggestions_from
from agora.catalogue.topic_suggestions import topics_suggest, topics_suggest_due, unread
from agora.editorial.services import content_withdraw
from agora.kernel import generations, jobs
from agora.topics.queries import vocabulary
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db
WASTE = {"title": "Waste pickers", "summary": "How recycling cooperatives earn decent work."}


def suggested(language: str, title: str, summary: str = "", body: str = "") -> Suggested:
    part = TextPart(language, title, summary, body)
    return suggestions_from([part], vocabulary(), bridge.lexicon())


def keys(topics) -> list[str]:
    return [topic.key for topic in topics]


def kept(resource: Resource, **wanted: str) -> dict[str, str]:
    rows = resource.suggested_topics.filter(**wanted).select_related("concept__scheme")
    return {f"{row.concept.scheme.key}/{row.concept.key}": row.state for row in rows}


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        ("en", "Participatory budgeting", "Residents decide on a part of the budget."),
        ("es", "Presupuesto participativo", "El vecindario decide sobre parte del presupuesto."),
        ("fr", "Le budget participatif", "Les habitants décident d'une partie du budget."),
        ("pt", "Orçamento participativo", "Os moradores decidem sobre parte do orçamento."),
        ("ar", "الميزانية التشاركية", "يقرر سكان الأحياء جزءا من ميزانية المدينة."),
    ],
)
def test_the_same_subject_suggests_the_same_theme_in_every_language(language, title, summary):
    found = suggested(language, title, summary)
    assert keys(found.themes)[0] == "participatory-budgeting"
    assert "government" in keys(found.axes)
    assert found.language == language
    first = found.themes[0].evidence[0]
    assert (first.concept, first.language, first.place) == (
        "participatory-budgeting",
        language,
        "title",
    )
    assert set(first.words.split()) <= set(title.split())


def test_every_suggestion_says_which_words_led_to_it():
    found = suggested("en", "Clean water for every school", "Drought and adequate housing.")
    assert list(found.topics())
    for topic in found.topics():
        assert 0 < topic.score < 1
        assert topic.evidence
        for proof in topic.evidence:
            written = {
                "title": "Clean water for every school",
                "summary": "Drought and adequate housing.",
            }
            assert proof.words in written[proof.place]


def test_a_title_says_more_than_a_summary_and_a_summary_more_than_a_body():
    scores = [
        next(topic.score for topic in suggested("en", *texts).goals if topic.key == "6")
        for texts in (
            ("Drinking water", "", ""),
            ("Notes", "Drinking water", ""),
            ("Notes", "", "Drinking water. Sanitation. Sewerage. Water supply."),
        )
    ]
    assert scores[0] > scores[1]
    assert scores[0] > scores[2]


def test_no_more_topics_than_a_curator_can_look_through():
    words = " ".join(term.label("en") for term in vocabulary().concepts_of["glossary"][:600])
    found = suggested("en", words[:300], words[:2000], words)
    assert (len(found.themes) <= 5, len(found.goals) <= 3, len(found.axes) <= 2) == (True,) * 3


@pytest.mark.parametrize(
    "text",
    [
        "", " \u200f\u200e\ufeff ", "🎉 🚲 🏙️", "12345 67", "Lorem ipsum dolor", "and the of",
        "\ud800 broken", "\x00\x1b[2J", "Good morning, see you on Tuesday",
    ],
)  # fmt: skip
def test_a_text_about_nothing_gets_nothing(text):
    assert list(suggested("en", text, text).topics()) == []


def test_ten_thousand_words_are_read_as_far_as_they_say_something():
    found = suggested("en", "waste " * 10_000, "waste " * 10_000, "waste " * 10_000)
    assert "waste" in keys(found.themes)
    assert max(len(proof.words) for topic in found.topics() for proof in topic.evidence) <= 120


def test_scripts_mixed_in_one_text_do_no_harm():
    found = suggested("es", "Vivienda digna 住宅 السكن 🏠", "Жильё для всех \u202eadnеiviv")
    assert "housing" in {key.split("-")[0] for key in keys(found.themes)}


@pytest.mark.parametrize(
    "title",
    [
        "Die Stadt baut Wohnungen für alle Menschen", "Mji wetu unajenga nyumba kwa watu wote",
        "Города строят жильё для всех", "برنامه‌ریزی شهری برای همه", "住宅", "plan", "🎉", "",
    ],
)  # fmt: skip
def test_a_language_we_do_not_know_is_said_to_be_unknown(title):
    assert suggested("", title).language == ""


def test_a_text_that_does_not_say_its_language_is_read_in_the_one_it_seems_to_be_in():
    found = suggested("", "Los recicladores y la gestión de residuos en los barrios de la ciudad")
    assert found.language == "es"
    assert "waste" in keys(found.themes)


# ---------------------------------------------------------------------- kept beside the records


def test_what_was_published_is_read_by_the_worker_and_keeps_its_own_topics():
    resource = put("guide", texts=_texts())
    assert list(unread()) == [resource]
    jobs.run_due_periodic()
    assert kept(resource)["themes/waste"] == "open"
    assert list(resource.concepts.all()) == []
    row = resource.suggested_topics.get(concept__key="waste")
    assert row.evidence.first().words == "Waste pickers"
    assert resource.topic_reading.language == "en"
    assert topics_suggest_due() == 0


def _texts(title: str = WASTE["title"], summary: str = WASTE["summary"]) -> dict:
    return {"en": {"title": title, "summary": summary}}


def test_a_topic_the_record_has_is_not_suggested_nor_the_axis_of_its_pledge():
    texts = _texts("Waste pickers", "People of the neighbourhoods sort household waste.")
    resource = put("guide", texts=texts, themes=["waste"], pledges=["people-participation"])
    topics_suggest_due()
    assert kept(resource)
    assert {"themes/waste", "pact-2022/people"} & set(kept(resource)) == set()


def test_a_change_of_the_text_replaces_what_nobody_decided():
    resource = put("guide", texts=_texts())
    topics_suggest_due()
    put("guide", texts=_texts("Bus lanes", "Public transport and cycling."))
    assert topics_suggest_due() == 1
    assert "themes/mobility" in kept(resource)
    assert "themes/waste" not in kept(resource)


def test_decisions_outlive_the_next_reading():
    resource = put("guide", texts=_texts())
    topics_suggest_due()
    resource.suggested_topics.filter(concept__key="waste").update(state="refused")
    put("guide", texts=_texts(summary="How waste pickers sort the waste."))
    topics_suggest_due()
    topics_suggest([resource.pk])
    assert kept(resource)["themes/waste"] == "refused"
    put("guide", texts=_texts("Bus lanes", "Public transport and cycling."))
    topics_suggest_due()
    assert kept(resource)["themes/waste"] == "refused"


def test_reading_twice_changes_nothing():
    resource = put("guide", texts=_texts())
    topics_suggest_due()
    before = (kept(resource), TopicEvidence.objects.count())
    topics_suggest([resource.pk])
    assert (kept(resource), TopicEvidence.objects.count()) == before


def test_new_topics_mean_a_new_reading():
    put("guide", texts=_texts())
    topics_suggest_due()
    generations.bump(generations.TOPICS)
    assert topics_suggest_due() == 1
    assert topics_suggest_due() == 0


def test_what_is_withdrawn_leaves_no_suggestion_and_is_not_read():
    resource = put("guide", texts=_texts())
    topics_suggest_due()
    content_withdraw("resource", resource.pk, "Outdated.")
    assert topics_suggest_due() == topics_suggest([resource.pk]) == 0
    assert SuggestedTopic.objects.count() == TopicReading.objects.count() == 0


def test_what_a_machine_translated_is_no_reason():
    resource = put(
        "guide",
        texts={
            "en": {"title": "Guide", "summary": "A text."},
            "es": {"title": "Recicladores y residuos", "summary": "Residuos.", "origin": "machine"},
        },
    )
    topics_suggest_due()
    assert kept(resource) == {}


def test_many_records_take_no_more_queries_than_one(django_assert_num_queries):
    topics_suggest([put("guide", texts=_texts()).pk])  # the vocabulary is read
    every = [put(f"guide-{n}", texts=_texts(f"Waste pickers {n}")).pk for n in range(4)]
    with CaptureQueriesContext(connection) as one:
        assert topics_suggest(every[:1]) == 1
    with django_assert_num_queries(len(one)):
        assert topics_suggest(every[1:]) == 3
    with CaptureQueriesContext(connection) as again:
        assert topics_suggest(every[:1]) == 1
    with django_assert_num_queries(len(again)):
        assert topics_suggest(every) == 4


# ---------------------------------------------------------------------- the command


def test_the_command_prints_topics_and_words(tmp_path, capsys):
    file = tmp_path / "guide.txt"
    file.write_text("Presupuesto participativo\nLos vecinos deciden sobre los residuos.")
    call_command("suggest", text=str(file))
    said = capsys.readouterr().out
    assert "language   es" in said
    assert "theme      participatory-budgeting  Participatory budgeting" in said
    assert "“Presupuesto participativo” in the title: participatory budgeting" in said


def test_the_command_reads_a_record_and_writes_nothing(capsys):
    put("guide", texts=_texts())
    call_command("suggest", "guide")
    assert "“Waste pickers” in the title" in capsys.readouterr().out
    assert SuggestedTopic.objects.count() == 0
    call_command("suggest", due=True)
    assert "1 records were read" in capsys.readouterr().out
    assert SuggestedTopic.objects.count() > 0


@pytest.mark.parametrize("given", [{}, {"text": "/nowhere", "due": True}, {"text": "/nowhere"}])
def test_the_command_says_what_is_missing(given):
    with pytest.raises(CommandError):
        call_command("suggest", **given)
    with pytest.raises(CommandError, match="no record"):
        call_command("suggest", "nothing-here")
