"""A translator looks up a word, and leaves with its names in five languages and something to read.

In plain words: she opens the front page, goes down to the glossary, types a word she found in a
text in another language, opens the concept, sees what it is called in each language and whether
somebody else read that, goes up to the broader concept and back, switches the language and is
still there, and follows the search for it to the market. With or without JavaScript.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WORDS = {
    "es": {"foreign": "catador de lixo", "name": "reciclador de base", "other": "ar"},
    "ar": {"foreign": "pepenador", "name": "جامع النفايات", "other": "es"},
}


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["es", "ar"])
def test_from_a_foreign_word_to_five_names_and_the_market(language, scripted, browser, live_market):
    words = WORDS[language]
    context = browser.new_context(
        base_url=live_market.url, locale=language, java_script_enabled=scripted,
        viewport={"width": 360, "height": 740},
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    try:
        # To the glossary, from the foot of the front page.
        page.goto("/")
        page.locator(f".bottom a[href='/{language}/glossary/']").click()
        page.wait_for_url(f"**/{language}/glossary/")

        # A word of another language.
        page.locator("#word").fill(words["foreign"])
        page.locator("#word").press("Enter")
        page.wait_for_url("**/glossary/?q=*")
        page.locator(".lexicon a").first.click()
        page.wait_for_url(f"**/{language}/topics/glossary/waste-picker/")

        # Its names, each marked with its language, and how far they were read.
        assert page.locator("h1").inner_text() == words["name"]
        names = page.locator(".words .said b")
        tags = {names.nth(n).get_attribute("lang") for n in range(names.count())}
        assert tags == {"en", "es", "fr", "pt", "ar"}
        assert page.locator(".words .note").count() == 5
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

        # Up and back, and the same page in another language.
        page.locator(f"aside a[href='/{language}/topics/glossary/waste/']").first.click()
        page.wait_for_url("**/topics/glossary/waste/")
        page.locator(f"a[href='/{language}/topics/glossary/waste-picker/']").first.click()
        page.wait_for_url("**/waste-picker/")
        page.locator(f".bottom .switch a[hreflang='{words['other']}']").click()
        page.wait_for_url(f"**/{words['other']}/topics/glossary/waste-picker/")
        assert page.locator("html").get_attribute("lang") == words["other"]
        page.go_back()

        # What the market has on it.
        page.locator(".sign .btn:not(.quiet)").click()
        page.wait_for_url(f"**/{language}/explore/?q=*")
        assert parse_qs(urlsplit(page.url).query)["q"] == [words["name"]]
        assert page.locator("#sentence").inner_text()
        assert problems == []
    finally:
        context.close()
