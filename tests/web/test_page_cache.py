"""Public pages are kept and asked for again; an edit shows at once; nobody's own page is kept."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.editorial.services import content_withdraw
from agora.web.middleware import encoding_for
from tests.catalogue.shelf import found, gather, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(index):
    thing = put("guide", title="Waste guide")
    index()
    return thing


def _queries(client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, headers=headers).status_code == 200
    return len(asked)


PAGES = ("/en/", "/en/explore/?q=waste", "/en/resources/guide/", "/en/topics/", "/robots.txt",
         "/en/explore/feed.atom", "/en/suggest/?q=wa", "/api/v1/resources", "/sitemap.xml")  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_the_second_visitor_gets_the_kept_page_for_one_query(address, guide, client):
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    with CaptureQueriesContext(connection) as asked:
        second = client.get(address)
    assert len(asked) == 1
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_a_browser_that_has_the_page_is_told_that_it_is_unchanged(guide, client):
    first = client.get("/en/resources/guide/")
    again = client.get("/en/resources/guide/", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name]
    for tag in ('"other"', f'W/"x", {first.headers["ETag"]}'):
        expected = 304 if "x" in tag else 200
        assert (
            client.get("/en/resources/guide/", headers={"if-none-match": tag}).status_code
            == expected
        )
    put("guide", title="Waste guide, mended")
    anew = client.get("/en/resources/guide/", headers={"if-none-match": first.headers["ETag"]})
    assert anew.status_code == 200
    assert "mended" in anew.content.decode()


@pytest.mark.parametrize(
    "edit",
    [
        lambda: put("guide", title="Mended"),
        lambda: content_withdraw("resource", put("guide").pk, "Outdated."),
        lambda: found("net", name="New network"),
        lambda: gather("fair"),
    ],
    ids=["publish", "withdraw", "organisation", "forum"],
)
def test_an_edit_makes_every_page_anew(edit, guide, client):
    def drawn(address: str) -> bool:
        return client.get(address).context is not None  # a kept page is not drawn from a template

    pages = ("/en/", "/en/explore/?q=waste", "/en/resources/guide/", "/en/topics/", "/ar/")
    assert [drawn(address) for address in pages] == [True] * len(pages)
    assert [drawn(address) for address in pages] == [False] * len(pages)
    edit()
    assert [drawn(address) for address in pages] == [True] * len(pages)


def test_the_edited_words_are_on_the_page_and_the_old_ones_are_not(guide, client, index):
    assert "Waste guide" in client.get("/en/explore/").content.decode()
    put("guide", title="Bus lanes")
    for address in ("/en/resources/guide/", "/en/explore/", "/en/"):
        body = client.get(address).content.decode()
        assert "Bus lanes" in body, address
        assert "Waste guide" not in body, address
    assert client.get("/en/explore/?q=lanes").context["total"] == 0
    index()
    assert client.get("/en/explore/?q=lanes").context["total"] == 1


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", "identity"), ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip", "gzip"), ("GZIP", "gzip"), ("deflate", "identity"),
        ("br ; q=1.0", "br"), ("gzip;q=0,br;q=0.000", "identity"), ("br; q=0", "identity"),
    ],
)  # fmt: skip
def test_the_encoding_is_one_the_browser_takes(asked, given):
    assert encoding_for(asked) == given


def test_each_encoding_holds_the_same_page(guide, client):
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    bodies, tags = set(), set()
    for encoding, opened in unpack.items():
        for _turn in (1, 2):
            answer = client.get("/en/resources/guide/", headers={"accept-encoding": encoding})
            assert answer.headers.get("Content-Encoding", "") == encoding
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert int(answer.headers.get("Content-Length", len(answer.content))) == len(
                answer.content
            )
            bodies.add(opened(answer.content))
            tags.add(answer.headers["ETag"])
    assert len(bodies) == 1
    assert len(tags) == 3


def test_a_picture_is_not_compressed_twice(guide, client):
    answer = client.get("/en/resources/guide/picture.png", headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"\x89PNG")


def test_a_page_of_somebody_signed_in_is_never_kept(guide, amina):
    client = amina.client()
    answer = client.get("/en/resources/guide/")
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Cookie" in answer.headers["Vary"]
    assert "ETag" not in answer.headers
    assert _queries(client, "/en/resources/guide/") > 1


def test_a_made_up_session_is_answered_like_a_visitor_and_not_kept(guide, client):
    client.cookies["sessionid"] = "made-up"
    answer = client.get("/en/resources/guide/")
    assert answer.status_code == 200
    assert not answer.headers["Cache-Control"].startswith("public")


def test_forms_are_never_kept_and_each_has_its_own_token(guide, client):
    from django.test import Client

    for name in ("ask", "report"):
        address = f"/en/{name}/resource/{guide.pk}/"
        one, other = Client().get(address), Client().get(address)
        for answer in (one, other):
            assert "no-store" in answer.headers["Cache-Control"]
            assert "ETag" not in answer.headers
        assert one.cookies["csrftoken"].value != other.cookies["csrftoken"].value


def test_reading_sets_no_cookie(guide, client):
    for address in PAGES:
        assert not client.get(address).cookies, address


@pytest.mark.parametrize(
    "address", ["/en/never-was/", "/en/explore/?page=400", "/health", "/", "/en/resources/gone/"]
)
def test_errors_redirects_and_the_monitor_are_not_kept(address, guide, client):
    gone = put("gone")
    content_withdraw("resource", gone.pk, "Outdated.")
    for _turn in (1, 2):
        answer = client.get(address)
        assert "public" not in answer.headers.get("Cache-Control", "")
        assert "ETag" not in answer.headers


def test_a_head_request_gets_the_headers_of_the_page(guide, client):
    shown = client.get("/en/resources/guide/")
    head = client.head("/en/resources/guide/")
    for name in ("Content-Type", "Cache-Control", "ETag", "Vary", "Content-Language"):
        assert head.headers[name] == shown.headers[name], name


def test_part_and_whole_of_explore_are_kept_apart(guide, client):
    asked = [
        {}, {"hx-request": "true"}, {"hx-request": "true", "hx-boosted": "true"},
        {"hx-request": "true", "hx-history-restore-request": "true"},
    ]  # fmt: skip
    for order in (asked, asked[::-1]):
        put("guide", title=f"Waste guide {len(order)} {order is asked}")
        for headers in order * 2:
            whole = "<html" in client.get("/en/explore/", headers=headers).content.decode()
            assert whole is (headers != {"hx-request": "true"}), headers


def test_two_hosts_do_not_share_a_page(guide, client):
    client.get("/en/", headers={"host": "localhost"})
    assert _queries(client, "/en/", host="127.0.0.1") > 1


def test_every_page_carries_the_security_headers(guide, client):
    for address in (*PAGES, "/en/never-was/", f"/en/report/resource/{guide.pk}/", "/en/patterns/"):
        for _turn in (1, 2):
            headers = client.get(address).headers
            policy = dict(
                part.strip().partition(" ")[::2]
                for part in headers["Content-Security-Policy"].split(";")
            )
            assert policy["default-src"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == "'self'"
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "Permissions-Policy" in headers
