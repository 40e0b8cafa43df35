"""A city officer finds what was written in a language she does not read.

In plain words: she begins to type and is offered a concept with how much there is on it; she
takes it, and the finds in other languages each show the words that were met; she asks for her own
words alone and gets fewer, then for every language again. She mistypes, is asked whether she
meant something else, and gets there. In Spanish and in Arabic, with and without JavaScript.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WORDS = {
    "es": {
        "typed": "reasent", "query": "reasentamiento", "met": "Resettlement",
        "wrong": "reasentamineto",
    },
    "ar": {
        "typed": "إعادة التوط", "query": "إعادة التوطين", "met": "Resettlement",
        "wrong": "الميزانيات التشاركييه",
    },
}  # fmt: skip


def _found(page) -> int:
    """How many finds are listed, those merely close to the search left out."""
    return int(page.locator("section.results > h2.vh + ul.finds > li").count())


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["es", "ar"])
def test_from_a_concept_to_other_languages_and_back(language, scripted, browser, live_market):
    words = WORDS[language]
    context = browser.new_context(
        base_url=live_market.url, locale=language, java_script_enabled=scripted,
        viewport={"width": 360, "height": 800},
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    try:
        page.goto(f"/{language}/explore/")
        if scripted:
            # While somebody types, what stands there may still be the answer to fewer letters.
            with page.expect_response(
                lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [words["typed"]]
            ) as answered:
                page.locator("#q").press_sequentially(words["typed"], delay=20)
            label = re.search(r"<span>(.*?)</span>", answered.value.text())
            assert label, "nothing is offered"
            first = page.locator('[role="option"]').first
            offer = first.filter(has_text=unescape(label[1]))
            offer.wait_for()
            assert offer.locator("small").inner_text().strip(), "how much there is on it"
            offer.click()
        else:
            page.locator("#q").fill(words["query"])
            page.locator("#q").press("Enter")
        page.wait_for_url("**/explore/?*q=*")
        page.wait_for_load_state()
        if not scripted:
            assert parse_qs(urlsplit(page.url).query)["q"] == [words["query"]]
        everything = _found(page)
        reasons = page.locator(".why").all_inner_texts()
        assert any(words["met"].casefold() in reason.casefold() for reason in reasons), reasons
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

        # Her own words alone, and every language again.
        page.locator(".bridge a").click()
        page.wait_for_url("**bridge=off**")
        page.wait_for_load_state()
        assert _found(page) <= everything
        assert words["met"] not in " ".join(page.locator(".why").all_inner_texts())
        page.locator(".bridge a").click()
        page.wait_for_url(lambda url: "bridge=off" not in url)
        page.wait_for_load_state()
        assert _found(page) == everything

        # A slip of the finger.
        page.goto(f"/{language}/explore/?q={words['wrong']}")
        page.locator(".meant a").first.click()
        page.wait_for_load_state()
        assert _found(page) > 0
        assert problems == []
    finally:
        context.close()
