"""Before a document is sent it is looked over, in plain words, without keeping anybody waiting."""

from __future__ import annotations

import time
import uuid

import pytest
from django.core.cache import cache
from django.utils import translation

from agora.exchange.checks import check_document, document_stops, links, pdf_findings
from agora.exchange.checks.links import links_ask
from agora.exchange.fetching import Client
from agora.media.models import FileFacts
from agora.media.services import file_store
from tests.exchange.site import OPEN, endless, page, redirect
from tests.media.giving import pdf, upload

pytestmark = pytest.mark.django_db

SUMMARY = "How cities keep homes within reach of those who live in them, told step by step."


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()
    yield
    cache.clear()


def document(title="Homes first", summary=SUMMARY, **more):
    return {
        "type": "handbook",
        "original_language": "en",
        "texts": {"en": {"title": title, "summary": summary}, "es": {"title": "Viviendas primero", "summary": SUMMARY}},
        "editions": [{"language": "en", "url": "https://city.test-site.org/a"}],
        "licence": "cc-by",
        "themes": ["housing-rights"],
    } | more  # fmt: skip


def states(told, **more):
    """What is not well, as key → (state, path)."""
    return {
        check.key: (check.state, check.path)
        for check in check_document(told, fetch=False, **more)
        if check.state != "ok" and check.key != "link"
    }


def test_a_document_that_is_well_says_so_in_sentences():
    checks = check_document(document(), fetch=False)
    assert {check.state for check in checks if check.key != "link"} == {"ok"}
    assert all(
        check.sentence.endswith((".", "/a")) or "Open it" in check.sentence for check in checks
    )
    assert not document_stops(checks)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (document(title=""), {"title": ("stop", "texts.en.title")}),
        (document(title="HOMES FIRST FOR ALL CITIES"), {"title": ("warn", "texts.en.title")}),
        (document(title="UCLG"), {}),
        (document(title="Homes first " * 14), {"title": ("warn", "texts.en.title")}),
        (document(title="السكن أولا للجميع في كل المدن"), {}),
        (document(summary=""), {"summary": ("stop", "texts.en.summary")}),
        (document(summary="Too short."), {"summary": ("warn", "texts.en.summary")}),
        (document(summary="Long words. " * 60), {"summary": ("warn", "texts.en.summary")}),
        (document(licence="unknown"), {"licence": ("warn", "licence")}),
        (document(licence="no-such"), {"licence": ("warn", "licence")}),
        (document(themes=[]), {"topics": ("warn", "themes")}),
        (document(themes=[], goals=["11"]), {}),
        (document(editions=[{"language": "en"}]), {"offered": ("stop", "editions")}),
        (document(editions=[], type="article"), {}),
        (document(texts={"en": {"title": "Homes first", "summary": SUMMARY}}), {"languages": ("warn", "editions")}),
        (document(texts={"en": {"title": "Homes first", "summary": SUMMARY}},
                  editions=[{"language": "fr", "url": "https://a.test-site.org/"}]), {}),
        (document(summary="Lorem ipsum dolor sit amet, and so on for a good long while, with many words."),
         {"placeholder": ("stop", "texts.en.summary")}),
        (document(title="[Insert title here]"), {"placeholder": ("stop", "texts.en.title")}),
        (document(title="{{ title }}"), {"placeholder": ("stop", "texts.en.title")}),
        (document(title="test"), {"placeholder": ("stop", "texts.en.title")}),
        (document(title="Testing water in cities"), {}),
        (document(summary="TODO write this. " + SUMMARY), {"placeholder": ("stop", "texts.en.summary")}),
        (document(title="Todo sobre el agua"), {}),
        (document(title="XXX Congreso de ciudades"), {}),
        (document(editions=[{"language": "en", "url": "https://www.example.com/x"}]),
         {"placeholder": ("warn", "editions.0.url")}),
        (document(texts={"en": {"title": "Homes", "summary": "Short."}, "es": {"title": "V", "summary": SUMMARY}},
                  editions=[{"language": "en", "format": "video", "url": "https://a.test-site.org/"}]),
         {"summary": ("warn", "texts.en.summary")}),
        (document(texts={"en": {"title": "Homes", "summary": "Short."}, "es": {"title": "V", "summary": "Corto."}},
                  editions=[{"language": "en", "format": "infographic", "url": "https://a.test-site.org/"}]),
         {"summary": ("warn", "texts.es.summary"), "picture": ("warn", "editions.0.note")}),
    ],
)  # fmt: skip
def test_what_is_not_well_is_said_where_it_is(told, expected):
    assert states(told) == expected


def test_an_unfinished_or_odd_document_is_no_failure():
    for told in ({}, {"texts": None}, {"texts": {"en": 5}}, {"texts": {"en": {"title": None}}, "editions": "x"},
                 {"editions": [None, {"url": 5, "file": "x"}], "themes": 3, "practice": {"series": [[[]]]}}):  # fmt: skip
        assert document_stops(check_document(told, fetch=False))


def test_the_sentences_are_in_the_readers_language_when_translations_are_there():
    with translation.override("es"):
        checks = check_document(document(), fetch=False, reader="es")
    assert "español" in next(one.sentence for one in checks if one.key == "languages")


# ------------------------------------------------------------------------ files


def test_a_pdf_that_not_everybody_can_read_is_told_in_plain_words(ondara):
    file = file_store(upload("a.pdf", pdf("", "")), by=None, organisation=ondara.pk)
    told = document(editions=[{"language": "en", "file": str(file.pk), "format": "pdf"}])
    found = [
        c for c in check_document(told, organisation=ondara.pk, fetch=False) if c.key == "file"
    ]
    assert [c.state for c in found] == ["warn"] * 4
    assert [c.path for c in found] == ["editions.0.file"] * 4
    assert "read aloud" in found[0].sentence


