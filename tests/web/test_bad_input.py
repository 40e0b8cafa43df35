"""Whatever is asked, the market answers: with a page, a way on or a refusal, and never breaks."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora.catalogue.facets import HIDDEN, NAMES
from agora.catalogue.forms import clean_text, read_search
from agora.forums.models import Stand
from agora.kernel.languages import TAGS
from agora.web.access import LANGUAGE, TABLE
from tests.web.reading import elements

PARAMETERS = ("q", "sort", "page", "view", "all", "lang", "scheme", "format", "csrfmiddlewaretoken",
              *NAMES, *HIDDEN)  # fmt: skip
ASKED = (
    "explore/",
    "explore/feed.atom",
    "explore/download.csv",
    "explore/download.json",
    "suggest/",
)

# Our own small list, so that something is always tried.
NAUGHTY = (
    "", " ", "\x00", "a\x00b", "\r\nSet-Cookie: x=1", "%", "%s%n", "${7*7}", "{{7*7}}", "{% now %}",
    "' OR 1=1 --", '"', "\\", "<script>alert(1)</script>", "../../etc/passwd", "..%2f", "\u202eabc",
    "\u200b", "\ufeff", "\ufffe", "\ufdd0", "\U0001f3d9" * 50, "ا" * 300, "ﷺ" * 100, "e\u0301" * 500,
    "Z\u0351\u036b" * 100, "🏳️‍🌈", "٠١٢٣", "NaN", "Infinity", "-0", "1e400", "0x1f", "9" * 1000, "true",
    "null", "undefined", "a" * 3000, "*", "?", "~", "^2", '"unclosed', "(((((", "title:waste",
    "waste AND", "OR", "NOT", "+-", "/.*/", "[a TO z]", "\ud800", "q=1&q=2", "=cmd|' /C calc'!A0",
)  # fmt: skip


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _refuses_or_answers(answer, about: object) -> None:
    assert answer.status_code in (200, 301, 302, 400, 404, 405, 410, 414, 422, 431), about


@pytest.mark.django_db
def test_every_parameter_of_every_search_takes_whatever_is_sent(market, client):
    for number, text in enumerate(NAUGHTY):
        asked = _encoded(text)
        if len(asked) < 120:
            everything = "&".join(f"{name}={asked}" for name in PARAMETERS)
            for path in ASKED:
                _refuses_or_answers(client.get(f"/en/{path}?{everything}"), (path, text))
        path = ASKED[number % len(ASKED)]
        for name in PARAMETERS:
            _refuses_or_answers(client.get(f"/en/{path}?{name}={asked}"), (path, name, text))


@pytest.mark.django_db
@pytest.mark.data
def test_the_big_list_of_naughty_strings_breaks_nothing(market, client, data_folder: Path):
    strings = json.loads((data_folder / "naughty_strings" / "blns.json").read_text())
    assert len(strings) > 500
    for text in strings:
        asked = _encoded(text)
        every = "&".join(f"{name}={asked}" for name in PARAMETERS if name != "q")
        for address in (
            f"/ar/explore/?q={asked}", f"/en/suggest/?q={asked}", f"/en/explore/feed.atom?{every}",
            f"/en/resources/{asked}/", f"/en/topics/{asked}/{asked}/", f"/api/v1/resources?q={asked}",
            f"/api/v1/organisations/{asked}?lang={asked}", f"/{asked}/explore/",
        ):  # fmt: skip
            _refuses_or_answers(client.get(address), address)


@pytest.mark.django_db
def test_every_part_of_every_address_takes_whatever_is_sent(market, client):
    texts = (*NAUGHTY[:24], "x" * 400, "00000000-0000-0000-0000-000000000000", "sdg", "pazos")
    for route in TABLE:
        parts = route.replace(LANGUAGE, "en/").split("<")
        # Without a part to be named, every text would ask for the same address.
        for text in texts if parts[1:] else texts[:1]:
            address = parts[0] + "".join(
                _encoded(text) + part.split(">", 1)[1] for part in parts[1:]
            )
            for method in ("GET", "POST"):
                answer = client.generic(method, "/" + address)
                # A file that is still being made says when to come back.
                waits = "Retry-After" in answer.headers
                assert answer.status_code < 500 or waits, (method, address)


@pytest.mark.django_db
def test_every_field_of_every_form_takes_whatever_is_sent(market, client, data_folder: Path):
    key = Stand.objects.first().pk
    strings = json.loads((data_folder / "naughty_strings" / "blns.json").read_text())[::7]
    for number, text in enumerate((*NAUGHTY, *strings)):
        safe = text.encode("utf-8", "replace").decode()
        where = {"REMOTE_ADDR": f"2001:db8::{number:x}"}
        for name, fields in (("ask", ("name", "email", "text", "website")),
                             ("report", ("reason", "text", "email", "website"))):  # fmt: skip
            answer = client.post(f"/en/{name}/stand/{key}/", dict.fromkeys(fields, safe), **where)
            assert answer.status_code in (200, 422), (name, text)
            good = {"name": "A", "email": "a@b.example", "text": safe * 2, "reason": "other"}
            answer = client.post(f"/ar/{name}/stand/{key}/", good, **where)
            assert answer.status_code in (200, 422, 429), (name, text)


@pytest.mark.django_db
def test_what_was_typed_is_shown_as_text_and_never_run(market, client):
    for text in ('"><script>alert(1)</script>', "'-alert(1)-'", "<img src=x onerror=alert(1)>",
                 "</title><svg onload=alert(1)>", "javascript:alert(1)"):  # fmt: skip
        answer = client.get("/en/explore/", {"q": text, "theme": text})
        (box,) = elements(answer, "input", name="q")
        assert box["value"] == text
        assert not [e for e in elements(answer) if any(a.startswith("on") for a in e.attributes)]
        assert all(script.attributes for script in elements(answer, "script"))
        assert not [a for a in elements(answer, "a") if a.get("href").startswith("javascript")]
    answer = client.get("/en/explore/", {"q": "{{ 7*7 }} {% now 'Y' %}"})
    assert elements(answer, "input", name="q")[0]["value"] == "{{ 7*7 }} {% now 'Y' %}"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["1000000", "10" * 40, "-5", "501"])
def test_a_page_far_beyond_the_last_is_a_sentence_and_costs_nothing(page, market, client):
    client.get("/en/explore/")
    begun = time.process_time()
    answer = client.get(f"/en/explore/?page={page}")
    assert time.process_time() - begun < 0.5
    assert answer.status_code == (200 if page == "-5" else 404)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tag", ["de", "EN", "en-GB", "xx", "e", "english", "..", "%00", "en%2F", "٠"]
)
def test_a_language_that_is_not_ours_is_not_found(tag, client):
    for path in ("", "explore/", "resources/pazos/"):
        answer = client.get(f"/{tag}/{path}")
        assert answer.status_code in (301, 302, 404), tag
        if answer.status_code == 302:  # led to where the same is asked in a language
            assert answer.headers["Location"].split("/")[1] in TAGS
            assert client.get(answer.headers["Location"]).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", ["%ff", "%c3%28", "%e2%82", "%", "%zz", "%f0%28%8c%bc", "%ed%a0%80", "%00"]
)
def test_broken_percent_encodings_are_answered(broken, client):
    for address in (f"/en/explore/?q={broken}", f"/en/resources/{broken}/", f"/{broken}", f"/en/explore/{broken}",
                    f"/en/explore/?{broken}={broken}", f"/api/v1/resources?q={broken}"):  # fmt: skip
        _refuses_or_answers(client.get(address), address)


@pytest.mark.django_db
def test_addresses_and_headers_that_are_too_long_are_refused_before_any_work(
    client, django_assert_num_queries
):
    client.get("/en/")
    with django_assert_num_queries(0):
        assert client.get("/en/explore/?q=" + "x" * 4001).status_code == 414
        assert client.get("/en/" + "x/" * 3000).status_code == 414
        assert client.get("/en/", headers={"x-long": "x" * 16_001}).status_code == 431
        many = {f"x-{n}": "1" for n in range(120)}
        assert client.get("/en/", headers=many).status_code == 431
        assert client.get("/en/", headers={"cookie": "a=" + "x" * 20_000}).status_code == 431
    assert client.get("/en/explore/?q=" + "x" * 3000).status_code == 200


@pytest.mark.django_db
def test_ten_thousand_words_or_values_are_cut_or_refused_quickly(market, client):
    client.get("/en/explore/?q=waste")
    for query in (
        "q=" + "+".join("word" for _ in range(780)), "q=" + "%22a+" * 700, "q=" + "(" * 3900,
        "&".join(f"theme={n}" for n in range(350)), "&".join("goal=11" for _ in range(450)),
        "&".join(f"x{n}=1" for n in range(500)), "q=" + "a*+" * 900, "&" * 3900, "q=" + "é" * 600,
    ):  # fmt: skip
        begun = time.process_time()
        answer = client.get(f"/en/explore/?{query}")
        assert answer.status_code in (200, 400, 414), query[:30]
        assert time.process_time() - begun < 1.5, query[:30]


@pytest.mark.django_db
def test_a_form_that_carries_too_much_is_refused(client):
    key = "00000000-0000-0000-0000-000000000001"
    big = "x" * 1_100_000
    assert client.post(f"/en/ask/resource/{key}/", {"text": big}).status_code in (400, 404, 413)
    many = {f"f{n}": "1" for n in range(2_001)}
    assert client.post(f"/en/ask/resource/{key}/", many).status_code in (400, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8000@evil.example",
                                  "local host", "127.0.0.1.nip.example", "", "x" * 300])  # fmt: skip
def test_a_forged_host_is_refused_and_named_nowhere(host, client):
    answer = client.get("/en/", headers={"host": host})
    if host:
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()
    for name in ("x-forwarded-host", "x-host", "forwarded"):
        answer = client.get("/en/", headers={name: "evil.example"})
        assert answer.status_code == 200
        assert "evil.example" not in answer.content.decode()


@given(st.text(max_size=3000))
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_a_cleaned_text_is_short_printable_and_stays_as_it_is(text):
    cleaned = clean_text(text)
    assert len(cleaned) <= 300
    assert clean_text(cleaned) == cleaned
    assert not any(character in cleaned for character in "\x00\n\r\t\u202e\u2028\ufeff\ufffe\uffff")
    cleaned.encode("utf-8")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PARAMETERS), st.text(max_size=60) | st.sampled_from(NAUGHTY[:30])
        ),
        max_size=12,
    )
)
@settings(
    max_examples=120, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_any_search_reads_as_a_clean_one(pairs):
    from django.http import QueryDict

    values = QueryDict(mutable=True)
    for name, value in pairs:
        values.appendlist(name, value)
    search = read_search(values)
    assert 1 <= search.page <= 501
    assert search.sort in ("relevance", "newest", "title", "added")
    assert search.view in ("list", "map")
    assert all(len(value) <= 180 for chosen in search.filters.values() for value in chosen)
