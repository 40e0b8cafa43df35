"""A city officer comes for housing, and leaves with a practice, a stand, a file and a feed.

In plain words: she opens the front page, types her word, narrows the finds to her part of the
world and to Goal 11, opens one, switches the language and is still there, follows a related
practice, walks through the Daejeon forum to a stand, takes the search home as a file, and reads
its feed. She may do so in Spanish or Arabic, with or without JavaScript.
"""

from __future__ import annotations

import csv
import http.client
import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WORDS = {
    "es": {"query": "vivienda", "other": "ar", "direction": "rtl"},
    "ar": {"query": "السكن", "other": "es", "direction": "ltr"},
}


def _problems_of(page: Any) -> list[str]:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    return problems


def _choose(page: Any, facet: str, value: str, scripted: bool) -> None:
    """Tick one value of a facet; without JavaScript, send the form by its button."""
    group = page.locator(f"#facet-{facet}")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    box = group.locator(f'input[value="{value}"]')
    count = int(group.locator(f'label:has(input[value="{value}"]) b').inner_text())
    box.check()
    if not scripted:
        page.locator('#explore button[type="submit"]').first.click()
    page.wait_for_url(lambda url: value in parse_qs(urlsplit(url).query).get(facet, []))
    page.wait_for_load_state()
    assert page.locator(f"#facet-{facet} input[value='{value}']").is_checked()
    assert _found(page) == count


def _found(page: Any) -> int:
    """How many finds the sentence above them names."""
    text = page.locator("#sentence").inner_text()
    digits = "".join(character for character in text if character.isdecimal())
    return int(digits)


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["es", "ar"])
def test_from_the_front_page_to_a_stand_a_file_and_a_feed(language, scripted, browser, live_market):
    words = WORDS[language]
    context = browser.new_context(
        base_url=live_market.url, locale=language, java_script_enabled=scripted,
        viewport={"width": 1280, "height": 900}, accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems = _problems_of(page)
    try:
        # The front page, in the language the browser asks for.
        page.goto("/")
        assert urlsplit(page.url).path == f"/{language}/"
        assert page.locator("html").get_attribute("lang") == language
        page.locator("#q").fill(words["query"])
        page.locator("#q").press("Enter")
        page.wait_for_url("**/explore/**")
        everything = _found(page)
        assert everything > 1

        # Narrowed to a region and a goal.
        region = page.locator("#facet-region input").first.get_attribute("value")
        _choose(page, "region", region, scripted)
        _choose(page, "goal", "11", scripted)
        assert 0 < _found(page) <= everything
        narrowed = page.url
        assert parse_qs(urlsplit(narrowed).query)["q"] == [words["query"]]

        # One of the finds, and the same page in another language.
        first = page.locator(".finds .find a").first
        title = first.inner_text()
        first.click()
        page.wait_for_url(lambda url: "/explore/" not in url)
        assert page.locator("h1").inner_text() == title
        slug = urlsplit(page.url).path.split("/", 2)[2]
        _switch(page, words["other"])
        assert urlsplit(page.url).path == f"/{words['other']}/{slug}"
        assert page.locator("html").get_attribute("dir") == words["direction"]
        _switch(page, language)
        assert urlsplit(page.url).path == f"/{language}/{slug}"

        # A related practice, by the reason given for it: directly, or over one thing more.
        page.goto(narrowed)
        page.locator(".finds .find h3 a").first.click()
        _follow(page, _to_a_practice(page))
        assert page.locator("ol.story > li").count() > 0

        # The forum, and a stand.
        page.locator(f".menu a[href='/{language}/forums/']").click()
        page.locator("main a[href$='/forums/daejeon-2022/']").first.click()
        page.wait_for_url("**/forums/daejeon-2022/")
        stand = page.locator(".street a").first
        name = stand.inner_text()
        stand.click()
        page.wait_for_url("**/stands/**")
        assert page.locator("h1").inner_text() == name
        assert page.locator("section[aria-labelledby=things] .find").count() > 0

        # The search as a file, and as a feed.
        page.goto(narrowed)
        total = _found(page)
        with page.expect_download() as download:
            page.locator("a[href*='download.csv']").click()
        text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == total
        assert all(row["url"].startswith(f"{live_market.url}/{language}/") for row in rows)
        feed = page.locator("a[href*='feed.atom']").first.get_attribute("href")
        parsed = feedparser.parse(context.request.get(feed).body())
        assert not parsed.bozo
        assert {entry.link for entry in parsed.entries} == {row["url"] for row in rows}
        assert problems == []
    finally:
        context.close()


def _related(page: Any) -> list[str]:
    links = page.locator("section[aria-labelledby=related] .find h3 a").all()
    return [str(link.get_attribute("href")) for link in links]


def _follow(page: Any, path: str) -> None:
    page.locator(f"section[aria-labelledby=related] .find h3 a[href='{path}']").first.click()
    page.wait_for_url(f"**{path}")


def _to_a_practice(page: Any) -> str:
    """Walk the related things until one of them is a practice; the last step is left to do."""
    seen: set[str] = set()
    for _step in range(12):
        related = _related(page)
        assert related, page.url
        practices = [path for path in related if "/practices/" in path]
        if practices:
            return practices[0]
        seen.add(urlsplit(page.url).path)
        _follow(page, next(path for path in related if path not in seen))
    raise AssertionError("no related practice within twelve steps")


def _switch(page: Any, language: str) -> None:
    """By the switch in the footer, which is always in sight."""
    page.locator(f"footer .switch a[hreflang={language}]").click()
    page.wait_for_url(f"**/{language}/**")


def test_suggestions_come_while_typing_and_lead_on_by_keyboard(browser_page):
    page = browser_page
    page.goto("/es/")
    page.locator("#q").press_sequentially("vivien", delay=20)
    page.locator(".suggest [role=option]").first.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".suggest [aria-selected=true]")
    target = chosen.get_attribute("data-path")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == urlsplit(target).path)


