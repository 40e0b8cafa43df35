"""A visitor reports a problem on a phone, the team hides the thing, its city appeals, and another person shows it again.

In plain words: somebody reads a practice in their language, without an account, and says that a photo in it is theirs. A
lead of the learning team sees the report on the desk and hides the practice. Its address answers that it was withdrawn and why; the
reader and the city get a mail. An editor of the city follows the mail and appeals. The lead may not decide about that; a moderator
does, and the practice is there again.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


PEOPLE = (
    SESSION
    + """
import json
from agora.catalogue.models import Resource
from agora.editorial.drafts import live_document
from agora.editorial.owning import owner_of
from agora.people.models import Account, Duty, Membership, Person
found = None
for row in Resource.objects.filter(type__key="practice", withdrawn_at=None).order_by("{order}"):
    owner = owner_of("resource", live_document("resource", row.pk)[0])
    if owner and row.visibility == "public":
        found = (row.slug, owner)
        break
keys = {{"slug": found[0]}}
for name in ("lead", "moderator", "editor"):
    account = Account.objects.create(email=name + "-{tag}@report.example", password="!")
    person = Person.objects.create(name=name.title(), account=account, language="{tag}")
    if name == "editor":
        Membership.objects.create(person=person, organisation_id=found[1], role="editor")
    else:
        Duty.objects.create(person=person, role=name)
    keys[name] = session_of(account)
print("KEYS", json.dumps(keys))
"""
)


@pytest.mark.parametrize(("tag", "order"), [("es", "slug"), ("ar", "-slug")])
def test_a_report_is_decided_appealed_and_reversed(tag, order, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", PEOPLE.format(tag=tag, order=order))
    keys = json.loads(said.split("KEYS", 1)[1].strip().splitlines()[0])
    practice = f"/{tag}/practices/{keys['slug']}/"
    # The visitor has no JavaScript; axe looks at the pages of the others, and at theirs once more.
    visitor = _phone(browser, live_market, java_script_enabled=False)
    visitor.goto(practice)
    visitor.locator("a[href*='/report/']").first.click()
    visitor.locator("[name=reason][value=rights]").check()
    visitor.locator("[name=text]").fill("La foto es mía.")
    visitor.locator("[name=email]").fill(f"una-{tag}@lectora.example")
    visitor.locator("main form button[type=submit]").click()
    assert visitor.locator(".panel.done h1").count() == 1
    watcher = _phone(browser, live_market)
    watcher.goto(practice)
    watcher.locator("a[href*='/report/']").first.click()
    _axe(watcher)

    lead = _phone(browser, live_market, keys["lead"])
    lead.goto(f"/{tag}/desk/reports/")
    _axe(lead)
    lead.locator(".work-rows a").last.click()
    assert "La foto es mía." in lead.locator("main").inner_text()
    assert "lectora.example" not in lead.content()
    _decide(lead, "hidden", "Falta el permiso de la foto.", ground="rights")
    answer = visitor.goto(practice)
    assert answer is not None
    assert answer.status == 410
    _mail(live_market, f"una-{tag}@lectora.example", "Falta el permiso")
    told = _mail(live_market, f"editor-{tag}@report.example", "Falta el permiso")
    address = re.search(rf"http\S+/{tag}/desk/decisions/\S+/", told)
    assert address is not None, told

    editor = _phone(browser, live_market, keys["editor"])
    editor.goto(address.group())
    _axe(editor)
    editor.locator("[name=words]").fill("Tenemos el permiso: está en la página 2.")
    editor.locator("main form button[type=submit]").click()
    editor.wait_for_load_state()
    assert editor.locator("[name=words]").count() == 0
    editor.goto(f"/{tag}/desk/decisions/")
    _axe(editor)

    lead.goto(f"/{tag}/desk/reports/?state=appealed")
    lead.locator(".work-rows a").last.click()
    assert lead.locator("main form").count() == 0, "who decided does not decide again"
    report = lead.url
    moderator = _phone(browser, live_market, keys["moderator"])
    moderator.goto(report)
    _axe(moderator)
    _decide(moderator, "reversed", "El permiso está; lo sentimos.")
    answer = visitor.goto(practice)
    assert answer is not None
    assert answer.status == 200
    _mail(live_market, f"editor-{tag}@report.example", "lo sentimos")
    _mail(live_market, f"una-{tag}@lectora.example", "lo sentimos")
    for page in (visitor, watcher, lead, editor, moderator):
        page.context.close()


def _phone(browser: Any, market: Any, key: str = "", **more: Any) -> Any:
    context = browser.new_context(
        base_url=market.url, viewport={"width": 360, "height": 800}, reduced_motion="reduce", **more
    )
    context.set_default_timeout(15_000)
    if key:
        context.add_cookies([{"name": "sessionid", "value": key, "url": market.url}])
    return context.new_page()


def _decide(page: Any, outcome: str, words: str, ground: str = "") -> None:
    page.locator(f"[name=outcome][value={outcome}]").check()
    if ground:
        page.locator("[name=ground]").select_option(ground)
    page.locator("main form [name=words]").fill(words)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/desk/reports/")


def _axe(page: Any) -> None:
    if "/ar/" in page.url:
        assert axe_finds(page) == [], page.url
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, page.url


def _mail(market: Any, to: str, words: str) -> str:
    end = time.monotonic() + 40
    while time.monotonic() < end:
        for mail in market.mail_server.mails:
            text: str = mail.get_body(("plain",)).get_content()
            if to in str(mail["X-Envelope-To"]) and words in text:
                return text
        time.sleep(0.1)
    pytest.fail(f"No mail to {to} says “{words}”")
