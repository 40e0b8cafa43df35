"""A wrong or missing value stops the start with a sentence that names the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from agora.config.environment import Environment


def refused(kind, value, *arguments):
    """The sentence with which reading `NAME` as that kind stops."""
    with pytest.raises(ImproperlyConfigured) as stopped:
        getattr(Environment({"NAME": value}), kind)("NAME", *arguments)
    sentence = str(stopped.value)
    assert "NAME" in sentence
    assert sentence.endswith(".")
    return sentence


def read(kind, value, *arguments):
    return getattr(Environment({"NAME": value}), kind)("NAME", *arguments)


@pytest.mark.parametrize("value", ["", "   "])
def test_a_text_without_default_must_be_set(value):
    assert "is not set" in refused("text", value)
    assert read("text", value, "Agora") == "Agora"
    assert read("text", " City ", "Agora") == "City"


def test_a_choice_names_what_may_be_chosen():
    assert "development, production" in refused(
        "choice", "prod", ("development", "production"), "x"
    )
    assert read("choice", "production", ("development", "production"), "x") == "production"


@pytest.mark.parametrize("value", ["maybe", "2", "yes please"])
def test_a_flag_is_yes_or_no(value):
    assert "yes or no" in refused("flag", value, True)


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), ("ON", True), ("no", False), ("FALSE", False)]
)
def test_a_flag_is_read_in_the_usual_ways(value, meant):
    assert read("flag", value, not meant) is meant


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "1e3", "0x10"])
def test_a_number_is_whole_and_large_enough(value):
    assert "whole number of at least 0" in refused("number", value, 600)


def test_a_number_is_read():
    assert read("number", "12", 600) == 12
    assert read("number", "", 600) == 600


def test_names_are_separated_by_commas():
    assert read("names", "a.example, b.example,,", "") == ["a.example", "b.example"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "cannot be made" in refused("folder", str(tmp_path / "file" / "data"), tmp_path)


def test_a_folder_is_made(tmp_path):
    assert read("folder", str(tmp_path / "a" / "b"), tmp_path).is_dir()


@pytest.mark.parametrize(
    "value",
    [
        "learning.example.org", "ftp://learning.example.org", "https://", "https://a.example/market",
        "https://a.example:port", "https://[::1",
    ],
)  # fmt: skip
def test_an_address_has_scheme_and_host_and_no_path(value):
    assert "https://learning.example.org" in refused("address", value, "x")


def test_an_address_is_read_without_its_last_slash():
    assert read("address", "https://a.example:8443/", "x") == "https://a.example:8443"


@pytest.mark.parametrize(
    "value",
    [
        "sqlite://", "sqlite:///", "mysql://a@b/c", "postgresql://host", "postgresql://host:port/x",
        "agora.sqlite3",
    ],
)  # fmt: skip
def test_what_names_no_database_is_refused(value, tmp_path):
    assert "does not name a database" in refused("database", value, tmp_path / "x")


def test_the_password_of_a_database_is_not_in_the_sentence(tmp_path):
    assert "s3cret" not in refused("database", "postgresql://a:s3cret@host:port/x", tmp_path)


def test_databases_are_read(tmp_path):
    assert read("database", "", tmp_path / "x.sqlite3")["NAME"] == str(tmp_path / "x.sqlite3")
    assert read("database", "sqlite:////srv/a b.sqlite3", tmp_path)["NAME"] == "/srv/a b.sqlite3"
    server = read("database", "postgresql://a%40b:p%2Fw@db.example:5433/agora", tmp_path)
    assert (server["USER"], server["PASSWORD"], server["HOST"], server["PORT"], server["NAME"]) == (
        "a@b", "p/w", "db.example", "5433", "agora",
    )  # fmt: skip


@pytest.mark.parametrize("value", ["mail.example", "http://mail.example", "smtp://", "smtp://a:b"])
def test_what_is_no_mail_server_is_refused(value):
    assert "is not a mail server" in refused("mail", value)


def test_the_password_of_a_mail_server_is_not_in_the_sentence():
    assert "s3cret" not in refused("mail", "smtp://a:s3cret@mail.example:port")


@pytest.mark.parametrize(
    ("value", "port", "ssl", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtps://mail.example", 465, True, False),
        ("smtp+tls://a:b@mail.example:2525", 2525, False, True),
    ],
)
def test_mail_servers_are_read(value, port, ssl, tls):
    server = read("mail", value)
    assert (server["EMAIL_PORT"], server["EMAIL_USE_SSL"], server["EMAIL_USE_TLS"]) == (
        port,
        ssl,
        tls,
    )
    assert server["EMAIL_HOST"] == "mail.example"


def test_hosts_have_their_ports():
    assert read("hosts", "") == ()
    assert read("hosts", " Localhost:8001, 127.0.0.1:80,") == ("localhost:8001", "127.0.0.1:80")
    for value in ("localhost", "localhost:", ":80", "localhost:0", "localhost:99999", "a:b"):
        assert "127.0.0.1:8001" in refused("hosts", value)
