"""A reader saves, shares, searches, hears of news in Arabic, and stops it with one click.

In plain words: an officer reads of a practice without an account, presses “Save”, is led to sign in, and is back where the
thing is saved. They share their list by a link, which a visitor opens. They keep a search on Explore. On Monday a
mail in their own language says what is new; one click in it, without signing in, ends these mails.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


READER = (
    SESSION
    + """
import json
from agora.people.models import Account, Person
account = Account.objects.create(email="noor-{tag}@journey.example", password="!")
Person.objects.create(name="Noor", account=account, language="{tag}", timezone="Africa/Cairo")
print("SESSION", json.dumps(session_of(account)))
"""
)
# A week has passed since they saved, and one thing came within it.
MONDAY = """
import datetime as dt
from agora.catalogue.models import Resource
from agora.kernel import clock
from agora.readers.digests.sending import digests_due
from agora.readers.models import DigestPlan, SavedSearch
ago = clock.now() - dt.timedelta(days=6)
mine = {{"account__email": "noor-{tag}@journey.example"}}
SavedSearch.objects.filter(**mine).update(created_at=ago)
Resource.objects.filter(slug="{slug}").update(added_at=clock.now() - dt.timedelta(minutes=30))
DigestPlan.objects.filter(**mine).update(told_until=ago, last_week=ago.date() - dt.timedelta(days=7))
digests_due()
"""


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_reader_saves_shares_searches_and_is_told(tag, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", READER.format(tag=tag))
    key = json.loads(said.split("SESSION", 1)[1].strip().splitlines()[0])
    script = {"java_script_enabled": tag != "en"}  # once without JavaScript, once with axe
    mine = browser.new_context(
        base_url=live_market.url, viewport={"width": 360, "height": 800}, **script
    )
    page = mine.new_page()
    page.goto(f"/{tag}/explore/?type=practice")
    page.locator(".finds h3 a").first.click()
    page.wait_for_url(f"**/{tag}/practices/**")
    practice = page.url
    page.locator("a[href*='/mine/save/']").click()
    page.wait_for_url("**/account/login/**")
    back = page.url.split("next=")[1]
    mine.add_cookies([{"name": "sessionid", "value": key, "url": live_market.url}])
    page.goto(back.replace("%2F", "/"))
    page.locator("[name=list]").select_option("new")
    page.locator("[name=name]").fill("Monday")
    page.locator("[name=note]").fill("Read page 4")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(practice)

    page.goto(f"/{tag}/mine/lists/")
    _axe(page, tag)
    page.locator(".entries a").first.click()
    page.locator("button[value=share]").click()
    link = page.locator("a.cite").inner_text()
    _axe(page, tag)
    visitor = browser.new_context(base_url=live_market.url)
    theirs = visitor.new_page()
    theirs.goto(link)
    assert "Read page 4" in theirs.locator("main").inner_text()
    assert "Noor" not in theirs.content()

    slug = practice.rstrip("/").split("/")[-1]
    page.goto(f"/{tag}/explore/?type=practice")
    page.locator("a[href*='/searches/save/']").click()
    _axe(page, tag)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/{tag}/mine/searches/")
    for path in ("", "following/", "uses/"):
        page.goto(f"/{tag}/mine/{path}")
        _axe(page, tag)
    live_market.run("shell", "-v", "0", "-c", MONDAY.format(tag=tag, slug=slug))
    mail = _mail(live_market, f"noor-{tag}@journey.example")
    html = mail.get_body(("html",)).get_content()
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in html
    assert f"/{tag}/practices/{slug}/" in html
    address = mail["List-Unsubscribe"].strip(" <>")
    answer = theirs.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    theirs.locator("main form button").click()
    assert theirs.locator("main form").count() == 0
    page.goto(f"/{tag}/mine/#digest")
    assert page.locator("button[value=on]").count() == 1
    mine.close()
    visitor.close()


def _axe(page: Any, tag: str) -> None:
    if tag == "en":
        return
    assert axe_finds(page) == [], page.url


def _mail(market: Any, to: str) -> Any:
    import time

    end = time.monotonic() + 40
    while time.monotonic() < end:
        for mail in market.mail_server.mails:
            if to in str(mail["X-Envelope-To"]):
                return mail
        time.sleep(0.1)
    pytest.fail(f"No mail to {to}")
