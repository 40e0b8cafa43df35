"""An editor of a city pastes a link, checks what was filled in, writes a text, and sends it.

In plain words: she signs in, goes to “Contribute”, pastes the address of her city's page, and presses
one button. The first screen has the title and the summary already. She chooses what it is, goes on,
writes a formatted text, takes a suggested topic with one press, and sees that everything was saved
by itself. On the draft's own page nothing is missing any more; she looks at it as a reader, sends it,
and reads for whom it waits. With the mouse or the thumb, with or without JavaScript, in two languages.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.desk.test_contributing import Site
from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


ACCOUNTS = (
    SESSION
    + """
import json
from agora.people.models import Account, Membership, Organisation, Person
made = {}
for name in ("Amina", "Beto"):
    account, _new = Account.objects.get_or_create(email=f"{name.lower()}@journey.example")
    person, _new = Person.objects.get_or_create(name=name, account=account)
    Membership.objects.get_or_create(person=person, organisation=Organisation.objects.get(slug="palmira"), role="editor")
    made[name] = session_of(account)
print("SESSIONS", json.dumps(made))
"""
)


@pytest.fixture(scope="module")
def sessions(live_market: Any) -> dict[str, str]:
    """Session keys of two editors of Palmira at the live market."""
    said = live_market.run("shell", "-v", "0", "-c", ACCOUNTS)
    return dict(json.loads(said.split("SESSIONS", 1)[1].strip().splitlines()[0]))


@pytest.fixture(scope="module")
def site(live_market: Any) -> Iterator[str]:
    """A city's page that the live market may fetch."""
    server = ThreadingHTTPServer(("127.0.0.1", live_market.site_port), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{live_market.site_port}/lluvia"
    server.shutdown()
    server.server_close()


def open_page(
    browser: Any, live_market: Any, session: str, language: str = "en", **more: Any
) -> Any:
    """A page signed in as one of them, and what went wrong on it."""
    context = browser.new_context(
        base_url=live_market.url, locale=language, reduced_motion="reduce", **more
    )
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: (
            page.problems.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    return page


def begin_from_link(page: Any, language: str, address: str) -> str:
    """Paste the address; where the draft lies."""
    page.goto(f"/{language}/desk/contribute/")
    page.locator("[name=url]").fill(address)
    page.locator("button[value=link]").click()
    page.wait_for_url("**/write/what/")
    return str(page.url.split("/write/")[0])


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_pasted_link_to_a_sent_draft(
    language, scripted, browser, live_market, sessions, site
):
    page = open_page(browser, live_market, sessions["Amina"], language, java_script_enabled=scripted,
                     viewport={"width": 360, "height": 740})  # fmt: skip
    try:
        draft = begin_from_link(page, language, site)
        assert (
            page.locator("[name='texts._.title']").input_value()
            == "Jardines de lluvia en las escuelas"
        )
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.locator("[name=type]").select_option("handbook")
        page.locator(".bar button[value=next]").click()
        page.wait_for_url("**/write/who/")
        page.locator(".bar button[value=next]").click()
        page.wait_for_url("**/write/editions/")
        assert page.locator("[name='editions.0.url']").input_value() == site
        page.locator(".bar button[value=next]").click()
        page.wait_for_url("**/write/topics/")

        # A suggested topic, with one press.
        page.locator("#hints button[value^='topic:themes:']").first.click()
        page.wait_for_load_state()
        assert page.locator("[name=themes]:checked").count() == 1
        page.locator(".bar button[value=next]").click()
        page.wait_for_url("**/write/more/")

        # A text of one's own.
        if scripted:
            page.locator(".rich [contenteditable]").click()
            page.keyboard.type("Así empezó todo.")
            page.locator(".saved", has_text=re.compile(r"\d")).wait_for()
        else:
            page.locator("textarea[name='texts._.body']").fill("Así empezó todo.")
        page.locator(".bar button[value=close]").click()
        page.wait_for_url("**/desk/drafts/*/")
        assert page.locator(".marks > .open").count() == 0

        # As a reader will see it.
        page.locator("a[href$='/preview/']").click()
        page.wait_for_url("**/preview/")
        assert page.locator(".as-read h1").inner_text() == "Jardines de lluvia en las escuelas"
        assert "Así empezó todo." in page.locator(".as-read").inner_text()

        # Sent, and for whom it waits.
        page.goto(draft + "/")
        page.locator("#note").fill("¿Está bien así?")
        page.locator(".send button[type=submit]").click()
        page.wait_for_url(re.compile(r"/\?sent$"))
        assert page.locator(".state.theirs").count() == 1
        page.goto(f"/{language}/desk/drafts/")
        assert "Jardines de lluvia en las escuelas" in page.locator(".work-rows").inner_text()
        assert page.problems == []
    finally:
        page.context.close()


def test_bold_a_list_and_a_link_are_typed_and_found_saved(browser, live_market, sessions, site):
    page = open_page(browser, live_market, sessions["Amina"])
    try:
        draft = begin_from_link(page, "en", site)
        page.goto(f"{draft}/write/more/")
        box = page.locator(".rich [contenteditable]")
        box.wait_for()
        assert page.get_by_role("textbox", name="Text", exact=True).count() == 1
        box.click()

        def press(name: str) -> None:
            """A button of the editor, which has the focus again a moment later."""
            page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_function("document.activeElement?.isContentEditable")

        page.keyboard.type("Rain is ")
        press("Bold")
        page.keyboard.type("welcome")
        press("Bold")
        page.keyboard.press("Enter")
        press("List")
        page.keyboard.type("one")
        page.keyboard.press("Enter")
        page.keyboard.type("two")
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Shift+ArrowLeft")
        page.get_by_role("button", name="Link", exact=True).click()
        page.get_by_label("Web address of the link").fill("ondara.example/two")
        page.keyboard.press("Enter")
        page.locator(".bar button[value=close]").click()
        page.wait_for_url("**/desk/drafts/*/")
        page.goto(f"{draft}/write/more/")
        saved = re.sub(r"\s+", " ", page.locator("textarea[name='texts._.body']").input_value())
        assert saved == (
            "<p>Rain is <strong>welcome</strong></p><ul><li><p>one</p></li><li><p>"
            '<a href="https://ondara.example/two" rel="noopener nofollow">two</a></p></li></ul>'
        )
        # Looking at it changes nothing.
        page.locator(".rich [contenteditable]").wait_for()
        seen = page.locator("[name=seen]").input_value()
        page.locator(".bar button[value=close]").click()
        page.wait_for_url("**/desk/drafts/*/")
        page.goto(f"{draft}/write/more/")
        assert page.locator("[name=seen]").input_value() == seen
        assert page.problems == []
    finally:
        page.context.close()


def test_it_saves_by_itself_and_a_lost_line_loses_nothing(browser, live_market, sessions, site):
    page = open_page(browser, live_market, sessions["Amina"])
    other = open_page(browser, live_market, sessions["Beto"])
    try:
        draft = begin_from_link(page, "en", site)
        page.locator("[name='texts._.summary']").fill("Written once.")
        page.locator(".saved", has_text="Saved at").wait_for()
        page.context.set_offline(True)
        page.locator("[name='texts._.summary']").fill("Written without a line.")
        page.locator(".saved", has_text="No connection").wait_for()
        # The page is closed with the line still down, and opened again when it is back.
        kept = page.evaluate("Object.values(localStorage).join()")
        assert "Written without a line." in kept
        page.goto("about:blank")
        page.context.set_offline(False)
        # A colleague wrote in another box meanwhile: neither loses anything.
        other.goto(f"{draft}/write/what/")
        other.locator("[name='texts._.title']").fill("A colleague's title")
        other.locator(".saved", has_text="Saved at").wait_for()
        page.goto(f"{draft}/write/what/")
        expect(page.locator("[name='texts._.summary']")).to_have_value("Written without a line.")
        expect(page.locator("[name='texts._.title']")).to_have_value("A colleague's title")
        page.locator(".saved", has_text="Saved at").wait_for()
        page.reload()
        expect(page.locator("[name='texts._.summary']")).to_have_value("Written without a line.")
        expect(page.locator("[name='texts._.title']")).to_have_value("A colleague's title")
        assert page.problems + other.problems == []
    finally:
        page.context.close()
        other.context.close()


def test_rows_and_names_are_helped_along_and_two_writers_are_told(
    browser, live_market, sessions, site
):
    page = open_page(browser, live_market, sessions["Amina"])
    other = open_page(browser, live_market, sessions["Beto"])
    try:
        draft = begin_from_link(page, "en", site)
        page.goto(f"{draft}/write/who/")
        page.locator("button[value='add:contributions']").click()
        page.locator("[id='contributions.1']").wait_for()
        page.locator("[name='contributions.1.role']").select_option("author")
        name = page.locator("[name='contributions.1.organisation']")
        name.fill("United Citi")
        page.locator("#found option").first.wait_for(state="attached")
        name.fill("United Cities and Local Governments")
        page.locator(".saved", has_text="Saved at").wait_for()
        page.locator("button[value='up:contributions.1']").click()
        page.locator("[name='contributions.rows'][value='1 0']").wait_for(state="attached")
        page.reload()
        assert (
            page.locator("[name='contributions.0.organisation']").input_value()
            == "United Cities and Local Governments"
        )

        # A long list is narrowed by typing.
        page.goto(f"{draft}/write/topics/")
        field = page.locator("[id='id.themes']")
        field.locator(".narrow-list").fill("participatory bud")
        assert field.locator(".tick-list label:visible").count() == 1

        # Two writers in one box.
        other.goto(f"{draft}/write/what/")
        page.goto(f"{draft}/write/what/")
        page.locator("[name='texts._.title']").fill("Hers")
        page.locator(".saved", has_text="Saved at").wait_for()
        other.locator("[name='texts._.title']").fill("His")
        alert = other.locator("#write > .alert")
        alert.wait_for()
        assert "Amina changed the same text meanwhile." in alert.inner_text()
        alert.locator("button").click()
        other.get_by_role("heading", name="Two texts for the same place").wait_for()
        other.get_by_label("Theirs").check()
        other.get_by_role("button", name="Save what I chose").click()
        other.wait_for_url("**/write/what/")
        assert other.locator("[name='texts._.title']").input_value() == "Hers"
        assert page.problems + other.problems == []
    finally:
        page.context.close()
        other.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_pages_of_writing(
    language, width, browser, live_market, sessions, site
):
    page = open_page(browser, live_market, sessions["Amina"], language, bypass_csp=True,
                     viewport={"width": width, "height": 800})  # fmt: skip
    found: dict[str, list[str]] = {}
    try:
        draft = begin_from_link(page, language, site)
        page.locator("[name='texts._.summary']").fill("Once more.")
        page.locator(".bar button[value=close]").click()
        page.wait_for_url("**/desk/drafts/*/")
        practice = _practice(page, language)
        for path in (
            f"/{language}/desk/", f"/{language}/desk/drafts/", f"/{language}/desk/contribute/", f"{draft}/",
            *(f"{draft}/write/{step}/" for step in ("what", "who", "editions", "topics", "more", "record")),
            f"{draft}/write/what/?language=fr", f"{draft}/history/?from=r1", f"{draft}/preview/", f"{draft}/discard/",
            f"{practice}/write/case/", f"{practice}/write/change/", f"{practice}/write/takes/",
        ):  # fmt: skip
            page.goto(path)
            if "/more/" in path or "/case/" in path:
                page.locator(".rich [contenteditable]").first.wait_for()
            if path.endswith("/change/"):
                page.locator("button[value='add:practice.series']").click()
                page.locator("[id='practice.series.0']").wait_for()
            for fold in page.locator("details").all():
                fold.evaluate("one => { one.open = true }")
            wrong = axe_finds(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wrong or wide > 0:
                found[path.replace(draft, "")] = [*wrong, f"{wide} px too wide"]
    finally:
        page.context.close()
    assert found == {}


def _practice(page: Any, language: str) -> str:
    page.goto(f"/{language}/desk/contribute/")
    page.locator("[name=sort][value=practice]").check()
    page.locator("button[value=form]").click()
    page.wait_for_url("**/write/what/")
    return str(page.url.split("/write/")[0])
