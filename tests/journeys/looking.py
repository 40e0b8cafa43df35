"""What journeys share: axe over a page, and a session for an account that a script makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (only) => (await axe.run(document, {resultTypes: ['violations'], runOnly: only}))
  .violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""

EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that can differ between light and dark."""

# For the head of a script that runs in the market's own shell.
SESSION = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

def session_of(account):
    made = SessionStore()
    made[SESSION_KEY] = str(account.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = account.get_session_auth_hash()
    made.save()
    return made.session_key

"""


def axe_finds(page: Any, only: Any = EVERYTHING) -> list[str]:
    """What axe has to say about the page as it is."""
    if not AXE.exists():
        pytest.fail("axe is not installed: run `make set-up` once, then the tests.")
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, only)
    return found
