"""Somebody's certificate is opened on a phone, shown with a name, checked by a stranger, and a forgery is not.

In plain words: an officer finds their certificate among their things and lets its page show their name. A mayor's
office types the number from the paper and reads whose it is. A file in which somebody wrote another name is
pasted there too, and the market says that it is not what was signed.
"""

from __future__ import annotations

import json

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EARNED = (
    SESSION
    + """
import json
from agora.credentials.services import achievement_ensure, credential_issue
from agora.kernel import clock, ids
from agora.people.models import Account, Organisation, Person
account = Account.objects.create(email="safia-{tag}@journey.example", password="!")
Person.objects.create(name="Safia", account=account, language="{tag}", timezone="Africa/Cairo")
texts = {{
    "en": {{"name": "Housing for all", "criteria": "All modules completed."}},
    "ar": {{"name": "السكن للجميع", "criteria": "إتمام جميع الوحدات."}},
}}
achievement = achievement_ensure(
    kind="course", object_id=ids.fixed_id("course", "journey"), version=1, original_language="en",
    texts=texts, issuers=[Organisation.objects.get(slug="uclg").pk], path="/explore/",
    signatories=[{{"name": "Inés Prado", "role": {{"en": "Director"}}}}],
)
made = credential_issue(
    achievement=achievement, registration=ids.new_id(), account=account.pk, name="Safia Haddad",
    language="{tag}", assessed_in=["{tag}"], earned_at=clock.now(), facts={{"score": "91 %"}},
)
print("MADE", json.dumps([session_of(account), str(made.pk), made.code, made.document]))
"""
)


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_certificate_is_shown_checked_and_a_forgery_refused(tag, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", EARNED.format(tag=tag))
    session, key, code, document = json.loads(said.split("MADE", 1)[1].strip().splitlines()[0])
    script = {"java_script_enabled": tag != "en"}  # once without JavaScript, once with axe
    mine = browser.new_context(
        base_url=live_market.url, viewport={"width": 360, "height": 800}, bypass_csp=True, **script
    )
    mine.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
    page = mine.new_page()
    page.goto(f"/{tag}/mine/")
    page.locator("a[href$='/mine/certificates/']").first.click()
    page.wait_for_url(f"**/{tag}/mine/certificates/")
    found = axe_finds(page) if tag == "ar" else []
    page.locator(".entries a").first.click()
    page.wait_for_url(f"**/certificates/{key}/")
    assert page.locator(".certificate .name").inner_text() == "Safia Haddad"
    width = (
        page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if tag == "ar"
        else [0, 0]
    )
    assert width[0] <= width[1]
    found += axe_finds(page) if tag == "ar" else []
    page.locator("[name=shows_name]").check()
    page.locator("button[value=disclose]").click()
    page.wait_for_load_state()
    assert page.locator("[name=shows_name]").is_checked()
    printed = page.request.get(f"/{tag}/mine/certificates/{key}/certificate.pdf")
    assert printed.body()[:5] == b"%PDF-"
    mine.close()

    other = browser.new_context(base_url=live_market.url, bypass_csp=True, **script)
    page = other.new_page()
    page.goto(f"/{tag}/check/")
    found += axe_finds(page) if tag == "ar" else []
    page.locator("[name=what]").fill(code.lower())
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/{tag}/check/*/")
    assert page.locator(".certificate .name").inner_text() == "Safia Haddad"
    assert "91 %" not in page.content()
    found += axe_finds(page) if tag == "ar" else []

    forged = json.loads(document)
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    for text, verdict in ((document, "proved"), (json.dumps(forged), "false")):
        page.goto(f"/{tag}/check/")
        page.locator("[name=what]").fill(text)
        page.locator("main form button[type=submit]").click()
        page.locator(f".verdict.{verdict}").wait_for()
        found += axe_finds(page) if tag == "ar" else []
    assert found == []
    other.close()
