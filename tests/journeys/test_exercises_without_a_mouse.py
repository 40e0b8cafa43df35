"""Somebody does a lesson's exercises with the keyboard on a phone, in English and in Arabic, and without JavaScript.

In plain words: they deal the cards and turn them up until every pair is found; they sort, once wrongly; they decide for a
council until an ending; they fail the quiz, read why, and pass it; they keep a note. The focus stays where they
were, what happened is said aloud, and axe finds nothing on the way, in light and in dark.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.journeys.looking import COLOURS, SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LEARNER = (
    SESSION
    + """
import json
from agora.people.models import Account, Person
from tests.courses import exercises as ex, making as make
account = Account.objects.create(email="player-{name}@journey.example", password="!")
Person.objects.create(name="Player", account=account, language="{tag}", timezone="UTC")
def arabic(part):
    if isinstance(part, dict):
        part = {{name: arabic(value) for name, value in part.items()}}
        texts = part.get("texts")
        if texts:
            texts["ar"] = {{
                name: (f"نص {{text}}" if isinstance(text, str) and name != "state" else text)
                for name, text in texts["en"].items()
            }}
        return part
    return [arabic(one) for one in part] if isinstance(part, list) else part
note = {{"key": make.key("note"), "kind": "reflection", "texts": make.says(en={{"text": "What will you do?"}})}}
talk = {{"key": make.key("talk"), "kind": "prompt", "texts": make.says(en={{"text": "What did you try?"}})}}
blocks = [ex.memory(2), ex.sorting(), ex.branching(), ex.quiz(*ex.every_sort()), note, talk]
data = make.document(make.module("m1", make.lesson("l1", *map(arabic, blocks))), slug="play-{name}")
course = make.publish(arabic(data))
mine = make.enrol(make.run_of(course), account, language="{tag}")
print("SESSION", json.dumps([session_of(account), str(mine.pk)]))
"""
)
CARDS = """
import json
from agora.courses.models import GameState
from tests.courses.making import key
game = GameState.objects.get(enrolment="{mine}", node_key=key("memory"))
print("CARDS", json.dumps([pair for pair, side in game.state["cards"]]))
"""


def _told(said: str, word: str) -> Any:
    return json.loads(said.split(word, 1)[1].strip().splitlines()[0])


@pytest.mark.parametrize(
    ("name", "tag", "script"), [("en", "en", True), ("ar", "ar", True), ("plain", "en", False)]
)
def test_a_lesson_is_played_without_a_mouse(name, tag, script, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", LEARNER.format(name=name, tag=tag))
    session, mine = _told(said, "SESSION")
    context = browser.new_context(
        base_url=live_market.url, viewport={"width": 320, "height": 800}, locale=tag,
        java_script_enabled=script, reduced_motion="reduce", bypass_csp=script,
    )  # fmt: skip
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"/{tag}/courses/play-{name}/learn/")
    found: dict[str, list[str]] = {}

    def look(what: str) -> None:
        if shots := os.environ.get("AGORA_SHOTS"):
            page.screenshot(path=f"{shots}/{name}-{what}.png", full_page=True)
        if not script:
            return
        wrong = axe_finds(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {one}" for one in axe_finds(page, COLOURS)]
        if shots:
            page.screenshot(path=f"{shots}/{name}-{what}-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if wrong or wide > 0:
            found[what] = [*wrong, f"{wide} px too wide"]

    def press(selector: str) -> None:
        """Without the module every move is a page; with it the part alone is changed."""
        turn = page.locator(selector).first
        turn.focus()
        if script and page.locator(selector).first.locator("xpath=ancestor::*[@data-game]").count():
            with page.expect_response(lambda answer: answer.request.method == "GET"):
                page.keyboard.press("Enter")
            page.wait_for_function("!document.querySelector('[aria-busy=true]')")
        else:
            with page.expect_navigation():
                page.keyboard.press("Enter")

    look("before")
    press(".memory button[value=deal]")
    cards = _told(live_market.run("shell", "-v", "0", "-c", CARDS.format(mine=mine)), "CARDS")
    first, other = 0, next(at for at, pair in enumerate(cards) if pair != cards[0])
    press(f".memory button[name=card][value='{first}']")
    if script:
        assert page.evaluate("document.activeElement.value") == str(first)
        heard = page.locator("body > [role=status]").inner_text()
        assert heard
    press(f".memory button[name=card][value='{other}']")
    look("missed")
    for pair in dict.fromkeys(cards):
        for at in (at for at, one in enumerate(cards) if one == pair):
            press(f".memory button[name=card][value='{at}']")
    assert page.locator(".memory .verdict.right").count() == 1
    look("pairs")

    press(".sorting button[value=again]")
    for thing in page.locator(".sorting .thing").all():
        thing.locator("input").first.check()
    press(".sorting button[value=check]")
    assert page.locator(".sorting .thing").count() == 1
    look("sorted-wrongly")
    page.locator(".sorting .thing input").last.check()
    press(".sorting button[value=check]")
    assert page.locator(".sorting .verdict.right").count() == 1

    press(".branching button[value=again]")
    press(".branching button[name=choice][value='0']")
    look("scene")
    press(".branching button[name=choice][value='1']")
    assert page.locator(".branching .verdict.right").count() == 1
    look("ending")

    press(".quiz button[value=begin]")
    look("quiz")
    page.locator(".quiz input[type=radio]").first.check()
    press(".quiz button[value=send]")
    assert page.locator(".quiz .alert").is_visible()
    assert page.locator(".quiz input[type=radio]").first.is_checked()
    look("quiz-open")
    page.locator(".quiz [name=anyway]").check()
    press(".quiz button[value=send]")
    assert page.locator(".quiz .told > li").count() == 7
    look("quiz-failed")
    press(".quiz button[value=begin]")

    page.locator(".reflection textarea").fill("Ask first.")
    press(".reflection button")
    assert page.locator(".reflection textarea").input_value() == "Ask first."
    look("note")
    context.close()
    assert found == {}
