"""What the page of one thing says: in the reader's language where it can, openly where it cannot."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import segno

from agora.kernel import traces
from tests.catalogue.shelf import found, gather, key_of, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


def _page(client, slug: str, reader: str = "en", plural: str = "resources"):
    answer = client.get(f"/{reader}/{plural}/{slug}/")
    assert answer.status_code == 200
    return answer


def test_the_chips_count_editions_and_never_the_languages_of_our_texts(client):
    put(
        "guide", original_language="es",
        texts={tag: {"title": f"Guide in {tag}"} for tag in ("en", "es", "fr", "pt", "ar")},
        editions=[
            {"language": "es"}, {"language": "es", "format": "pdf"}, {"language": "pt-BR"},
            {"language": "sw", "machine": True}, {"language": "zh-Hant", "machine": True},
        ],
    )  # fmt: skip
    chips = [
        (c.tag, c.machine, c.reading)
        for c in _page(client, "guide", "pt").context["it"].card.languages
    ]
    assert chips == [
        ("ES", False, False), ("PT", False, True), ("SW", True, False), ("ZH", True, False),
    ]  # fmt: skip


def test_a_machine_edition_beside_a_human_one_does_not_make_the_language_machine_made(client):
    put("guide", editions=[{"language": "fr", "machine": True}, {"language": "fr-CA"}])
    chips = _page(client, "guide").context["it"].card.languages
    assert [(chip.tag, chip.machine) for chip in chips] == [("FR", False)]


def test_the_facet_of_languages_counts_editions_too(client, index):
    put("one", texts={t: {"title": "T"} for t in ("en", "fr")}, editions=[{"language": "sw"}])
    put("two", editions=[{"language": "sw"}, {"language": "fr"}])
    index()
    facets = json.loads(client.get("/api/v1/resources").content)["facets"]
    assert facets["language"] == {"sw": 2, "fr": 1}


def test_a_text_that_is_not_in_the_readers_language_says_so_and_carries_its_own(client):
    put("daleel", original_language="ar", texts={"ar": {"title": "دليل السكن", "summary": "ملخص"}})
    answer = _page(client, "daleel", "fr")
    body = answer.content.decode()
    it = answer.context["it"]
    assert (it.title.language, it.title.direction, it.title.fallback) == ("ar", "rtl", True)
    (heading,) = elements(body, "h1")
    assert (heading.text, heading["lang"], heading["dir"]) == ("دليل السكن", "ar", "rtl")
    (lead,) = elements(body, "p", _class="lead")
    assert (lead.text, lead["lang"], lead["dir"]) == ("ملخص", "ar", "rtl")
    (note,) = elements(body, "p", _class="said-note")
    assert "arabe" in note.text
    assert elements(body, "html")[0].attributes == {"lang": "fr", "dir": "ltr"}
    # In its own language nothing is marked.
    own = _page(client, "daleel", "ar").content.decode()
    assert elements(own, "h1")[0].attributes == {}
    assert elements(own, _class="said-note") == []
    assert elements(own, "html")[0].attributes == {"lang": "ar", "dir": "rtl"}


def test_each_part_falls_back_by_itself_to_the_original_first(client):
    put(
        "guide", original_language="es",
        texts={
            "es": {"title": "Guía", "summary": "Resumen", "body": "<p>Cuerpo</p>", "why": "Importa"},
            "en": {"title": "Guide", "body": "<p>Body</p>"},
            "fr": {"title": "Manuel"},
        },
    )  # fmt: skip
    it = _page(client, "guide", "fr").context["it"]
    assert (it.title.text, it.title.fallback) == ("Manuel", False)
    assert (it.body.text, it.body.language) == ("<p>Cuerpo</p>", "es")
    assert (it.why.text, it.why.language) == ("Importa", "es")
    it = _page(client, "guide", "ar").context["it"]
    assert (it.title.text, it.title.language) == ("Guía", "es")
    assert {link.key for link in it.also_in} == {"en", "es", "fr"}


def test_a_summary_missing_in_the_readers_language_is_shown_in_the_original(client):
    put(
        "guide", original_language="es",
        texts={"es": {"title": "Guía", "summary": "Resumen"}, "fr": {"title": "Manuel"}},
    )  # fmt: skip
    it = _page(client, "guide", "fr").context["it"]
    assert (it.summary.text, it.summary.language, it.summary.fallback) == ("Resumen", "es", True)


def test_a_text_made_by_a_machine_says_so(client):
    put("guide", texts={"en": {"title": "Guide"}, "fr": {"title": "Manuel", "origin": "machine"}})
    (note,) = elements(_page(client, "guide", "fr"), "p", _class="said-note")
    assert "machine" in note.text or "automatique" in note.text
    assert elements(_page(client, "guide", "en"), _class="said-note") == []


def test_the_editions_say_language_form_extent_and_where_they_lead(client):
    put(
        "guide",
        editions=[
            {"language": "fr", "url": "https://www.example.org/f.pdf", "format": "pdf",
             "size_bytes": 1_500_000, "pages": 8, "translator": "A. Dupont", "title": "Manuel"},
            {"language": "en", "url": "https://learn.example.org/c", "format": "online-course",
             "duration_minutes": 150, "note": "Needs an account there."},
        ],
    )  # fmt: skip
    rows = _page(client, "guide").context["it"].editions
    assert [(r.language, r.host, r.format_label, r.size, r.extent) for r in rows] == [
        ("en", "learn.example.org", "Online course", "", "2 h 30 min"),
        ("fr", "example.org", "PDF", "1.5 MB", "8 pages"),
    ]
    body = _page(client, "guide", "es").content.decode()
    assert 'href="https://www.example.org/f.pdf"' in body
    assert "A. Dupont" in body
    assert 'target="_blank"' not in body


def test_a_practice_shows_its_figures_with_period_source_and_status(client):
    put(
        "pay", type="practice",
        practice={
            "place": "ke",
            "period": {"start": "2019", "end": "2021-06"},
            "cost": {"amount": "12500.50", "currency": "EUR"},
            "texts": {"en": {"problem": "<p>P</p>", "done": "<p>D</p>", "lessons": "<p>L</p>"}},
            "components": [{"texts": {"en": {"title": "Part one", "text": "First."}}}],
            "series": [
                {
                    "key": "rate", "unit": {"en": "per 100,000"},
                    "texts": {"en": {"title": "Homicides"}},
                    "figures": [
                        {"period": "2018", "value": "57.5", "status": "self-reported",
                         "source": {"name": "City of Ondara"}},
                        {"period": "2020", "value": "46", "status": "press",
                         "source": {"name": "The Daily", "url": "https://www.example.org/d"}},
                        {"period": "2021", "value": "1000", "at_least": True, "status": "evaluated",
                         "source": {"name": "A study"}},
                    ],
                }
            ],
        },
    )  # fmt: skip
    answer = _page(client, "pay", plural="practices")
    case = answer.context["it"].practice
    assert (case.place.label, case.period, case.cost_figure) == (
        "Kenya",
        "2019 – June 2021",
        "€12,500.50",
    )
    (series,) = case.series
    assert (series.title.text, series.unit.text) == ("Homicides", "per 100,000")
    assert [
        (f.period, f.value, f.status_label, f.source_name, f.source_url) for f in series.figures
    ] == [
        ("2018", "57.5", "reported by the city", "City of Ondara", ""),
        ("2020", "46", "reported by the press", "The Daily", "https://www.example.org/d"),
        ("2021", "more than 1,000", "from an evaluation", "A study", ""),
    ]
    assert series.figures[2].share == 1.0
    assert 0 < series.figures[1].share < series.figures[0].share < 1
    body = answer.content.decode()
    order = [
        body.index(word) for word in ("The problem", "What we did", "What changed", "Ask this city")
    ]
    assert order == sorted(order)
    assert body.index("<table") < body.index('class="bar"')


def test_the_change_of_a_series_is_reckoned_exactly(client):
    def figure(period: str, value: str) -> dict:
        return {"period": period, "value": value, "status": "evaluated", "source": {"name": "S"}}

    put(
        "pay", type="practice",
        practice={
            "texts": {"en": {"problem": "<p>P</p>"}},
            "series": [{
                "key": "rate", "texts": {"en": {"title": "Rate"}},
                "figures": [figure("2020", "40"), figure("2017", "80"), figure("2022", "30")],
            }],
        },
    )  # fmt: skip
    series = _page(client, "pay", plural="practices").context["it"].practice.series[0]
    assert [f.period for f in series.figures] == ["2017", "2020", "2022"]
    assert series.change == "−62.5% between 2017 and 2022"
    assert series.figures[0].value == str(Decimal(80))


def test_a_collection_keeps_its_order_and_says_why_each_thing_is_there(client):
    for slug in ("c", "a", "b"):
        put(slug)
    put(
        "chosen", type="collection",
        items=[
            {"to": "b", "note": {"en": "Begin here.", "ar": "ابدأ هنا"}},
            {"to": "a"}, {"to": "nowhere"}, {"to": "c", "note": {"es": "Termina aquí."}}, {"to": "b"},
        ],
    )  # fmt: skip
    answer = _page(client, "chosen", plural="collections")
    items = answer.context["it"].items
    assert [item.title.text for item in items] == ["B", "A", "C"]
    assert [(item.note.text, item.note.language, item.note.fallback) for item in items] == [
        ("Begin here.", "en", False), ("", "und", False), ("Termina aquí.", "es", True),
    ]  # fmt: skip
    assert "3 things in this collection" in answer.content.decode()
    assert [note.text for note in elements(answer, lang="es", dir="ltr")] == ["Termina aquí."]
    assert [link.label for link in _page(client, "a").context["it"].collections] == ["Chosen"]


def test_related_things_say_why_made_ties_first_then_shared_topics(client, index):
    put("book", themes=["waste", "informal-economy"])
    put("part", relations=[{"kind": "part-of", "to": "book"}], themes=["waste"])
    put("near", themes=["waste", "informal-economy"])
    put("far", themes=["mobility"])
    put(
        "tied", themes=["mobility"],
        relations=[{"kind": "related-because", "to": "book", "reason": {"en": "The same team."}}],
    )  # fmt: skip
    index()
    related = _page(client, "book").context["it"].related
    rows = [(r.card.title.text, r.reason, r.note.text) for r in related]
    assert sorted(rows[:2]) == [
        ("Part", "It is part of this.", ""), ("Tied", "Related.", "The same team."),
    ]  # fmt: skip
    assert rows[2][0] == "Near"
    assert rows[2][1].startswith("Also about:")
    assert "Far" not in [row[0] for row in rows]
    assert (
        next(r.reason for r in _page(client, "part").context["it"].related) == "This is part of it."
    )


def test_it_leads_to_the_stand_it_was_shown_at_and_to_what_came_of_it(client):
    found("net")
    thing, later = put("book"), put("later")
    gather("fair", stands=[stand("one", "net", items=["book"])])
    traces.leave(("resource", thing.pk), "led-to", ("resource", later.pk))
    stands = _page(client, "book").context["it"].stands
    assert {(link.label, link.path) for link in stands} == {
        ("Stand one", "/en/forums/fair/stands/one/"), ("Later", "/en/resources/later/"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "citation"),
    [
        (
            {"published": "2021-05", "contributions": [{"role": "author", "name": "Ada Ode"},
             {"role": "author", "name": "B. Bo"}, {"role": "publisher", "organisation": "net"}]},
            "Ada Ode; B. Bo (2021). Book. Net.",
        ),
        ({"contributions": [{"role": "publisher", "organisation": "net"}]}, "Net. Book."),
        ({"published": "2020"}, "(2020). Book."),
        ({}, "Book."),
    ],
)  # fmt: skip
def test_a_citation_says_who_when_what_and_where(fields, citation, client):
    found("net")
    thing = put("book", **fields)
    it = _page(client, "book").context["it"]
    assert it.citation == f"{citation} http://localhost:8000/id/{thing.pk}"


def test_the_bibtex_entry_is_balanced_and_complete_whatever_the_title_holds(client):
    put(
        "book", title=r"Who {pays} 50% & more_or #less \ $5}",
        published="2021", contributions=[{"role": "author", "name": "Ode, Ada"}],
    )  # fmt: skip
    answer = client.get("/en/resources/book/cite.bib")
    assert answer.headers["Content-Type"].startswith("application/x-bibtex")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="book.bib"'
    text = answer.content.decode()
    assert text.splitlines() == [
        "@misc{book,",
        r"  title = {Who \textbraceleft{}pays\textbraceright{} 50\% \& more\_or \#less "
        r"\textbackslash{} \$5\textbraceright{}},",
        "  author = {Ode, Ada},",
        "  year = {2021},",
        "  language = {en},",
        f"  url = {{http://localhost:8000/id/{key_of('resource', 'book')}}}",
        "}",
    ]


def test_the_qr_code_holds_the_permanent_address(client):
    thing = put("book")
    answer = client.get("/en/resources/book/qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    wanted = segno.make(f"http://localhost:8000/id/{thing.pk}", error="m")
    assert answer.content.decode() == _svg(wanted)


def _svg(code) -> str:
    import io

    out = io.BytesIO()
    code.save(out, kind="svg", scale=6, border=3, light="#fff", xmldecl=True)
    return out.getvalue().decode()


@pytest.mark.parametrize(
    "title", ["Book", "كتاب السكن للجميع", "x" * 300, "e\u0301" * 90, "🏙" * 40]
)
def test_the_share_picture_is_drawn_for_any_title(title, client):
    import io

    from PIL import Image

    put("book", title=title)
    answer = client.get("/en/resources/book/picture.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_the_record_says_where_it_comes_from(client):
    put(
        "book",
        provenance=[
            {"source": "https://www.example.org/a", "name": "Example", "fields": ["title", "goals", "targets"],
             "retrieved": "2026-01-02"},
            {"name": "A flyer"},
        ],
    )  # fmt: skip
    rows = _page(client, "book").context["it"].provenance
    assert [(r.name, r.url, r.fields) for r in rows] == [
        ("Example", "https://www.example.org/a", "title, topics"), ("A flyer", "", ""),
    ]  # fmt: skip
    assert "2026" in rows[0].retrieved


@pytest.mark.parametrize(
    ("published", "shown", "iso"),
    [("2021", "2021", "2021"), ("2021-05", "May 2021", "2021-05"),
     ("2021-05-09", "Sunday, 9 May 2021", "2021-05-09"), (None, "", "")],
)  # fmt: skip
def test_a_date_is_shown_as_precisely_as_it_is_known(published, shown, iso, client):
    put("book", published=published)
    it = _page(client, "book").context["it"]
    assert (it.published, it.published_iso) == (shown, iso)


def test_an_unknown_licence_is_said_to_be_unknown(client):
    put("book")
    put("free", licence="cc-by")
    it = _page(client, "book").context["it"]
    assert (it.licence_key, it.licence_url) == ("unknown", "")
    assert it.licence
    assert (
        _page(client, "free").context["it"].licence_url.startswith("https://creativecommons.org/")
    )


def test_an_example_is_marked_as_one_everywhere(client, index):
    put("made-up", illustrative=True)
    index()
    for address in ("/en/resources/made-up/", "/en/explore/", "/en/"):
        assert "Illustrative example" in client.get(address).content.decode(), address
