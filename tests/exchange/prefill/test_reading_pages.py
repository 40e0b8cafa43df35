"""What a page says of itself is read in order of trust, and no page can harm its reader."""

from __future__ import annotations

import json
import time

import pytest

from agora.exchange.prefill import guessing
from agora.exchange.prefill import values as v
from agora.exchange.prefill.page import page_read

HERE = "https://learn.city.example/en/guide"
SUMMARY = "How cities keep homes within reach of those who live in them, step by step."


def read(head="", body="", html=' lang="en"'):
    return page_read(
        f"<!doctype html><html{html}><head>{head}</head><body>{body}</body></html>", HERE
    )


def best(facts):
    """The most trusted piece of each kind, with where it stood."""
    return {
        what: (told.value, told.source)
        for what in facts.said
        if (told := facts.best(what)) is not None
    }


def ld(data):
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_the_more_trusted_source_wins_and_the_others_fill_the_gaps():
    facts = read(
        ld({"@context": "https://schema.org", "@type": "Book", "name": "Homes first", "inLanguage": "es"})
        + '<title>Homes first | City Example</title>'
        + '<meta property="og:title" content="Homes first!">'
        + f'<meta property="og:description" content="{SUMMARY}">'
        + '<meta property="og:site_name" content="City Example">'
        + '<meta name="DC.date.issued" content="2023-04">'
        + '<meta name="DC.rights" content="CC BY-SA 4.0">'
        + '<meta name="citation_author" content="Amina Diallo">'
        + '<meta name="citation_author" content="Beto Souza">'
        + '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
    )  # fmt: skip
    assert best(facts) == {
        "title": ("Homes first", "json-ld"),
        "language": ("es", "json-ld"),
        "type": ("Book", "json-ld"),
        "summary": (SUMMARY, "open-graph"),
        "publisher": ("City Example", "open-graph"),
        "published": ("2023-04", "dublin-core"),
        "licence": ("cc-by-sa", "dublin-core"),
        "author": ("Amina Diallo", "citation"),
    }
    assert [one.value for one in facts.of("author")] == ["Amina Diallo", "Beto Souza"]
    assert [one.value for one in facts.of("language")] == ["es", "en"]
    assert [(one.value, one.source) for one in facts.of("title")][-1] == ("Homes first", "page")


def test_the_node_that_the_page_is_about_is_taken_from_a_graph():
    facts = read(
        ld({"@graph": [
            {"@type": "WebSite", "@id": "#site", "name": "City Example"},
            {"@type": "Organization", "@id": "#org", "name": "City Example", "url": "https://city.example/"},
            {"@type": "WebPage", "@id": f"{HERE}#page", "url": HERE, "name": "Guide – page"},
            {"@type": ["Report"], "mainEntityOfPage": {"@id": HERE}, "headline": "The guide",
             "description": "<p>It tells &amp; shows.</p>", "publisher": {"@id": "#org"},
             "license": {"@id": "https://creativecommons.org/publicdomain/zero/1.0/"},
             "author": [{"@type": "Person", "name": "Amina"}, "Beto"],
             "image": {"@type": "ImageObject", "url": "/a.png", "caption": "A street"},
             "encoding": [{"contentUrl": "/guide.pdf"}], "datePublished": "2022-10-11T09:00:00Z"},
            {"@type": "Report", "name": "Another report"},
        ]})
    )  # fmt: skip
    assert best(facts) == {
        "language": ("en", "page"),
        "title": ("The guide", "json-ld"),
        "summary": ("It tells & shows.", "json-ld"),
        "publisher": ("City Example", "json-ld"),
        "publisher-address": ("https://city.example/", "json-ld"),
        "licence": ("cc0", "json-ld"),
        "author": ("Amina", "json-ld"),
        "picture": ("https://learn.city.example/a.png", "json-ld"),
        "picture-text": ("A street", "json-ld"),
        "file": ("https://learn.city.example/guide.pdf", "json-ld"),
        "published": ("2022-10-11", "json-ld"),
        "type": ("Report", "json-ld"),
    }


