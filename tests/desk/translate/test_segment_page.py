"""The page of segments: source beside target, kept, sent, read, published; told when it cannot be."""

from __future__ import annotations

import html as entities
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.editorial.models import TranslatedSegment, Translation
from agora.editorial.translating.memory import memory_fill_due
from agora.editorial.translating.queries import SEGMENTS_OF_A_PAGE
from agora.editorial.translating.segments import shown
from tests.editorial.translating import cases
from tests.editorial.translating.cases import KEY, PORTUGUESE, live, publish, subject, work, write

pytestmark = pytest.mark.django_db
PAGE = f"/en/desk/translate/resource/{KEY}/pt/"


def form_of(html):
    """The fields of the form of segments, as a browser would send them."""
    hidden = re.findall(r'<input type="hidden" name="([dm]:[^"]+)" value="([^"]*)"', html)
    boxes = re.findall(r'<textarea id="s\d+t" name="(t:[^"]+)"[^>]*>\n([^<]*)</textarea>', html)
    return {name: entities.unescape(value) for name, value in (*hidden, *boxes)}


def test_a_translator_fills_the_form_sends_it_and_another_publishes(
    book, tarsila, rosa, index, client
):
    browser = tarsila.client()
    html = browser.get(PAGE).content.decode()
    assert "Nobody is translating this." in html
    assert ">Water for every neighbourhood<" in re.sub("</?dfn[^>]*>", "", html)
    fields = form_of(html)
    assert set(fields) == {f"{part}:{key}" for key in PORTUGUESE for part in "td"}
    answer = browser.post(PAGE, fields | {f"t:{key}": text for key, text in PORTUGUESE.items()})
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?page=1&said=saved#work")
    html = browser.get(answer.url).content.decode()
    assert "Saved." in html
    assert "8 of 8 texts are done" in html
    answer = browser.post(f"{PAGE}step/", {"do": "send"})
    assert answer.status_code == 302
    assert "it waits for a second reader" in browser.get(PAGE).content.decode()
    reader = rosa.client()
    html = reader.get(PAGE).content.decode()
    assert "You are the second reader" in html
    assert '<textarea id="s1t"' not in html
    assert "Leia primeiro" in html
    assert reader.post(f"{PAGE}step/", {"do": "publish"}).status_code == 302
    page = client.get("/pt/resources/water-handbook/").content.decode()
    assert "Água para cada bairro" in page
    assert 'href="https://water.example/guide"' in page
    index()
    found = client.get("/pt/explore/?q=bairro").content.decode()
    assert "Água para cada bairro" in found


def test_what_is_not_right_stays_in_the_form_with_a_sentence(book, tarsila):
    browser = tarsila.client()
    fields = form_of(browser.get(PAGE).content.decode())
    fields |= {"t:texts.*.title": "Água", "t:texts.*.body#1": "Leia <b>o guia</b>."}
    answer = browser.post(PAGE, fields)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Some texts were not saved." in html
    assert "Leia &lt;b&gt;o guia&lt;/b&gt;." in html
    assert "&lt;b&gt; is not allowed here." in html
    assert {one.key for one in TranslatedSegment.objects.all()} == {"texts.*.title"}


def test_an_emptied_field_is_emptied_even_if_the_browser_leaves_it_out(book, tarsila):
    write(tarsila, {"texts.*.summary": "Resumo"})
    browser = tarsila.client()
    fields = form_of(browser.get(PAGE).content.decode())
    del fields["t:texts.*.summary"]
    assert browser.post(PAGE, fields).status_code == 302
    assert TranslatedSegment.objects.get(key="texts.*.summary").target == ""


