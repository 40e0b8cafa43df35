"""Somebody brings a spreadsheet onto the market, looks at what is wrong with it, and takes it back.

In plain words: she has a list of her city's guides, with columns called as her colleagues call them. On
her phone she chooses the file, says which column is the title, and reads what would come in and which
rows would not, and why. She brings it in, finds one of the guides by the search, and takes all back. axe
looks at each page, in Spanish, and in Arabic in the dark.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.journeys.looking import AXE, EVERYTHING, RUN
from tests.journeys.somebody import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

IRMA = """
from agora.people.keeping import person_at
from agora.people.models import Duty, Membership, Organisation, Person
account = person_at("irma.{language}@people.example", name="Irma", language="{language}").account
person = Person.objects.get(account=account)
palmira = Organisation.objects.get(slug="palmira")
Duty.objects.create(person=person, role="lead")
Membership.objects.create(person=person, organisation=palmira, role="editor")
print(palmira.pk)
"""
ROWS = """Denominación;Enlace;Idioma
Guía de zarigüeyas urbanas {language};https://example.org/zariguellas/{language};es
;https://example.org/sin-titulo;es
Otra guía {language};no es una dirección;es
"""


@pytest.mark.parametrize(("language", "colours"), [("es", "light"), ("ar", "dark")])
def test_a_spreadsheet_comes_in_is_found_and_goes_again(
    language, colours, browser, live_market, tmp_path
):
    said = live_market.run("shell", "-v", "0", "-c", IRMA.format(language=language))
    palmira = said.split()[-1]
    irma = Somebody(browser, live_market, "Irma", language, color_scheme=colours)
    page = irma.page
    sheet = tmp_path / f"guias-{language}.csv"
    sheet.write_text(ROWS.format(language=language), encoding="cp1252")

    def looked_at(name):
        if AXE.exists():
            page.evaluate(AXE.read_text(encoding="utf-8"))
            assert page.evaluate(RUN, EVERYTHING) == [], name
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, (name, width)
        if folder := os.environ.get("AGORA_SHOTS"):
            page.screenshot(path=str(Path(folder) / f"{language}-{name}.png"), full_page=True)

    def until(there):
        end = time.monotonic() + 40
        while not page.locator(there).count():
            assert time.monotonic() < end, page.locator("main").inner_text()
            time.sleep(0.5)
            page.goto(run)

    try:
        irma.sign_in("/desk/bring/")
        looked_at("list")
        irma.go_on("a[href$='/desk/bring/new/']", "**/desk/bring/new/")
        page.locator("[name=organisation]").select_option(palmira)
        page.locator("[name=kind][value=csv]").check()
        page.locator("[name=file]").set_input_files(str(sheet))
        looked_at("new")
        irma.go_on("main form button[type=submit]", "**/columns/")
        page.locator("[name=c0]").select_option("title")
        assert page.locator("[name=c1]").input_value() == "address"
        looked_at("columns")
        run = page.url.removesuffix("columns/")
        irma.go_on("main form button[type=submit]", run)
        until("form[action$='/start/']")
        assert page.locator(".brought li").count() == 2
        assert page.locator(".brought .why").count() == 2
        looked_at("dry")
        irma.go_on("form[action$='/start/'] button", run)
        until("form[action$='/undo/']")
        looked_at("done")
        end = time.monotonic() + 30
        while not page.get_by_text(f"Guía de zarigüeyas urbanas {language}").count():
            assert time.monotonic() < end, "the search does not find it"
            page.goto(f"/{language}/explore/?q=zarig%C3%BCeyas+urbanas")
        page.goto(run)
        irma.go_on("form[action$='/undo/'] button", run)
        until("p.said")
        looked_at("undone")
        assert irma.problems == []
    finally:
        irma.context.close()
