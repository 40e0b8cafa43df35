"""A translator brings a city's resource into Portuguese by PO, and it is found in Portuguese.

In plain words: Tarsila, who translates for the learning team, sees what is missing in Portuguese, opens a
handbook, takes the PO file with her to her own program, and brings it back; she looks at what it would
change, takes it, corrects one text on the page, and sends it. Rosa reads it and asks for a change; Tarsila
makes it and sends it again; Rosa publishes. Somebody who searches in Portuguese finds it at once. With pages
in English and in Arabic, with and without JavaScript.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

import polib
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SCENE = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from agora.editorial.services import document_read, version_publish
from agora.kernel import ids
from agora.people.models import Account, Duty, Person
slug = sys.argv[1]
made = {}
for name in ("Tarsila", "Rosa"):
    account, new = Account.objects.get_or_create(email=f"{name.lower()}.{slug}@ondara.example")
    person, _ = Person.objects.get_or_create(account=account, defaults={"name": f"{name} of {slug}"})
    Duty.objects.get_or_create(person=person, role="translator", language="pt")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    made[name] = session.session_key
key = ids.fixed_id("resource", slug)
version_publish("resource", key, document_read("resource", {
    "slug": slug, "type": "handbook", "original_language": "en",
    "texts": {"en": {"title": f"Rain gardens, {slug}", "summary": "How a city let the rain sink in.",
                     "body": "<p>Dig where the water stands.</p>"
                             "<p>Read <a href='https://rain.example/'>the manual</a>.</p>"}},
}))
print(json.dumps({"sessions": made, "key": str(key), "cookie": settings.SESSION_COOKIE_NAME}))
"""
TEXTS = {
    "texts.*.summary": "Como uma cidade deixou a chuva entrar no solo.",
    "texts.*.body#0": "Cave onde a água se acumula.",
    "texts.*.body#1": "Leia <a1>o manual</a1>.",
}


def _scene(live_market, slug: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", SCENE, slug],
        env=live_market.environment | {"DJANGO_SETTINGS_MODULE": "agora.config.settings"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Somebody:
    """A browser that is signed in, and fails on scripts that do."""

    def __init__(self, browser, live_market, scene, name, *, scripted):
        self.context = browser.new_context(
            base_url=live_market.url, java_script_enabled=scripted, accept_downloads=True,
            viewport={"width": 360, "height": 800},
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.context.add_cookies(
            [{"name": scene["cookie"], "value": scene["sessions"][name], "url": live_market.url}]
        )
        self.page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def step(self, do):
        self.page.locator(f"button[name=do][value={do}]").click()
        self.page.wait_for_url(f"**said={do}*")


def _finds(live_market, words: str) -> str:
    with urllib.request.urlopen(f"{live_market.url}/pt/explore/?q={quote(words)}") as answer:  # noqa: S310 (our own server)
        return answer.read().decode()


@pytest.mark.parametrize(
    ("language", "scripted"),
    [("en", True), ("ar", False)],
    ids=["English", "Arabic, without JavaScript"],
)
def test_by_po_into_portuguese_and_found(language, scripted, browser, live_market, tmp_path):
    slug = f"rain-{language}"
    title = f"Jardins de chuva {slug}"
    scene = _scene(live_market, slug)
    tarsila, rosa = (
        Somebody(browser, live_market, scene, name, scripted=scripted)
        for name in ("Tarsila", "Rosa")
    )
    here = f"/{language}/desk/translate/resource/{scene['key']}/pt/"
    try:
        page = tarsila.page
        page.goto(f"/{language}/desk/translate/coverage/?language=pt&state=missing")
        while not page.locator(f"a[href='{here}']").count():
            page.locator("a[rel=next]").click()
        page.locator(f"a[href='{here}']").click()
        tarsila.step("claim")
        with page.expect_download() as downloading:
            page.locator("a[href$='text.po']").click()
        file = polib.pofile(str(downloading.value.path()))
        for entry in file:
            entry.msgstr = TEXTS.get(entry.msgctxt, title)
        kept = Path(tmp_path, "back.po")
        file.save(str(kept))
        page.locator("a[href$='upload/']").click()
        page.locator("input[type=file]").set_input_files(kept)
        page.locator("main form button[type=submit]").click()
        page.locator("table.judged tr.new").first.wait_for()
        assert page.locator("table.judged tr.new").count() == 4
        page.locator("form[action$='take/'] button").click()
        page.wait_for_url("**said=took*")
        box = page.locator("textarea[name='t:texts.*.body#0']")
        box.fill("Cave onde a água para.")
        if scripted:
            # The page saves by itself, and says so.
            page.locator("[data-saved]:not(:empty)").wait_for()
        else:
            page.locator(".save-bar button").first.click()
            page.wait_for_url("**said=saved*")
        tarsila.step("send")

        rosa.page.goto(f"/{language}/desk/translate/")
        rosa.page.locator(f"a[href='{here}']").first.click()
        assert rosa.page.locator("textarea[name^='t:']").count() == 0
        rosa.page.locator("#asked").fill("Escreva “acumula”.")
        rosa.step("give-back")

        page.goto(here)
        assert "Escreva “acumula”." in page.locator(".asked").inner_text()
        box.fill("Cave onde a água se acumula.")
        page.locator(".save-bar button").first.click()
        page.wait_for_url("**said=saved*")
        tarsila.step("send")

        assert title not in _finds(live_market, "jardins de chuva")
        rosa.page.goto(here)
        rosa.step("publish")
        published = time.monotonic()
        while title not in _finds(live_market, "jardins de chuva"):
            assert time.monotonic() - published < 5, "not found in Portuguese"
            time.sleep(0.05)
        rosa.page.goto(f"/pt/resources/{slug}/")
        shown = rosa.page.locator("main").inner_text()
        assert "Cave onde a água se acumula." in shown
        assert f"Tarsila of {slug}" in shown
        assert rosa.page.locator("a[href='https://rain.example/']").count() == 1
        assert tarsila.problems + rosa.problems == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    finally:
        tarsila.context.close()
        rosa.context.close()
