"""An author lays out a course with the keyboard alone, drags a block, and sees the lesson in Arabic.

In plain words: in Spanish, on a phone-size screen, she opens the outline of her course, writes the title
of a module and of a lesson, adds a text and a question to think about, and moves the second one up, all
without a mouse; what she moved has the focus afterwards. With a mouse she drags it down again. She writes
the text, and looks at the lesson in Arabic, where it stands from right to left. Nothing on any page is
wrong for a screen reader.
"""

from __future__ import annotations

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MAKE = (
    SESSION
    + """
from agora.editorial.drafts import draft_start
from agora.people.models import Account, Membership, Organisation, Person
from agora.people.queries import standing_of
account, _new = Account.objects.get_or_create(email="author@journey.example")
person, _new = Person.objects.get_or_create(name="Amina", account=account)
palmira = Organisation.objects.get(slug="palmira")
Membership.objects.get_or_create(person=person, organisation=palmira, role="editor")
draft = draft_start(
    standing_of(account), "course", language="es", organisation=palmira.pk,
    document={"texts": {"es": {"title": "Moverse"}}})
print(session_of(account), draft.pk)
"""
)


def kinds(page):
    """The titles of the blocks, from the top."""
    return page.locator(".o-block .o-title > a").all_inner_texts()


def go(page, key):
    """Press a key that sends the page on its way, and be there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_author_lays_out_a_course_with_the_keyboard_and_sees_it_in_arabic(browser, live_market):
    session, draft = live_market.run("shell", "-v", "0", "-c", MAKE).split()[-2:]
    context = browser.new_context(
        base_url=live_market.url, locale="es", reduced_motion="reduce", bypass_csp=True,
        viewport={"width": 390, "height": 1400},
    )  # fmt: skip
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    try:
        page.goto(f"/es/desk/drafts/{draft}/course/")
        page.locator("#title-module").focus()
        page.keyboard.type("Primer módulo")
        go(page, "Enter")
        page.locator(".o-module > form [name=title]").focus()
        page.keyboard.type("Primera lección")
        go(page, "Enter")
        for kind in ("text", "reflection"):
            page.locator(".o-lesson > form [name=kind]").select_option(kind)
            page.locator(".o-lesson > form button").focus()
            go(page, "Enter")
        text, reflection = kinds(page)
        page.locator("button[value^='up:']").last.focus()
        go(page, "Enter")
        assert kinds(page) == [reflection, text]
        moved = page.evaluate("document.activeElement.id")
        assert moved == page.locator(".o-block .o-line").first.get_attribute("id")
        assert axe_finds(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

        grips = page.locator(".o-block .grip")
        with page.expect_navigation():
            lines = page.locator(".o-block .o-line")
            box = lines.nth(1).bounding_box()
            grips.first.drag_to(
                lines.nth(1), target_position={"x": box["width"] / 2, "y": box["height"] - 3}
            )
        assert kinds(page) == [text, reflection]

        page.locator(".o-block .o-title > a").first.click()
        page.wait_for_url("**/course/blocks/**")
        page.locator("[name='texts._.title']").fill("Por qué nos movemos")
        assert axe_finds(page) == []
        with page.expect_navigation():
            page.locator(".bar button[value=stay]").click()
        page.goto(page.url.split("?")[0] + "?language=ar")
        page.locator("[name='texts._.title']").fill("لماذا ننتقل")
        with page.expect_navigation():
            page.locator(".bar button[value=close]").click()
        page.goto(f"/es/desk/drafts/{draft}/course/")
        page.locator(".o-lesson a[href*='/preview/']").click()
        page.wait_for_url("**/preview/**")
        page.goto(page.url + "?language=ar")
        block = page.locator(".lesson-preview .block").first
        assert (block.get_attribute("dir"), "لماذا ننتقل" in block.inner_text()) == ("rtl", True)
        assert axe_finds(page) == []
        for path in ("checks/", "settings/certificate/"):
            page.goto(f"/es/desk/drafts/{draft}/course/{path}")
            assert axe_finds(page) == [], path
        page.goto(f"/es/desk/drafts/{draft}/")
        assert axe_finds(page) == []
        assert problems == []
    finally:
        context.close()
