"""axe finds nothing on any kind of page, in English and Arabic, in light and dark."""

from __future__ import annotations

import pytest

from tests.journeys.looking import AXE, COLOURS, EVERYTHING, RUN

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

KINDS = {
    "home": "",
    "explore": "explore/?q=housing&goal=11",
    "explore, map": "explore/?view=map",
    "explore, nothing found": "explore/?q=xyzzyplugh&type=course",
    "resource": "explore/?type=toolbox",
    "practice": "practices/pazos/",
    "collection": "explore/?type=collection",
    "article": "explore/?type=article",
    "organisations": "organisations/",
    "organisation": "organisations/uclg/",
    "topics": "topics/",
    "theme": "topics/themes/housing/",
    "goal": "topics/sdg/11/",
    "axis": "topics/pact-2022/people/",
    "glossary": "glossary/",
    "glossary, a word": "glossary/?q=recicladores",
    "glossary, a domain": "glossary/?domain=housing",
    "concept": "topics/glossary/waste-picker/",
    "country": "places/co/",
    "forums": "forums/",
    "forum": "forums/daejeon-2022/",
    "stand": "forums/daejeon-2022/",
    "about": "about/",
    "interfaces": "api/",
    "patterns": "patterns/",
    "not found": "nowhere/",
    "question": "practices/pazos/",
    "question with mistakes": "practices/pazos/",
    "report": "practices/pazos/",
}
# Kinds reached by a click from the page above: what is clicked there.
BY_CLICK = {
    "resource": ".finds .find h3 a", "collection": ".finds .find h3 a",
    "article": ".finds .find h3 a", "stand": ".street a",
    "question": "main a[href*='/ask/']", "question with mistakes": "main a[href*='/ask/']",
    "report": "main a[href*='/report/']",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_kind_of_page_in_light_and_dark(language, browser, live_market):
    if not AXE.exists():
        pytest.fail("axe is not installed: run `make set-up` once, then the tests.")
    context = browser.new_context(
        base_url=live_market.url, locale=language, color_scheme="light", bypass_csp=True,
        reduced_motion="reduce", viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    try:
        for kind, path in KINDS.items():
            page.emulate_media(color_scheme="light")
            page.goto(f"/{language}/{path}")
            if kind in BY_CLICK:
                page.goto(page.locator(BY_CLICK[kind]).first.get_attribute("href"))
            if kind == "question with mistakes":
                page.locator("main form button[type=submit]").click()
                page.locator("[role=alert]").wait_for()
            page.add_script_tag(path=str(AXE))
            wrong = page.evaluate(RUN, EVERYTHING)
            page.emulate_media(color_scheme="dark")
            wrong += [f"dark: {what}" for what in page.evaluate(RUN, COLOURS)]
            if wrong:
                found[kind] = wrong
    finally:
        context.close()
    assert found == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_a_phone_either(language, browser, live_market):
    context = browser.new_context(
        base_url=live_market.url, locale=language, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 360, "height": 740}, has_touch=True,
    )  # fmt: skip
    page = context.new_page()
    found: dict[str, list[str]] = {}
    try:
        for path in ("", "explore/", "practices/pazos/", "forums/daejeon-2022/"):
            page.goto(f"/{language}/{path}")
            page.add_script_tag(path=str(AXE))
            wrong = page.evaluate(RUN, EVERYTHING)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wrong or wide > 0:
                found[path] = [*wrong, f"{wide} px too wide"]
        page.goto(f"/{language}/explore/")
        page.locator(".open-facets").click()
        page.add_script_tag(path=str(AXE))
        if wrong := page.evaluate(RUN, EVERYTHING):
            found["filters open"] = wrong
        page.goto(f"/{language}/")
        page.locator("[popovertarget=menu]").first.click()
        page.add_script_tag(path=str(AXE))
        if wrong := page.evaluate(RUN, EVERYTHING):
            found["menu open"] = wrong
    finally:
        context.close()
    assert found == {}