def test_two_windows_are_told_of_each_other(book, tarsila):
    browser = tarsila.client()
    fields = form_of(browser.get(PAGE).content.decode())
    browser.post(PAGE, fields | {"t:texts.*.title": "Água um"})
    answer = browser.post(PAGE, fields | {"t:texts.*.title": "Água dois", "t:texts.*.summary": "S"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else wrote here meanwhile." in html
    assert "\nÁgua dois</textarea>" in html
    assert "Água um</q>" in html
    assert TranslatedSegment.objects.get(key="texts.*.title").target == "Água um"
    assert TranslatedSegment.objects.get(key="texts.*.summary").target == "S"


def test_two_translators_the_second_is_told_and_their_words_stay_on_the_page(book, tarsila, paula):
    late = paula.client()
    fields = form_of(late.get(PAGE).content.decode())
    write(tarsila, {"texts.*.title": "Água"})
    answer = late.post(PAGE, fields | {"t:texts.*.title": "Minha água"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tarsila is translating this." in html
    assert "Minha água" in html
    assert TranslatedSegment.objects.get(key="texts.*.title").target == "Água"


def test_the_page_saves_by_itself_with_a_script(book, tarsila):
    browser = tarsila.client()
    fields = form_of(browser.get(PAGE).content.decode())
    one = {name: fields[name] for name in ("d:texts.*.title", "d:texts.*.body#1")}
    answer = browser.post(
        PAGE,
        one | {"t:texts.*.title": "Água", "t:texts.*.body#1": "sem marca"},
        headers={"X-Autosave": "1"},
    )
    said = answer.json()
    assert (answer.status_code, said["message"]) == (200, "Saved.")
    assert said["seen"]["texts.*.title"].endswith(shown("Água"))
    assert "link" in said["wrong"]["texts.*.body#1"][0]


def test_what_is_missing_is_told_with_a_way_to_it(book, tarsila):
    write(tarsila, {"texts.*.title": "Água", "texts.*.body#0": "Começo"})
    answer = tarsila.client().post(f"{PAGE}step/", {"do": "send"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="{PAGE}?page=1#s4">Text 4</a>: This is not translated yet.' in html


def test_the_reader_asks_and_the_translator_sees_what(book, tarsila, rosa):
    write(tarsila)
    tarsila.client().post(f"{PAGE}step/", {"do": "send"})
    reader = rosa.client()
    assert reader.post(f"{PAGE}step/", {"do": "give-back", "asked": ""}).status_code == 422
    said = {"do": "give-back", "asked": "Say <b>bairro</b>, please."}
    assert reader.post(f"{PAGE}step/", said).status_code == 302
    html = tarsila.client().get(PAGE).content.decode()
    assert "Say &lt;b&gt;bairro&lt;/b&gt;, please." in html
    assert reader.post(f"{PAGE}step/", {"do": "publish"}).status_code == 409


def test_steps_are_not_skipped_by_address(book, tarsila, rosa):
    """G8: nothing is published that was not sent."""
    write(tarsila)
    for do in ("publish", "give-back", "nonsense"):
        answer = rosa.client().post(f"{PAGE}step/", {"do": do, "asked": "x"})
        assert answer.status_code in (409, 422)
    assert "pt" not in live()["texts"]


def test_what_changed_in_the_original_is_shown_word_by_word(book, tarsila, rosa):
    write(tarsila)
    tarsila.client().post(f"{PAGE}step/", {"do": "send"})
    rosa.client().post(f"{PAGE}step/", {"do": "publish"})
    publish(cases.changed(summary="How a town brought water to every neighbourhood."))
    html = tarsila.client().get(PAGE).content.decode()
    assert re.search(r"<del>city ?</del><ins>town ?</ins>", html)
    assert "The translation is still right" in html
    fields = form_of(html) | {"c:texts.*.summary": "on"}
    assert tarsila.client().post(PAGE, fields).status_code == 302
    assert [one.state for one in work(tarsila).segments].count("stale") == 0


def test_terms_of_the_glossary_are_marked_with_their_name_in_the_target_language(book, tarsila):
    publish(
        cases.changed(summary="Participatory budgeting brought water to an informal settlement.")
    )
    html = tarsila.client().get(PAGE).content.decode()
    assert '<dfn title="orçamento participativo' in html
    assert ">Participatory budgeting</dfn>" in html
    assert "assentamento" in html


def test_a_former_translation_is_offered_with_where_it_comes_from(book, tarsila):
    other = cases.handbook(slug="second-handbook", texts={
        "en": {"title": "Another book", "summary": "How a city brought water to every district."},
        "pt": {"title": "Outro livro", "summary": "Como uma cidade levou água a cada distrito.",
               "source_version": 1},
    })  # fmt: skip
    publish(other, key=cases.ids.fixed_id("resource", "second-handbook"))
    assert memory_fill_due() >= 2
    html = tarsila.client().get(PAGE).content.decode()
    assert 'value="Como uma cidade levou água a cada distrito."' in html
    assert '<small class="muted">Outro livro' in html or '<small class="muted">Another book' in html
    # Taken without a script: the box is ticked, the field left empty.
    fields = form_of(html) | {"o:texts.*.summary": "Como uma cidade levou água a cada distrito."}
    assert tarsila.client().post(PAGE, fields).status_code == 302
    row = TranslatedSegment.objects.get(key="texts.*.summary")
    assert (row.target, row.origin) == ("Como uma cidade levou água a cada distrito.", "human")


def test_what_a_machine_proposed_stays_a_machines_until_somebody_changes_it(book, tarsila):
    browser = tarsila.client()
    fields = form_of(browser.get(PAGE).content.decode())
    taken = {"m:texts.*.summary": "Como cidade água.", "o:texts.*.summary": "Como cidade água."}
    browser.post(PAGE, fields | taken)
    assert TranslatedSegment.objects.get(key="texts.*.summary").origin == "machine"
    html = browser.get(PAGE).content.decode()
    assert "Made by a machine" in html
    browser.post(PAGE, form_of(html) | {"t:texts.*.summary": "Como a cidade levou água."})
    assert TranslatedSegment.objects.get(key="texts.*.summary").origin == "human"


def test_dangerous_texts_are_shown_as_text(book, tarsila, rosa):
    """F1, F7: in the translator's page and in the reader's."""
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}\"'><img src=x onerror=alert(1)>"
    publish(cases.changed(title=nasty, summary=nasty, body="<p>ok</p>"))
    write(
        tarsila,
        {"texts.*.title": nasty, "texts.*.summary": nasty, "texts.*.body#0": "1 < 2 <scrip"},
    )
    for somebody in (tarsila, rosa):
        html = somebody.client().get(PAGE).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{ 7|add:7 }}" in html


def test_a_long_text_comes_in_pages_at_one_cost(book, tarsila):
    def queries(count):
        body = "".join(f"<p>Paragraph {n} of the {count}.</p>" for n in range(count))
        publish(cases.changed(body=body))
        browser = tarsila.client()
        browser.get(PAGE)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(PAGE)
        return len(asked), answer.content.decode()

    (few, _page), (many, html) = queries(3), queries(120)
    assert few == many <= 30
    assert html.count("<textarea") == SEGMENTS_OF_A_PAGE
    assert f'href="{PAGE}?page=5#work"' in html
    answer = tarsila.client().post(f"{PAGE}?page=2", {"next": "1"})
    assert answer.url == f"{PAGE}?page=3&said=saved#work"
    assert tarsila.client().get(f"{PAGE}?page=99999").status_code == 200


def test_a_visitor_is_led_to_the_sign_in_page(book, client):
    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert answer.url.startswith("/en/account/login/?next=")


def test_the_page_is_in_the_readers_language_and_the_texts_in_their_own(book, tarsila):
    html = tarsila.client().get(PAGE.replace("/pt/", "/ar/")).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert Translation.objects.count() == 0


def test_credits_stand_on_the_page_of_the_thing(book, tarsila, rosa, client):
    write(tarsila)
    tarsila.client().post(f"{PAGE}step/", {"do": "send"})
    rosa.client().post(f"{PAGE}step/", {"do": "publish"})
    html = client.get("/pt/resources/water-handbook/").content.decode()
    assert "Tarsila" in html
    assert "Rosa" in html
    assert "Tarsila" not in client.get("/es/resources/water-handbook/").content.decode()
    assert subject(tarsila)
