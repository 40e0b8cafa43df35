"""Claim, save, send, second reader, publish."""

from __future__ import annotations

import datetime as dt

import pytest

from agora.editorial.models import MemoryPair, TextStanding, Translation, Version
from agora.editorial.services import content_withdraw
from agora.editorial.translating.queries import (
    open_translation,
    standings_for,
    translation_credits,
    translations_for,
)
from agora.editorial.translating.services import (
    ClaimedByOther,
    LiesWithReader,
    NotFinished,
    OwnWork,
    Written,
    translation_claim,
    translation_give_back,
    translation_publish,
    translation_release,
    translation_save,
    translation_send,
    translation_take_back,
)
from agora.editorial.translating.standings import standings_catch_up
from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from tests.editorial.translating import cases
from tests.editorial.translating.cases import (
    KEY,
    PORTUGUESE,
    live,
    publish,
    standing,
    subject,
    work,
    write,
)

pytestmark = pytest.mark.django_db


def sent(translator):
    write(translator)
    return translation_send(standing(translator), subject(translator))


def test_a_translation_goes_live_after_a_second_person_read_it(book, tarsila, rosa):
    assert write(tarsila).kept == len(PORTUGUESE)
    assert "pt" not in live()["texts"]
    translation_send(standing(tarsila), subject(tarsila))
    assert "pt" not in live()["texts"]
    done = translation_publish(standing(rosa), subject(rosa))
    assert (done.number, done.changed) == (2, True)
    said = live()["texts"]["pt"]
    assert said["title"] == "Água para cada bairro"
    assert (said["origin"], said["state"], said["source_version"]) == ("human", "reviewed", 1)
    assert live()["texts"]["es"] == {**cases.handbook()["texts"]["es"], "origin": "human",
                                     "summary": "", "body": "", "why": "", "outcomes": []}  # fmt: skip
    assert {one.state for one in work(tarsila).segments} == {"done"}
    row = TextStanding.objects.get(object_id=KEY, language="pt")
    assert (row.state, row.origin, row.is_stale) == ("reviewed", "human", False)
    verbs = list(Entry.objects.filter(object_id=KEY).values_list("verb", flat=True))
    for verb in ("translation-claim", "translation-send", "translation-publish"):
        assert verbs.count(verb) == 1


def test_the_names_of_translator_and_reader_are_told_to_whom_wants_it(book, tarsila, rosa):
    sent(tarsila)
    translation_publish(standing(rosa), subject(rosa))
    (credited,) = translation_credits("resource", KEY).values()
    assert (credited.translators, credited.reviewers) == (("Tarsila",), ("Rosa",))
    tarsila.person.is_credited = False
    tarsila.person.save()
    (credited,) = translation_credits("resource", KEY).values()
    assert (credited.translators, credited.reviewers) == ((), ("Rosa",))


def test_nobody_reads_their_own(book, amina, paula):
    """Amina, an admin besides, and Paula, who may translate and read."""
    amina.person.memberships.update(role="admin")
    write(amina, {"texts.*.summary": "Outra."})
    translation_release(standing(amina), subject(amina))
    write(paula, {key: text for key, text in PORTUGUESE.items() if key != "texts.*.summary"})
    translation_send(standing(paula), subject(paula))
    for somebody in (amina, paula):
        with pytest.raises(OwnWork):
            translation_publish(standing(somebody), subject(somebody))
    assert "pt" not in live()["texts"]


def test_an_editor_or_translator_of_the_organisation_is_no_second_reader(book, tarsila, amina):
    sent(tarsila)
    with pytest.raises(NotYours):
        translation_publish(standing(amina), subject(amina))


def test_the_learning_teams_second_translator_of_the_language_may_read(book, paula, pedro):
    sent(paula)
    assert translation_publish(standing(pedro), subject(pedro)).changed


def test_strangers_members_and_translators_of_other_languages_see_nothing(book, chidi, beto, faiza):
    for somebody in (chidi, beto, faiza):
        with pytest.raises(NotYours):
            subject(somebody)
        assert not translations_for(standing(somebody)).exists()
    assert list(standings_for(standing(faiza)).values_list("language", flat=True).distinct()) == [
        "ar"
    ]


def test_the_learning_team_translates_public_things_only(book, paula, tarsila):
    assert subject(paula)
    publish(cases.handbook(visibility="organisation"))
    with pytest.raises(NotYours):
        subject(paula)
    assert subject(tarsila)
    assert not standings_for(standing(paula)).filter(object_id=KEY).exists()


@pytest.mark.parametrize("language", ["en", "xx", "zz-ZZ", "not a language", ""])
def test_there_is_nothing_to_translate_into_the_original_or_into_no_language(
    book, tarsila, language
):
    with pytest.raises(NotYours):
        subject(tarsila, language)