def test_a_page_that_says_nothing_in_its_head_is_read_from_its_text():
    prose = "In Ondara the rents rose faster than the wages for ten years. " * 3
    facts = read(
        "<title>Homes first - a guide</title>",
        f"<nav><p>{'Menu entry and more of it. ' * 9}</p></nav><h1>Homes <em>first</em></h1>"
        f"<p>Short.</p><p>{prose}</p><script>var p = 'not a word';</script><footer>© all rights reserved</footer>",
    )  # fmt: skip
    assert facts.heading == "Homes first"
    assert facts.paragraph == prose.strip()
    assert facts.words.startswith("Homes first Short. In Ondara")
    assert "not a word" not in facts.words
    assert "Menu entry" not in facts.words
    assert best(facts)["title"] == ("Homes first - a guide", "page")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Homes first | City Example", "Homes first"),
        ("City Example - Homes first", "Homes first"),
        ("Homes first – and – last", "Homes first – and – last"),
        ("Homes first", "Homes first"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title, found):
    facts = read(f'<title>{title}</title><meta property="og:site_name" content="City example">')
    assert best(facts)["title"][0] == found


def test_other_languages_of_the_page_are_known_by_its_own_word():
    facts = read(
        '<link rel="alternate" hreflang="es" href="/es/guia">'
        '<link rel="alternate" hreflang="pt-br" href="/pt/guia?utm_source=x">'
        '<link rel="alternate" hreflang="en" href="/en/guide">'
        '<link rel="alternate" hreflang="x-default" href="/guide">'
        '<link rel="alternate" hreflang="fr" href="/">'
        '<link rel="alternate" hreflang="ar" href="javascript:alert(1)">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    assert facts.alternates == [
        ("es", "https://learn.city.example/es/guia"),
        ("pt-BR", "https://learn.city.example/pt/guia"),
    ]


def test_one_pdf_is_what_the_page_is_about_and_of_several_nobody_can_tell():
    assert best(read(body='<a href="a.PDF?x=1#p">Read</a><a href="a.PDF?x=1">again</a>'))["file"] == (
        "https://learn.city.example/en/a.PDF?x=1", "page",
    )  # fmt: skip
    assert "file" not in best(read(body='<a href="a.pdf">A</a><a href="b.pdf">B</a>'))


def test_links_that_are_no_web_pages_are_dropped():
    facts = read(
        '<meta property="og:image" content="javascript:alert(1)">'
        '<meta name="citation_pdf_url" content="data:application/pdf;base64,xx">',
        '<a href="vbscript:x.pdf">x</a><a rel="license" href="javascript:alert(1)">x</a>',
    )
    assert {"picture", "file", "licence"} & set(best(facts)) == set()


def test_what_looks_like_a_template_or_a_program_stays_plain_words():
    facts = read(
        '<meta property="og:title" content="{{ secret }} {% include x %} ${7*7} &lt;script&gt;alert(1)&lt;/script&gt;">'
        '<meta property="og:description" content="A\u202etxt\u200b\u0000 with hidden signs in it, and words enough to be taken for one.">'
    )  # fmt: skip
    assert best(facts)["title"][0] == "{{ secret }} {% include x %} ${7*7} alert(1)"
    assert best(facts)["summary"][0].startswith("Atxt with hidden signs")


def test_licences_are_ours_only_in_the_very_version_we_name():
    for told, key in {
        "https://creativecommons.org/licenses/by/4.0/": "cc-by",
        "http://creativecommons.org/licenses/by-nc-sa/4.0/deed.es": "cc-by-nc-sa",
        "https://creativecommons.org/licenses/by/3.0/igo/": "other",
        "https://creativecommons.org/publicdomain/zero/1.0/": "cc0",
        "This work is under CC BY-NC-ND 4.0.": "cc-by-nc-nd",
        "CC-BY 3.0": "other",
        "© 2023. All rights reserved.": "all-rights-reserved",
        "Todos os direitos reservados": "all-rights-reserved",
        "© 2023 City": "",
        "https://evil-creativecommons.org/licenses/by/4.0/": "",
        "Accra CCBY": "",
    }.items():
        assert v.licence(told) == key, told


def test_dates_are_taken_as_far_as_they_are_known():
    for told, found in {
        "2022-10-11T08:00:00+02:00": "2022-10-11", "2021/5/3": "2021-05-03", "2021.12": "2021-12",
        "11 October 2022": "2022", "2022": "2022", "2022-13-45": "2022", "2022-02-31": "2022-02",
        "yesterday": "", "": "", "99999": "",
    }.items():  # fmt: skip
        assert v.date(told) == found, told


def test_languages_are_tags_however_they_are_written():
    for told, found in {
        "pt_BR": "pt-BR", "EN-us": "en-US", "spa": "es", "fra, eng": "fr", "Español": "es", "und": "",
        "english language": "", "x": "", "": "",
    }.items():  # fmt: skip
        assert v.language(told) == found, told


