"""Only what anybody reaches on the web is opened, however an address is spelt."""

from __future__ import annotations

import ipaddress

import pytest

from agora.exchange.fetching import Client, FetchFailed, fetch
from agora.exchange.fetching.addresses import host_of, is_public, is_within, target_of
from agora.exchange.fetching.client import resolve
from agora.exchange.fetching.errors import AddressClosed, AddressUnfit

SPELLINGS = [
    "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0", "127.0.0.1", "localhost",
    "[::1]", "[::ffff:127.0.0.1]", "[::]", "[0:0:0:0:0:ffff:7f00:1]", "①②⑦.⓪.⓪.①", "１２７.0.0.1",
    "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
def test_this_machine_is_not_opened_however_it_is_spelt(host, hidden_site):
    with pytest.raises((AddressClosed, AddressUnfit)):
        fetch(f"http://{host}/")
    assert hidden_site.asked == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_these_spellings_do_lead_to_this_machine(host):
    """The test above is worth something: the system takes them all for the local host."""
    numbers = [ipaddress.ip_address(one) for one in resolve(target_of(f"http://{host}/").host, 80)]
    numbers = [getattr(one, "ipv4_mapped", None) or one for one in numbers]
    assert numbers
    assert all(one.is_loopback or one.is_unspecified for one in numbers)


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.255.255.254", "169.254.169.254", "172.31.0.1",
        "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:db8::1",
        "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "2606:4700::5efe:a00:1",
    ],
)  # fmt: skip
def test_a_number_that_is_not_everybodys_is_closed(number):
    assert not is_public(ipaddress.ip_address(number))
    with pytest.raises(AddressClosed):
        Client(resolver=lambda _host, _port: [number]).fetch("https://learn.example/")


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)  # fmt: skip
def test_a_public_number_is_open(number):
    assert is_public(ipaddress.ip_address(number))


def test_one_closed_number_among_public_ones_closes_the_name():
    with pytest.raises(AddressClosed):
        Client(resolver=lambda _host, _port: ["1.1.1.1", "10.0.0.1"]).fetch("http://both.example/")


@pytest.mark.parametrize(
    "address",
    [
        "", "   ", "learn.example", "//learn.example/", "ftp://learn.example/", "file:///etc/passwd",
        "javascript:alert(1)", "data:text/html,x", "gopher://learn.example/", "http://",
        "http:///path", "http://learn.example:22/", "https://learn.example:8443/",
        "http://learn.example:99999/", "http://name:word@learn.example/", "http://name@learn.example/",
        "http://learn.example\\@127.0.0.1/", "http://learn.example/a b", "http://learn.exa\tmple/",
        "http://learn.example/\r\nHost: x", "http://[::1", "http://[fe80::1%25eth0]/x/../..\\",
        "http://-learn.example/", "http://learn..example/", "http://\u202elearn.example/",
        "http://" + "a" * 64 + ".example/", "http://" + "a." * 200 + "example/",
        "http://learn.example/" + "a" * 2_001,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(address):
    with pytest.raises(AddressUnfit) as refused:
        fetch(address)
    assert "begins with https://" in refused.value.message
    assert refused.value.field == "url"


def test_an_address_is_made_ready_to_send():
    target = target_of(
        "  HTTPS://Bücher.Example./Guía de?q=año&x=%20y#part".replace(" de", "%20de")
    )
    assert target.host == "xn--bcher-kva.example."
    assert target.path == "/Gu%C3%ADa%20de?q=a%C3%B1o&x=%20y"
    assert target.port == 443


def test_a_host_is_within_a_domain_label_by_label():
    assert is_within("example.org", "example.org")
    assert is_within("files.Example.org", "example.org.")
    assert not is_within("evil-example.org", "example.org")
    assert not is_within("example.org.evil.net", "example.org")
    assert not is_within("example.org", "files.example.org")
    assert not is_within("example.org", "org")
    assert not is_within("example.org", "")


def test_the_host_of_an_address_is_compared_in_one_spelling():
    assert host_of("https://www.Bücher.example:443/x") == "xn--bcher-kva.example"
    assert host_of("not an address") == ""
    assert host_of("https://[::1") == ""


def test_every_refusal_is_one_family_with_a_sentence():
    from agora.exchange.fetching import errors

    kinds = [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, FetchFailed) and one is not FetchFailed
    ]
    made = [one(404) if one is errors.AnsweredWithError else one() for one in kinds]
    assert len({one.reason for one in made}) == len(made) == 10
    assert all(one.message.endswith(".") for one in made)
