"""A page is fetched as it is, in bounded time, bounded bytes, and from where it was looked up."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from agora.exchange.fetching import ANSWER, Client, Limits, fetch
from agora.exchange.fetching.errors import (
    AddressClosed,
    AddressUnfit,
    AnsweredWithError,
    CertificateWrong,
    HostUnknown,
    NoAnswer,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreadable,
)
from tests.exchange.site import OPEN, certificate_for, endless, page, redirect, serve, silent_port
from tests.memory import growing

SHORT = Limits(seconds=1.0, size=100_000)


def test_a_page_comes_with_what_the_host_says_of_it(site):
    site.pages["/guia?q=1"] = page(
        "<p>Guía</p>".encode("latin-1"), "Text/HTML; charset=ISO-8859-1", Content_Language="es"
    )
    found = fetch(site.url("/guia?q=1#part"))
    assert (found.status, found.media_type, found.language) == (200, "text/html", "es")
    assert found.text == "<p>Guía</p>"
    assert (found.address, found.size_bytes) == (site.url("/guia?q=1"), 11)
    assert found.asked == site.url("/guia?q=1#part")
    assert found.is_page
    assert not found.is_cut


def test_the_host_learns_who_asks_and_nothing_else(site, monkeypatch, settings):
    settings.SITE_URL = "https://learning.example.org"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = page("hello", Set_Cookie="a=b; Path=/")
    fetch(site.url())
    fetch(site.url(), language="pt")
    first, second = (headers for _path, headers in site.asked)
    assert set(first) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert first["user-agent"].startswith("Agora/")
    assert "https://learning.example.org" in first["user-agent"]
    assert first["host"] == site.place
    assert "cookie" not in second
    assert second["accept-language"] == "pt, *;q=0.5"


@pytest.mark.parametrize(
    ("content", "media_type", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("latin-1"), "text/html", "é"),
        ("é".encode(), "text/html; charset=utf-7", "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=latin-1", "é"),
        ("é".encode("utf-16"), "text/html", "é"),
        ('<meta charset="windows-1256">سكن'.encode("cp1256"), "text/html", '<meta charset="windows-1256">سكن'),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>\xe9', "application/xhtml+xml", '<?xml version="1.0" encoding="iso-8859-1"?>é'),
        (b"<meta charset=zip>plain", "text/html; charset=rot13", "<meta charset=zip>plain"),
    ],
)  # fmt: skip
def test_bytes_become_text_whatever_is_declared(site, content, media_type, text):
    site.pages["/"] = page(content, media_type)
    assert fetch(site.url()).text == text


def test_packed_content_is_unpacked(site):
    site.pages["/gzip"] = page(gzip.compress(b"x" * 5_000), Content_Encoding="gzip")
    site.pages["/zlib"] = page(zlib.compress(b"x" * 5_000), Content_Encoding="deflate")
    site.pages["/odd"] = page(b"x", Content_Encoding="br")
    site.pages["/broken"] = page(b"\x1f\x8bnot so", Content_Encoding="gzip")
    assert fetch(site.url("/gzip")).content == b"x" * 5_000
    assert fetch(site.url("/zlib")).content == b"x" * 5_000
    for path in ("/odd", "/broken"):
        with pytest.raises(Unreadable):
            fetch(site.url(path))


def test_a_gzip_bomb_is_stopped_at_the_limit(site):
    bomb = gzip.compress(b"\0" * 300_000_000)
    assert len(bomb) < 400_000
    site.pages["/"] = page(bomb, Content_Encoding="gzip")
    with growing() as grown:
        with pytest.raises(TooLarge):
            fetch(site.url(), Limits(size=1_000_000))
        cut = fetch(site.url(), Limits(size=1_000_000, cut=True))
    assert (len(cut.content), cut.is_cut) == (1_000_000, True)
    assert grown.most < 20_000


def test_an_endless_body_is_stopped_at_the_limit(site):
    site.pages["/"] = endless(b"x" * 10_000, head=OPEN)
    with pytest.raises(TooLarge):
        fetch(site.url(), Limits(seconds=10, size=300_000))
    assert fetch(site.url(), Limits(seconds=10, size=300_000, cut=True)).is_cut


def test_a_declared_length_above_the_limit_is_not_begun(site):
    site.pages["/"] = endless(b"x", 0.05, head=OPEN.replace(b"\r\n\r\n", b"\r\nContent-Length: 999999999\r\n\r\n"))  # fmt: skip
    begun = time.monotonic()
    with pytest.raises(TooLarge):
        fetch(site.url(), Limits(seconds=10))
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    "slow",
    [
        endless(b"x", 0.05, head=OPEN),
        endless(b"X-A: b\r\n", 0.05, head=b"HTTP/1.1 200 OK\r\n"),
        endless(b"x", 0.05, head=b"HTTP/1.1 200 OK\r\nX-Long: "),
        endless(b"1\r\nx\r\n", 0.05, head=OPEN.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")),
        endless(b"0", 0.05, head=OPEN.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")),
        endless(b"", 0.05),
    ],
    ids=["body", "headers", "one header", "chunks", "one chunk's length", "silence"],
)  # fmt: skip
def test_a_drip_ends_when_the_time_for_everything_is_over(site, slow):
    site.pages["/"] = slow
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetch(site.url(), SHORT)
    assert 0.9 < time.monotonic() - begun < 4


def test_redirects_share_the_time(site):
    def late(to):
        def answer(handler):
            time.sleep(0.4)
            redirect(to)(handler)

        return answer

    site.pages |= {"/1": late("/2"), "/2": late("/3"), "/3": late("/4"), "/4": page("there")}
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetch(site.url("/1"), SHORT)
    assert time.monotonic() - begun < 4


def test_a_host_that_takes_the_connection_and_says_nothing_over_tls(settings):
    listener, port = silent_port()
    settings.FETCH_LOCAL = frozenset({f"127.0.0.1:{port}"})
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        fetch(f"https://127.0.0.1:{port}/", SHORT)
    listener.close()
    assert time.monotonic() - begun < 4


def test_a_directory_of_names_that_is_silent_is_not_waited_for():
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        Client(resolver=lambda _host, _port: time.sleep(9) or ["1.1.1.1"]).fetch(
            "http://slow.example/", SHORT
        )
    assert time.monotonic() - begun < 4


def test_redirects_are_followed_to_their_end(site):
    site.pages |= {"/a": redirect("b"), "/b": redirect(site.url("/c"), 308), "/c": page("there")}
    found = fetch(site.url("/a"))
    assert (found.text, found.address) == ("there", site.url("/c"))


def test_redirects_in_a_ring_end(site):
    site.pages["/ring"] = redirect("/ring")
    with pytest.raises(TooManyRedirects):
        fetch(site.url("/ring"))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("to", "error"),
    [
        ("http://127.1:{port}/", AddressUnfit),
        ("http://127.0.0.1/", AddressClosed),
        ("//[::ffff:169.254.169.254]/latest/", AddressClosed),
        ("http://localhost/", AddressClosed),
        ("ftp://127.0.0.1/", AddressUnfit),
        ("file:///etc/passwd", AddressUnfit),
        ("http://a:b@127.0.0.1:{own}/", AddressUnfit),
        ("http://[", AddressUnfit),
    ],
)
def test_each_hop_is_checked_like_the_first(site, hidden_site, to, error):
    site.pages["/"] = redirect(to.format(port=hidden_site.port, own=site.port))
    with pytest.raises(error):
        fetch(site.url())
    assert hidden_site.asked == []


def test_the_connection_goes_to_the_number_that_was_checked(site, settings):
    """A name that answers with a public number first and with this machine's afterwards."""
    settings.FETCH_LOCAL = frozenset()
    answers = [["192.0.2.1"], ["127.0.0.1"]]
    client = Client(resolver=lambda _host, _port: answers.pop(0))
    with pytest.raises(AddressClosed):
        client.fetch(f"http://rebinding.example:{80}/")
    assert answers == [["127.0.0.1"]]
    assert site.asked == []