def test_a_pdf_that_everybody_can_read_is_well(ondara):
    content = pdf(
        "Guide\nWords enough to be read aloud.", title="Guide", language="en", tagged=True
    )
    file = file_store(upload("a.pdf", content), by=None, organisation=ondara.pk)
    told = document(editions=[{"language": "en", "file": str(file.pk)}])
    (found,) = [
        c for c in check_document(told, organisation=ondara.pk, fetch=False) if c.key == "file"
    ]
    assert found.state == "ok"


def test_a_locked_pdf_must_not_be_sent_and_an_unread_one_is_not_known():
    assert [c.state for c in pdf_findings(FileFacts(trouble="locked"))] == ["stop"]
    assert [c.state for c in pdf_findings(FileFacts(trouble="slow"))] == ["unknown"]


def test_a_file_of_others_or_of_nobody_is_not_there(ondara):
    file = file_store(upload("a.pdf", pdf("x")), by=None, organisation=ondara.pk)
    for key, organisation in ((file.pk, None), (file.pk, uuid.uuid4()), (uuid.uuid4(), ondara.pk)):
        told = document(editions=[{"language": "en", "file": str(key)}])
        assert states(told, organisation=organisation)["file"] == ("stop", "editions.0.file")


def test_the_number_of_queries_is_constant(ondara, django_assert_num_queries):
    def told(count):
        files = [file_store(upload(f"{n}.pdf", pdf("x")), by=None, organisation=ondara.pk) for n in range(count)]  # fmt: skip
        return document(editions=[{"language": "en", "file": str(file.pk)} for file in files])

    one, three = told(1), told(3)
    with django_assert_num_queries(2):
        check_document(one, organisation=ondara.pk, fetch=False)
    with django_assert_num_queries(2):
        check_document(three, organisation=ondara.pk, fetch=False)


# ------------------------------------------------------------------------ links


def link_states(told, **more):
    return [(c.state, c.path) for c in check_document(told, **more) if c.key == "link"]


def test_links_that_open_and_links_that_do_not(site):
    site.pages |= {"/a": page("x"), "/moved": redirect("/a"), "/shut": page("x", status=403), "/down": page("x", status=500)}  # fmt: skip
    urls = [site.url(path) for path in ("/a", "/moved", "/gone", "/shut", "/down")]
    told = document(editions=[{"language": "en", "url": url} for url in urls])
    assert link_states(told) == [
        ("ok", "editions.0.url"),
        ("ok", "editions.1.url"),
        ("stop", "editions.2.url"),
        ("unknown", "editions.3.url"),
        ("stop", "editions.4.url"),
    ]


def test_links_into_a_private_network_are_not_asked(hidden_site):
    told = document(editions=[{"language": "en", "url": f"http://127.0.0.1:{hidden_site.port}/"}])
    (check,) = [c for c in check_document(told) if c.key == "link"]
    assert check.state == "stop"
    assert hidden_site.asked == []


def test_slow_links_do_not_keep_the_page_waiting(site):
    site.pages |= {f"/{n}": endless(b"X-A: b\r\n", 0.05, head=b"HTTP/1.1 200 OK\r\n") for n in range(12)}  # fmt: skip
    site.pages["/quick"] = page("x")
    urls = [site.url("/quick"), *(site.url(f"/{n}") for n in range(11))]
    told = document(editions=[{"language": "en", "url": url} for url in urls])
    begun = time.monotonic()
    found = link_states(told, seconds=0.8)
    assert time.monotonic() - begun < 4
    assert found[0] == ("ok", "editions.0.url")
    assert {state for state, _path in found[1:]} == {"unknown"}


def test_a_slow_directory_of_names_does_not_keep_the_page_waiting():
    begun = time.monotonic()
    client = Client(resolver=lambda _host, _port: time.sleep(9) or ["1.1.1.1"])
    answers = links_ask(["http://slow.example/"], seconds=0.5, client=client)
    assert answers["http://slow.example/"].state == "silent"
    assert time.monotonic() - begun < 4


def test_a_link_is_not_asked_again_within_a_few_minutes(site):
    site.pages["/a"] = page("x")
    told = document(editions=[{"language": "en", "url": site.url("/a")}])
    assert link_states(told) == link_states(told) == [("ok", "editions.0.url")]
    assert len(site.asked) == 1


def test_why_a_link_does_not_open_is_said_in_the_language_of_who_asks(site):
    with translation.override("fr"):
        answer = links_ask([site.url("/gone")])[site.url("/gone")]
        assert answer.state == "dead"
        assert answer.sentence
    assert translation.get_language() != "fr"
    assert links._key("x") != _key_in("fr", "x")


def _key_in(language, address):
    with translation.override(language):
        return links._key(address)


def test_the_sources_of_figures_are_links_as_well(site):
    site.pages["/a"] = page("x")
    practice = {"series": [{"figures": [{"source": {"name": "Office", "url": site.url("/a")}}]}]}
    told = document(editions=[], type="practice", practice=practice)
    assert link_states(told) == [("ok", "practice.series.0.figures.0.source.url")]
    assert head_was_enough(site)


def head_was_enough(site):
    return [path for path, _headers in site.asked] == ["/a"]


def test_nothing_is_read_of_what_a_link_leads_to(site):
    site.pages["/a"] = endless(b"x" * 1_000, 0.01, head=OPEN)
    told = document(editions=[{"language": "en", "url": site.url("/a")}])
    begun = time.monotonic()
    assert link_states(told) == [("ok", "editions.0.url")]
    assert time.monotonic() - begun < 4
