"""Walking through the sign-in pages as somebody does, with the mails that really arrive."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

LOGIN = "/en/account/login/"
CODE_PAGE = "/en/account/login/code/"
CODE = r"(?m)^\d{4}-\d{4}(?=\s*$)"
"""A code as a mail has it, on a line of its own: an id in a link may hold the same digits."""


def account(email: str = "amina@ondara.example", **more: Any) -> Any:
    """An account with a person and a proven address."""
    from agora.people.keeping import person_at

    made = person_at(email, name=more.pop("name", "Amina"), **more).account
    made.refresh_from_db()
    return made


def code_in(mail: Any) -> str:
    """The code a mail carries."""
    found = re.search(CODE, text_of(mail))
    assert found, text_of(mail)
    return found.group()


def text_of(mail: Any) -> str:
    """The plain part of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def html_of(mail: Any) -> str:
    """The HTML part of a mail."""
    return str(mail.get_body(("html",)).get_content())


def ask_code(client: Client, email: str, mail_server: Any, **more: Any) -> str:
    """Ask for a code and read it from the mail; empty when the mail has none."""
    before = len(mail_server.mails)
    answer = client.post(more.pop("at", LOGIN), {"login": email}, **more)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, CODE_PAGE)
    mail = mail_server.wait(before + 1)[-1]
    found = re.search(CODE, text_of(mail))
    return found.group() if found else ""


def sign_in(client: Client, email: str, mail_server: Any) -> Any:
    """Sign in by a code; the last answer."""
    code = ask_code(client, email, mail_server)
    answer = client.post(CODE_PAGE, {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def is_signed_in(client: Client) -> bool:
    """Whether this browser is somebody's."""
    return bool(client.get("/en/account/").status_code == 200)