def test_a_name_is_looked_up_once_for_each_hop_and_never_by_the_library(
    site, settings, monkeypatch
):
    """The number comes from our look-up alone: the name does not exist for the system."""
    settings.FETCH_LOCAL = frozenset({f"learn.example:{site.port}"})
    site.pages |= {"/": redirect("/next"), "/next": page("there")}
    looked_up = []

    def resolver(host, port):
        looked_up.append((host, port))
        return ["127.0.0.1"]

    def system(*_args, **_kwargs):
        raise AssertionError("the system looked a name up by itself")

    monkeypatch.setattr("socket.getaddrinfo", system)
    found = Client(resolver=resolver).fetch(site.url("/", "learn.example"))
    assert found.text == "there"
    assert looked_up == [("learn.example", site.port)] * 2
    assert {headers["host"] for _path, headers in site.asked} == {f"learn.example:{site.port}"}


def test_a_second_number_is_tried_when_the_first_takes_no_connection(site, settings):
    settings.FETCH_LOCAL = frozenset({f"learn.example:{site.port}"})
    site.pages["/"] = page("there")
    client = Client(resolver=lambda _host, _port: ["127.0.0.9", "127.0.0.1"])
    assert client.fetch(site.url("/", "learn.example")).text == "there"


def test_a_certificate_is_the_names_or_nothing_is_sent(tmp_path, settings):
    server, trusting = certificate_for(tmp_path, "learn.example")
    with serve(server) as site:
        settings.FETCH_LOCAL = frozenset(
            {f"{name}:{site.port}" for name in ("learn.example", "other.example")}
        )
        site.pages["/"] = page("there")

        def local(_host, _port):
            return ["127.0.0.1"]

        known = Client(resolver=local, tls=trusting)
        assert known.fetch(site.url("/", "learn.example")).text == "there"
        with pytest.raises(CertificateWrong):
            known.fetch(site.url("/", "other.example"))
        with pytest.raises(CertificateWrong):
            Client(resolver=local).fetch(site.url("/", "learn.example"))
        assert len(site.asked) == 1


