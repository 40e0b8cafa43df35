"""Every page of a discussion as a browser shows it: axe finds nothing, nothing breaks the policy or sticks out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.journeys.looking import COLOURS, EVERYTHING, axe_finds
from tests.talk.talking import (
    TREES,
    asked,
    at,
    opening,
    place_at,
    said,
)  # fmt: skip

HOME = "http://localhost"
PHONE = {"width": 360, "height": 740}


class Screen:
    """A browser that gets each page from a signed-in test client: the test's own place is known to this
    process alone.
    """

    def __init__(self, browser: Any, client: Any) -> None:
        self.context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.problems: list[str] = []
        self.client = client
        self.page.on(
            "console",
            lambda said: self.problems.append(said.text) if said.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _show(self, address: str) -> None:
        asked_for = self.client.get(address)
        assert asked_for.status_code == 200, address

        def answer(route: Any) -> None:
            path = urlsplit(route.request.url).path
            if path.startswith(settings.STATIC_URL):
                route.fulfill(path=Path(settings.STATIC_ROOT) / path[len(settings.STATIC_URL) :])
            elif route.request.is_navigation_request():
                route.fulfill(body=asked_for.content, headers=dict(asked_for.headers))
            else:
                route.abort()

        self.page.unroute_all()
        self.page.route("**/*", answer)
        self.page.goto(HOME + address)

    def look(self, address: str) -> list[str]:
        """What is wrong with the page at this address, in light and in dark."""
        self.page.emulate_media(color_scheme="light")
        self._show(address)
        wrong = axe_finds(self.page, EVERYTHING)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            wrong.append(f"{wide} px too wide")
        if folder := os.environ.get("AGORA_TEST_PICTURES"):
            name = f"{address[1:3]}-{len(list(Path(folder).iterdir())):02}.png"
            self.page.screenshot(path=f"{folder}/{name}", full_page=True)
        self.page.emulate_media(color_scheme="dark")
        wrong += axe_finds(self.page, COLOURS)
        return wrong + self.problems


@pytest.mark.browser
@pytest.mark.django_db
def test_on_a_phone_in_two_languages_nothing_is_wrong_with_any_page(
    browser, amina, beto, cast, ondara
):
    thread = asked(amina, ondara, "Which trees stand the heat of a street?", anchor=TREES)
    asked(amina, ondara, "أي الأشجار تتحمل الحر؟", "سؤال", language="ar")
    asked(amina, ondara, "¿Qué árboles?", language="es")
    answer = said(
        beto, thread, "See https://trees.example/" + "very-long-address-" * 6 + "\n\nYes."
    )
    said(cast["admin"], thread, "الدلب، على ما أظن.", language="ar")
    gone = said(beto, thread, "Gone soon")
    ugly = said(beto, thread, "Ugly")
    amina.client().post(at(thread, f"posts/{answer.pk}/answer/"))
    beto.client().post(at(thread, f"posts/{gone.pk}/remove/"))
    admin = cast["admin"].client()
    admin.post(at(thread, f"posts/{ugly.pk}/hide/"), {"why": "Not here"})
    mine = at(thread, f"posts/{answer.pk}/")
    found: dict[str, list[str]] = {}
    for client, addresses in (
        (admin, (place_at(ondara), place_at(ondara, f"?anchor={TREES}"), at(thread), mine + "hide/",
                 mine + "report/", place_at(ondara, f"new/?anchor={TREES}"))),
        (beto.client(), (at(thread), mine + "edit/", mine + "remove/")),
        (amina.client(), (at(thread, f"posts/{opening(thread).pk}/edit/"),)),
    ):  # fmt: skip
        screen = Screen(browser, client)
        for address in addresses:
            for language in ("en", "ar"):
                there = address.replace("/en/", f"/{language}/")
                if wrong := screen.look(there):
                    found[there] = wrong
        screen.context.close()
    assert found == {}