def test_a_withdrawn_thing_cannot_be_translated(book, tarsila):
    about = subject(tarsila)
    content_withdraw("resource", KEY, "Wrong.")
    with pytest.raises(NotYours):
        subject(tarsila)
    with pytest.raises(NotYours):
        translation_save(standing(tarsila), about, {"texts.*.title": Written("Á")})
    assert not TextStanding.objects.filter(object_id=KEY).exists()


def test_one_translates_and_the_other_is_told(book, tarsila, paula):
    translation_claim(standing(tarsila), subject(tarsila))
    with pytest.raises(ClaimedByOther, match="Tarsila"):
        write(paula)
    translation_release(standing(tarsila), subject(tarsila))
    assert write(paula).kept == len(PORTUGUESE)


def test_a_claim_ends_after_fourteen_days_without_work(book, tarsila, paula):
    write(tarsila, {"texts.*.title": "Água"})
    Translation.objects.update(worked_at=clock.now() - dt.timedelta(days=13, hours=23))
    with pytest.raises(ClaimedByOther):
        translation_claim(standing(paula), subject(paula))
    Translation.objects.update(worked_at=clock.now() - dt.timedelta(days=14, seconds=1))
    translation_claim(standing(paula), subject(paula))
    # Nothing of what the first one wrote is lost.
    assert work(paula).segments[0].target == "Água"


def test_an_admin_of_the_organisation_frees_a_language_and_others_cannot(
    book, tarsila, paula, amina
):
    translation_claim(standing(tarsila), subject(tarsila))
    with pytest.raises(ClaimedByOther):
        translation_release(standing(paula), subject(paula))
    amina.person.memberships.update(role="admin")
    translation_release(standing(amina), subject(amina))
    assert open_translation(subject(paula)).claimed_by is None


def test_two_windows_do_not_overwrite_each_other(book, tarsila):
    from agora.editorial.translating.segments import shown

    nothing = shown("")
    one = {"texts.*.title": Written("Água um", was=nothing)}
    two = {
        "texts.*.title": Written("Água dois", was=nothing),
        "texts.*.summary": Written("Resumo", was=nothing),
    }
    assert translation_save(standing(tarsila), subject(tarsila), one).kept == 1
    outcome = translation_save(standing(tarsila), subject(tarsila), two)
    assert outcome.clashes == {"texts.*.title": "Água um"}
    assert outcome.kept == 1
    targets = {one.key: one.target for one in work(tarsila).segments}
    assert (targets["texts.*.title"], targets["texts.*.summary"]) == ("Água um", "Resumo")


def test_what_has_wrong_marks_or_is_too_long_is_not_kept_and_the_rest_is(book, tarsila):
    outcome = write(
        tarsila,
        {**PORTUGUESE, "texts.*.body#1": "Leia o guia.", "texts.*.title": "á" * 301},
    )
    assert outcome.kept == len(PORTUGUESE) - 2
    assert "link" in outcome.wrong["texts.*.body#1"][0]
    assert "301" in outcome.wrong["texts.*.title"][0]


def test_unfinished_work_is_not_sent(book, tarsila):
    write(tarsila, {"texts.*.title": "Água", "texts.*.body#0": "Começo"})
    with pytest.raises(NotFinished) as told:
        translation_send(standing(tarsila), subject(tarsila))
    assert [one.field for one in told.value.problems] == [f"texts.*.body#{n}" for n in (1, 2, 3)]


def test_nothing_new_is_not_sent(book, tarsila):
    with pytest.raises(NotFinished):
        translation_send(standing(tarsila), subject(tarsila, "es"))


def test_what_was_sent_is_not_changed_until_it_is_taken_back_or_given_back(book, tarsila, rosa):
    sent(tarsila)
    with pytest.raises(LiesWithReader):
        write(tarsila, {"texts.*.title": "Outra"})
    translation_take_back(standing(tarsila), subject(tarsila))
    assert write(tarsila, {"texts.*.title": "Outra"}).kept == 1
    translation_send(standing(tarsila), subject(tarsila))
    with pytest.raises(AgoraError):
        translation_give_back(standing(rosa), subject(rosa), "  ")
    given = translation_give_back(standing(rosa), subject(rosa), "Bairro, not cada bairro.")
    assert (given.state, given.asked) == ("working", "Bairro, not cada bairro.")
    with pytest.raises(AgoraError, match="does not wait"):
        translation_publish(standing(rosa), subject(rosa))


def test_two_readers_at_once_one_decides_and_the_other_is_told(book, paula, pedro, rosa):
    sent(paula)
    translation_publish(standing(pedro), subject(pedro))
    with pytest.raises(AgoraError):
        translation_publish(standing(rosa), subject(rosa))
    assert Version.objects.filter(object_id=KEY).count() == 2


