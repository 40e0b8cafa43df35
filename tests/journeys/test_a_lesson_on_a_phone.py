"""An officer takes lessons on a phone, in Spanish without JavaScript, and in Arabic where much is missing.

In plain words: they open their courses, begin, read a lesson, press the one button, change the language in the middle
and are on the same lesson, and finish. On every page nothing sticks out and axe finds nothing.
"""

from __future__ import annotations

import json

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LEARNER = (
    SESSION
    + """
import json
from agora.people.models import Account, Person
from tests.courses import making as make
account = Account.objects.create(email="lara-{tag}@journey.example", password="!")
Person.objects.create(name="Lara", account=account, language="{tag}")
modules = [make.module("{tag}-m", make.lesson("{tag}-1"), make.lesson("{tag}-2"))]
course = make.publish(make.document(*modules, slug="phone-{tag}"))
make.enrol(make.run_of(course), account)
print("SESSION", json.dumps(session_of(account)))
"""
)


@pytest.mark.parametrize("tag", ["es", "ar"])
def test_lessons_are_taken_on_a_phone(tag, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", LEARNER.format(tag=tag))
    key = json.loads(said.split("SESSION", 1)[1].strip().splitlines()[0])
    context = browser.new_context(
        base_url=live_market.url,
        viewport={"width": 360, "height": 800},
        java_script_enabled=tag != "es",
        color_scheme="dark" if tag == "ar" else "light",
    )
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_market.url}])
    page = context.new_page()

    def looks_right() -> None:
        if tag != "es":
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            assert axe_finds(page) == []

    page.goto(f"/{tag}/courses/phone-{tag}/")
    looks_right()
    page.goto(f"/{tag}/mine/courses/")
    looks_right()
    page.locator(".entries a.btn").click()
    page.wait_for_url(f"**/{tag}/courses/phone-{tag}/learn/*/")
    first = page.url
    looks_right()
    page.locator(".onwards button").click()
    page.wait_for_url(lambda url: url != first and "/learn/" in url)
    assert page.locator("progress").get_attribute("value") == "1"
    second = page.url
    page.locator(".tongues a[hreflang=en]").click()
    page.wait_for_url(second.replace(f"/{tag}/", "/en/", 1))
    page.go_back()
    page.locator(".how-far a").click()
    looks_right()
    page.goto(second)
    page.locator(".onwards button").click()
    page.wait_for_url("**/learn/finished/")
    looks_right()
    assert page.locator("h1").count() == 1
    context.close()
