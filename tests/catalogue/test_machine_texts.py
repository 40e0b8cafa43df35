"""What a machine made of a title is found, shown under its label, and never over a person's text."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from agora.catalogue import indexing, machine, translating
from agora.catalogue.models import Listing, MachineReading, MachineText, Resource
from agora.catalogue.queries import Search, cards, hit_cards, search
from agora.catalogue.search.contract import TextPart
from agora.editorial.services import content_withdraw
from agora.kernel import clock, outbox
from agora.people.queries import ANYBODY
from agora.translation import engines
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db

WORDS = "sed -u -z s/agua/zwater/;s/ciudad/zcity/"


@pytest.fixture
def modes(tmp_path, settings):
    """An engine made of an everyday program: it knows two words of Spanish."""
    folder = tmp_path / "modes"
    folder.mkdir()
    (folder / "spa-eng.mode").write_text(WORDS.replace(";", " -e ").replace("s/agua", "-e s/agua"))
    settings.ENGINES = ("apertium",)
    settings.APERTIUM_MODES = [folder]
    engines.forget()
    yield folder
    engines.forget()


def _spanish(slug="guia", **texts):
    own = {"title": "El agua de la ciudad", "summary": "Una guía del agua."}
    return put(slug, original_language="es", texts={"es": own, **texts})


def _found(text, reader="en", bridge=True):
    wanted = Search(text=text, bridge=bridge)
    results = search(wanted, reader=reader, viewer=ANYBODY)
    with translation.override(reader):
        return hit_cards(results.hits, reader=reader, viewer=ANYBODY)


def test_without_engines_nothing_is_translated_and_no_query_is_spent(
    index, django_assert_num_queries
):
    resource = _spanish()
    with django_assert_num_queries(0):
        assert translating.machine_translate_due() == 0
        part = TextPart("es", "agua", original=True)
        assert machine.translations_of(part, ()) == ()
        assert machine.kept({resource.pk: (part, ("es",))}) == {}
    assert "machine" not in Listing.objects.get(pk=resource.pk).data


def test_a_title_is_translated_in_a_later_pass_and_then_found(index, modes):
    _spanish()
    index()
    assert _found("zwater", bridge=False) == ()
    assert translating.machine_translate_due() == 1
    assert indexing.index_catch_up() == 1
    (card,) = _found("zwater", bridge=False)
    assert card.title.text == "El agua de la ciudad"
    assert (card.title.language, card.title.fallback) == ("es", True)
    assert (card.machine_title.text, card.machine_title.origin) == (
        "El zwater de la zcity",
        "machine",
    )
    assert card.machine_summary.text == "Una guía del zwater."
    assert [reason.kind for reason in card.why] == ["machine"]
    (spanish,) = _found("agua", reader="es")
    assert not spanish.machine_title


def test_a_text_a_person_wrote_is_never_joined_by_a_machines(index, modes):
    human = {"title": "City water", "summary": "A guide."}
    resource = _spanish(en=human)
    translating.machine_translate_due()
    index()
    assert MachineText.objects.count() == 0
    assert _found("zwater", bridge=False) == ()
    assert not cards([resource.pk], "en")[resource.pk].machine_title


def test_a_text_written_later_replaces_the_machines(index, modes):
    resource = _spanish()
    translating.machine_translate_due()
    index()
    assert cards([resource.pk], "en")[resource.pk].machine_title
    _spanish(en={"title": "City water", "summary": "A guide."})
    index()
    card = cards([resource.pk], "en")[resource.pk]
    assert (card.title.text, card.machine_title.text) == ("City water", "")
    assert _found("zwater", bridge=False) == ()


def test_a_rebuild_needs_no_engine(index, modes):
    _spanish()
    translating.machine_translate_due()
    for translator in engines.translators():
        translator.close()
    indexing.index_rebuild()
    assert not any(pipe.is_running for one in engines.translators() for pipe in one.pipes())
    assert len(_found("zwater", bridge=False)) == 1


def test_done_once_it_is_not_done_again_until_something_changes(index, modes):
    resource = _spanish()
    assert [translating.machine_translate_due() for _ in range(2)] == [1, 0]
    outbox.clear(outbox.pending())
    put("guia", original_language="es", texts={"es": {"title": "Otra agua", "summary": "Más."}})
    assert translating.machine_translate_due() == 1
    assert set(MachineText.objects.values_list("title", flat=True)) == {
        "El zwater de la zcity", "Otra zwater",
    }  # fmt: skip
    (modes / "spa-fra.mode").write_text("cat")
    engines.forget()
    assert translating.machine_translate_due() == 1
    assert Listing.objects.get(pk=resource.pk).data["machine"].keys() == {"en", "fr"}


def test_a_failing_engine_leaves_the_record_findable_and_is_tried_again_later(index, modes, caplog):
    _spanish()
    (modes / "spa-eng.mode").write_text("false")
    engines.forget()
    index()
    assert translating.machine_translate_due() == 1
    assert "the search goes on without it" in caplog.text
    assert len(_found("ciudad", reader="es")) == 1
    reading = MachineReading.objects.get()
    assert (reading.tries, reading.again_at is not None) == (1, True)
    assert translating.machine_translate_due() == 0
    (modes / "spa-eng.mode").write_text("sed -u -z s/agua/zwater/")
    engines.forget()
    MachineReading.objects.update(again_at=clock.now() - dt.timedelta(seconds=1))
    assert translating.machine_translate_due() == 1
    reading = MachineReading.objects.get()
    assert (reading.tries, reading.again_at) == (0, None)
    index()
    assert len(_found("zwater", bridge=False)) == 1


def test_translations_nothing_uses_are_forgotten(index, modes):
    kept = _spanish()
    gone = put("otra", original_language="es", texts={"es": {"title": "Otra agua", "summary": ""}})
    translating.machine_translate_due()
    content_withdraw("resource", gone.pk, "Outdated.")
    assert translating.machine_forget_unused() == 0
    MachineText.objects.update(made_at=clock.now() - dt.timedelta(days=3))
    assert translating.machine_forget_unused() == 1
    assert MachineText.objects.get().digest == machine.digest_of(
        TextPart("es", "El agua de la ciudad", "Una guía del agua.")
    )
    assert Resource.objects.filter(pk=kept.pk).exists()


def test_many_records_cost_as_many_queries_as_one(index, modes, django_assert_max_num_queries):
    for number in range(15):
        put(f"guia-{number}", original_language="es",
            texts={"es": {"title": f"agua {number}", "summary": "ciudad"}})  # fmt: skip
    with django_assert_max_num_queries(25):
        assert translating.machine_translate_due() == 15
    with django_assert_max_num_queries(16):
        list(indexing.documents(list(indexing.live())))


def test_the_card_shows_the_label_and_escapes_the_text(index, modes, client):
    put("evil", original_language="es",
        texts={"es": {"title": "agua & <b>ciudad</b>", "summary": "agua"}})  # fmt: skip
    translating.machine_translate_due()
    index()
    html = client.get("/en/explore/?q=zwater").content.decode()
    assert '<span class="flag">Machine translation</span> <b>zwater &amp; &lt;b&gt;zcity' in html
    assert "<b>zcity" not in html
    assert "Machine translation" not in client.get("/es/explore/?q=agua").content.decode()


def test_a_search_uses_the_engines_and_a_broken_one_breaks_no_search(index, modes, client, caplog):
    put("water", texts={"en": {"title": "Zwater plans", "summary": "On zwater."}})
    index()
    (card,) = _found("agua", reader="es")
    assert card.title.text == "Zwater plans"
    assert _found("agua", reader="es", bridge=False) == ()
    (modes / "spa-eng.mode").write_text("sleep 600")
    engines.forget()
    settings_before = caplog.records[:]
    assert client.get("/es/explore/?q=agua").status_code == 200
    assert [record.levelname for record in caplog.records if record not in settings_before] == [
        "WARNING"
    ]
    assert client.get("/es/explore/?q=ciudad+agua").status_code == 200
    assert client.get("/es/explore/?q=" + "agua+" * 700).status_code == 200