def test_the_original_changed_while_it_waited(book, tarsila, rosa):
    sent(tarsila)
    publish(cases.changed(summary="How a city and its people brought water."))
    with pytest.raises(NotFinished) as told:
        translation_publish(standing(rosa), subject(rosa))
    assert [one.field for one in told.value.problems] == ["texts.*.summary"]
    translation_give_back(standing(rosa), subject(rosa), "The summary changed.")
    (stale,) = [one for one in work(tarsila).segments if one.state == "stale"]
    assert stale.previous == "How a city brought water to every neighbourhood."
    # It may stay as it is, if the translator says so.
    outcome = translation_save(
        standing(tarsila), subject(tarsila), {stale.key: Written(stale.target, confirmed=True)}
    )
    assert outcome.kept == 1
    translation_send(standing(tarsila), subject(tarsila))
    translation_publish(standing(rosa), subject(rosa))
    assert live()["texts"]["pt"]["source_version"] == 2
    assert live()["texts"]["en"]["summary"].startswith("How a city and its people")


def test_another_language_published_meanwhile_stays(book, tarsila, rosa):
    sent(tarsila)
    document = live()
    document["texts"]["fr"] = {"title": "De l’eau", "source_version": 1}
    document["licence"] = "cc-by"
    publish(document)
    translation_publish(standing(rosa), subject(rosa))
    assert set(live()["texts"]) == {"en", "es", "fr", "pt"}
    assert live()["licence"] == "cc-by"


def test_the_same_language_published_meanwhile_is_a_clash_and_the_translator_chooses(
    book, tarsila, rosa
):
    sent(tarsila)
    document = live()
    document["texts"]["pt"] = {"title": "A água", "source_version": 1}
    publish(document)
    with pytest.raises(NotFinished) as told:
        translation_publish(standing(rosa), subject(rosa))
    assert [one.field for one in told.value.problems] == ["texts.*.title"]
    assert live()["texts"]["pt"]["title"] == "A água"
    translation_take_back(standing(tarsila), subject(tarsila))
    assert work(tarsila).clashes == {"texts.*.title": "A água"}
    mine = {"texts.*.title": Written(PORTUGUESE["texts.*.title"], confirmed=True)}
    assert translation_save(standing(tarsila), subject(tarsila), mine).kept == 1
    assert work(tarsila).clashes == {}


def test_stale_is_seen_when_the_original_changes_and_only_then(book, tarsila, rosa):
    sent(tarsila)
    translation_publish(standing(rosa), subject(rosa))

    def is_stale():
        return TextStanding.objects.get(object_id=KEY, language="pt").is_stale

    publish({**live(), "licence": "cc-by"})
    assert not is_stale()
    publish(cases.changed(title="Water for all"))
    assert is_stale()
    assert TextStanding.objects.get(object_id=KEY, language="es").is_stale
    write(tarsila, {"texts.*.title": "Água para todos"})
    translation_send(standing(tarsila), subject(tarsila))
    translation_publish(standing(rosa), subject(rosa))
    assert not is_stale()


def test_what_was_published_before_standings_were_kept_is_caught_up(book):
    TextStanding.objects.filter(object_id=KEY).delete()
    assert standings_catch_up() >= 1
    rows = TextStanding.objects.filter(object_id=KEY).values_list("language", "state")
    assert dict(rows) == {
        "en": "original", "es": "reviewed", "fr": "missing", "pt": "missing", "ar": "missing",
    }  # fmt: skip
    assert standings_catch_up() == 0


def test_an_organisations_own_text_is_translated_as_anything_else(ondara, tarsila, rosa):
    about = subject(tarsila, "pt", "organisation", ondara.pk)
    translation_save(
        standing(tarsila),
        about,
        {
            "texts.*.name": Written("Cidade de Ondara"),
            "texts.*.summary": Written("Uma cidade fictícia para testes."),
        },
    )
    translation_send(standing(tarsila), about)
    translation_publish(standing(rosa), subject(rosa, "pt", "organisation", ondara.pk))
    assert live("organisation", ondara.pk)["texts"]["pt"]["name"] == "Cidade de Ondara"


def test_after_publication_the_open_work_is_gone_from_the_memory(book, tarsila, rosa):
    sent(tarsila)
    assert MemoryPair.objects.filter(translation__isnull=False).exists()
    translation_publish(standing(rosa), subject(rosa))
    assert not MemoryPair.objects.filter(translation__isnull=False).exists()
    assert MemoryPair.objects.filter(target_language="pt", object_id=KEY).count() == len(PORTUGUESE)