# ------------------------------------------------------------------------ hostile pages


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000 + "deep",
        "<p>" + "<b>" * 3_000 + "deep" + "</b>" * 3_000,
        "<table>" * 5_000,
        '<!DOCTYPE html [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
            f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12)
        ) + "]><title>&a11;</title>",
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><title>&x;</title>',
        "<title>" + "x" * 2_000_000,
        "<meta name=description content='" + "a b " * 400_000 + "'>",
        "<a href=x.pdf>" * 100_000,
        "\0\0\0<title>\0x</title>",
        "<" * 500_000,
        "&" * 500_000,
        "<!--" * 200_000,
        "<svg><script>" * 50_000,
        "",
        "   ",
    ],
    ids=["deep", "inline", "tables", "laughs", "outside", "title", "description", "links", "nulls",
         "brackets", "ands", "comments", "scripts", "nothing", "blank"],
)  # fmt: skip
def test_a_hostile_page_is_read_in_bounded_time(page):
    begun = time.process_time()
    facts = page_read(page, HERE)
    assert time.process_time() - begun < 2
    for told in facts.said.values():
        assert all(len(one.value) <= 1_000 for one in told)
    assert "root:" not in str(facts)


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        "{" * 50_000,
        '{"@type":"Book","name":' * 20_000,
        '{"@type": "Book", "name": NaN}',
        '{"@type": "Book", "name": 1e999}',
        '{"@type": 5, "name": {"a": "b"}}',
        '{"@type": ["Book", 3], "name": [[["deep"]]], "author": {"name": {"name": {}}}}',
        '{"@type": "Book", "name": "x", "publisher": [], "image": [], "license": [[]], "encoding": "x"}',
        '{"@type": "Book", "name": "x", "publisher": {"@id": "#x"}, "author": {"@id": "#y"}}',
        "not json",
        "[" + '{"@type":"Book","name":"x"},' * 20_000 + "{}]",
        '{"@graph": ' * 300 + "1" + "}" * 300,
        '"\\ud800"',
        '{"@type":"Book","name":"\\ud800 lone","description":"\\u0000"}',
    ],
)
def test_hostile_data_in_a_page_is_read_or_left(data):
    begun = time.process_time()
    facts = page_read(f'<html lang=en><script type="application/ld+json">{data}</script>', HERE)
    assert time.process_time() - begun < 2
    for told in facts.said.values():
        for one in told:
            one.value.encode()


# ------------------------------------------------------------------------ guesses


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How the city of Ondara lowered the rents, and what other cities can take from it for their own plans.", "en"),
        ("Cómo la ciudad de Ondara bajó los alquileres y qué pueden tomar de ello otras ciudades para sus planes.", "es"),
        ("Comment la ville d’Ondara a fait baisser les loyers, et ce que d’autres villes peuvent en tirer pour leurs plans.", "fr"),
        ("Como a cidade de Ondara baixou os aluguéis e o que outras cidades podem tirar disso para os seus planos de habitação.", "pt"),
        ("كيف خفّضت مدينة أوندارا الإيجارات وما الذي يمكن أن تأخذه المدن الأخرى من ذلك", "ar"),
        ("Wie die Stadt Ondara die Mieten gesenkt hat, und was andere Städte daraus für ihre Pläne nehmen können.", ""),
        ("Come la città di Ondara ha abbassato gli affitti e che cosa le altre città possono prendere per i loro piani della casa.", ""),
        ("چگونه شهر اندارا اجاره‌ها را کاهش داد و شهرهای دیگر چه چیزی می‌توانند از آن بگیرند", ""),
        ("Ondara 2024", ""),
        ("", ""),
        ("12345 67890", ""),
    ],
)  # fmt: skip
def test_the_language_is_guessed_or_left_open(text, language):
    assert guessing.language_of(text) == language


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "title", "is_pdf", "found"),
    [
        (["Book"], "", False, ("handbook", "page")),
        (["NewsArticle"], "News of the city", False, ("", "")),
        (["WebPage"], "A toolkit for mayors", False, ("toolbox", "words")),
        ([], "Manual de vivienda", False, ("handbook", "words")),
        ([], "Informe anual", True, ("report", "words")),
        ([], "مجموعة أدوات للمدن", False, ("toolbox", "words")),
        ([], "Homes first", True, ("report", "words")),
        ([], "Homes first", False, ("", "")),
        ([], "Guided by water", False, ("", "")),
    ],
)
def test_the_sort_of_thing_is_guessed_from_what_it_is_called(told, title, is_pdf, found):
    assert guessing.type_of(told, title, is_pdf=is_pdf) == found


def test_a_guess_needs_no_large_model():
    import sys

    sys.modules.pop("py3langid", None)
    guessing.language_of("How the city of Ondara lowered the rents for all who live in it today.")
    assert "py3langid" not in sys.modules
