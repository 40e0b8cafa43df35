"""The tags escape what they are given and say openly what a text is."""

from django.template import Context, Engine
from django.utils import translation

from agora.ui import examples
from agora.ui.rows import Card, Chip, Dot, Facet, FacetValue, Link, Reason, Said
from agora.ui.templatetags import ui

EVIL = "<script>alert('x')</script>\"'&"


def drawn(source: str, **values: object) -> str:
    engine = Engine(
        app_dirs=True, builtins=["agora.ui.templatetags.ui", "django.templatetags.i18n"]
    )
    return engine.from_string(source).render(Context(values))


def test_a_card_escapes_every_text_it_is_given():
    text = Said(EVIL, "en")
    link = Link(EVIL, f"/{EVIL}", EVIL, EVIL)
    card = Card(
        id=EVIL, path=f"/{EVIL}", type_key=EVIL, type_label=EVIL, title=text, summary=text,
        axes=(EVIL,), publishers=(link,), places=(link,), audiences=(EVIL,),
        languages=(Chip(EVIL, EVIL), Chip("en", EVIL, machine=True)), duration=EVIL, year=EVIL,
        evidence_key="measured", evidence_label=EVIL, note=text,
        machine_title=text, machine_summary=text,
        why=tuple(Reason(EVIL, text, named, kind) for named, kind in (
            (EVIL, "word"), ("", "word"), (EVIL, "topic"), ("", "machine"),
        )),
    )  # fmt: skip
    for tag in ("find", "stall"):
        html = drawn("{% " + tag + " card %}", card=card)
        assert "<script" not in html
        assert "alert(&#x27;x&#x27;)" in html


def test_facets_links_and_maps_escape_what_they_are_given():
    facet = Facet(EVIL, EVIL, (FacetValue(EVIL, EVIL, 3, selected=True, level=9),))
    for html in (
        ui.choices(facet),
        ui.links((Link(EVIL, EVIL), Link(EVIL)), EVIL),
        ui.find_map([Dot(EVIL, EVIL, 1.5, 2.5, 3)]),
        ui.initials(f"{EVIL} <b>"),
        ui.said(Said(EVIL, EVIL, EVIL, fallback=True)),
    ):
        assert "<script" not in html
        assert '"\'&"' not in html


def test_a_text_in_another_language_carries_it_and_says_so():
    spanish = Said("Vivienda", "es", "ltr", fallback=True)
    assert ui.said(spanish) == '<span lang="es" dir="ltr">Vivienda</span>'
    assert ui.said_attributes(spanish) == ' lang="es" dir="ltr"'
    assert "Shown in Spanish: not yet available in English." in ui.said_note(spanish)


def test_a_text_in_the_readers_language_needs_no_note():
    assert ui.said_note(Said("Housing", "en")) == ""
    assert ui.said_attributes(Said("Housing", "en")) == ""


def test_a_machines_text_is_named_as_one():
    assert "by a machine" in ui.said_note(Said("Housing", "en", origin="machine"))


def test_a_chip_says_its_language_in_words_and_whether_a_machine_made_it():
    with translation.override("en"):
        html = ui.chips((Chip("es", "Spanish", reading=True), Chip("ar", "Arabic", machine=True)))
    assert 'class="reading" title="Spanish"' in html
    assert 'class="machine" title="Arabic, translated by a machine"' in html


def test_an_axis_is_colour_shape_and_word():
    html = ui.axis("planet")
    assert 'class="axis planet"' in html
    assert "<svg" in html
    assert html.endswith("Planet</span>")
    assert ui.axis("unknown") == ""


def test_a_chosen_value_is_ticked_and_a_child_is_indented():
    html = ui.choices(examples.FACETS[1])
    assert '<label class="l1"><input type="checkbox" name="place" value="south-america"' in html
    assert "checked" not in html
    assert html.count("<label") == len(examples.FACETS[1].values)
    assert ui.choices(examples.FACETS[0]).count(" checked") == 1


def test_a_bar_stays_within_its_box():
    assert "h100v8" in ui.bar(7.5)
    assert "M0 0h0v8" in ui.bar(-1)
    assert "M0 0h12.5v8" in ui.bar(0.125)


def test_numbers_inside_drawings_are_not_written_in_the_readers_way():
    with translation.override("es"):
        assert 'cx="12.5"' in ui.find_map([Dot("Ondara", "/es/", 12.5, 3.25)])
        assert "h54.5v8" in ui.bar(0.545)


def test_every_drawing_of_a_tile_on_a_page_has_its_own_id(rf):
    from agora.ui.context import Page

    page = Page(rf.get("/en/"))
    html = drawn("{% find card %}{% find card %}", card=examples.COURSE, page=page)
    ids = [part.split('"')[0] for part in html.split('pattern id="')[1:]]
    assert len(ids) == len(set(ids)) == 2