def test_a_drip_over_tls_ends_as_well(tmp_path, settings):
    server, trusting = certificate_for(tmp_path, "learn.example")
    with serve(server) as site:
        settings.FETCH_LOCAL = frozenset({f"learn.example:{site.port}"})
        site.pages["/"] = endless(b"x", 0.05, head=OPEN)
        client = Client(resolver=lambda _host, _port: ["127.0.0.1"], tls=trusting)
        begun = time.monotonic()
        with pytest.raises(TooSlow):
            client.fetch(site.url("/", "learn.example"), SHORT)
        assert time.monotonic() - begun < 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_an_error_of_the_host_is_said_in_words(site, status):
    site.pages["/"] = page("no", status=status)
    with pytest.raises(AnsweredWithError) as refused:
        fetch(site.url())
    assert refused.value.status == status
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 2OO OK\r\n\r\n", b"\0" * 70_000])  # fmt: skip
def test_what_is_no_answer_of_a_web_server_is_none(site, answer):
    site.pages["/"] = lambda handler: handler.wfile.write(answer)
    with pytest.raises(NoAnswer):
        fetch(site.url(), SHORT)


def test_a_port_where_nobody_listens_is_no_answer(settings):
    listener, port = silent_port()
    listener.close()
    settings.FETCH_LOCAL = frozenset({f"127.0.0.1:{port}"})
    with pytest.raises(NoAnswer):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_name_that_nobody_has_is_unknown():
    def nobody(_host, _port):
        raise OSError(-2, "Name or service not known")

    with pytest.raises(HostUnknown):
        Client(resolver=nobody).fetch("https://no-such-name.example/")


def test_only_whether_there_is_an_answer_reads_nothing(site):
    site.pages["/"] = endless(b"x" * 1000, 0.01, head=OPEN)
    begun = time.monotonic()
    found = fetch(site.url(), ANSWER)
    assert (found.status, found.content) == (200, b"")
    assert time.monotonic() - begun < 4


def test_something_other_than_a_page_says_so(site):
    site.pages["/"] = page(b"%PDF-1.7 ...", "application/octet-stream")
    found = fetch(site.url())
    assert not found.is_page
    assert found.is_pdf
