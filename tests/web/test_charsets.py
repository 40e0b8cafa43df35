"""A charset named by a request changes nothing that is read, kept or shown."""

import io

import pytest
from django.core.signals import request_started
from django.db import close_old_connections

PATH = "/es/explore/"


def ask(content_type: str) -> tuple[str, bytes]:
    """What the server's own door answers: status line and body."""
    from agora.config.wsgi import application

    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PATH,
        "QUERY_STRING": "q=vivienda",
        "CONTENT_TYPE": content_type,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    # As Django's own test client does: the test's database stays open between requests.
    request_started.disconnect(close_old_connections)
    try:
        body = b"".join(application(environ, lambda status, _headers: answered.append(status)))
    finally:
        request_started.connect(close_old_connections)
    return answered[0], body


@pytest.mark.parametrize("charset", ["cp037", "utf-16", "unicode_escape", "hex", "rot13", '"idna"'])
def test_a_foreign_charset_neither_breaks_nor_poisons_a_page(market, client, charset):
    status, body = ask(f"text/plain; charset={charset}")
    assert status == "200 OK"
    assert "“vivienda”" in body.decode()
    assert "“vivienda”" in client.get(f"{PATH}?q=vivienda").content.decode()


@pytest.mark.parametrize("charset", ["cp037", "utf-16"])
def test_a_server_that_hands_it_on_is_told_to_send_utf_8(market, client, charset):
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    answer = client.get(f"{PATH}?q=vivienda", headers=headers)
    assert (answer.status_code, answer.content) == (415, b"Send this request in UTF-8.\n")
    assert "“vivienda”" in client.get(f"{PATH}?q=vivienda").content.decode()