def test_narrowing_changes_only_the_results_and_going_back_brings_them_back(browser_page):
    page = browser_page
    page.goto("/en/explore/")
    before = _found(page)
    page.evaluate("document.body.dataset.kept = 'yes'")
    _choose(page, "type", "practice", scripted=True)
    assert page.locator("body").get_attribute("data-kept") == "yes"
    assert _found(page) < before
    page.go_back()
    page.wait_for_function(f"document.querySelector('#sentence').textContent.includes('{before}')")
    assert not page.locator("#facet-type input[value=practice]").is_checked()


def test_a_question_is_sent_from_a_practice_and_leaves_by_mail(browser_page, live_market):
    page = browser_page
    page.goto("/en/practices/pazos/")
    page.locator("main a.btn[href*='/ask/']").first.click()
    page.locator("[name=name]").fill("Chidi")
    page.locator("[name=email]").fill("chidi@example.org")
    page.locator("[name=text]").fill("What would you do differently in the first year?")
    before = len(live_market.mail_server.mails)
    page.locator("main form button[type=submit]").click()
    page.locator("main .done").wait_for()
    mails = live_market.mail_server.wait(before + 1, seconds=20)
    assert mails[-1]["Reply-To"] == "chidi@example.org"


def test_the_served_market_keeps_its_pages_and_answers_head_without_a_body(live_market):
    server = http.client.HTTPConnection(urlsplit(live_market.url).netloc, timeout=10)
    answers = {}
    for method in ("GET", "HEAD"):
        server.request(method, "/en/practices/pazos/", headers={"Accept-Encoding": "br"})
        answer = server.getresponse()
        answers[method] = (answer.status, dict(answer.getheaders()), answer.read())
    assert answers["GET"][0] == answers["HEAD"][0] == 200
    assert answers["HEAD"][2] == b""
    for name in ("etag", "cache-control", "content-encoding", "content-type", "vary"):
        headers = [{k.lower(): v for k, v in answers[m][1].items()} for m in ("GET", "HEAD")]
        assert headers[0][name] == headers[1][name]
    server.request("GET", "/en/practices/pazos/", headers={
        "Accept-Encoding": "br", "If-None-Match": headers[0]["etag"],
    })  # fmt: skip
    answer = server.getresponse()
    assert (answer.status, answer.read()) == (304, b"")
    server.close()


def test_the_served_market_survives_broken_requests(live_market):
    host = urlsplit(live_market.url).netloc
    for path, headers, statuses in (
        ("/en/explore/?q=%ff%fe", {}, {200}),
        ("/en/explore/?q=" + "x" * 6000, {}, {414}),
        ("/en/", {"X-Long": "x" * 30_000}, {431, 400}),
        ("/en/", {f"X-{n}": "1" for n in range(1000)}, {431, 400}),
        ("/en/", {"Host": "evil.example"}, {400}),
        ("/%ff%fe/", {}, {404, 400}),
        ("/en/resources/%00/", {}, {404, 400}),
    ):
        server = http.client.HTTPConnection(host, timeout=10)
        server.request("GET", path, headers=headers)
        answer = server.getresponse()
        assert answer.status in statuses, (path[:40], answer.status)
        answer.read()
        server.close()
    server = http.client.HTTPConnection(host, timeout=10)
    server.request("GET", "/health")
    assert server.getresponse().status == 200
    server.close()
