"""On a phone: two records of one thing are put side by side, become one, and are two again.

In plain words: somebody who leads the learning team names two guides that say the same. They see both, say
what is taken over, and confirm. The old address then leads to the one that stayed. They find the merge in the
list, undo it, and the old address shows its own page again.
"""

from __future__ import annotations

import json

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

TWO = (
    SESSION
    + """
import json
from agora.editorial.services import document_read, version_publish
from agora.kernel import ids
from agora.people.models import Account, Duty, Person
account = Account.objects.create(email="noor-{tag}@merging.example", password="!")
person = Person.objects.create(name="Noor", account=account, language="{tag}")
Duty.objects.create(person=person, role="lead")
for slug, title in (("wells-{tag}", "Wells of the old town"), ("well-guide-{tag}", "A guide to wells")):
    document = {{
        "slug": slug, "type": "handbook", "original_language": "en",
        "texts": {{"en": {{"title": title, "summary": "Illustrative: where the water stands."}}}},
        "editions": [{{"language": "en", "url": f"https://wells.example/{{slug}}"}}],
    }}
    version_publish("resource", ids.fixed_id("resource", slug), document_read("resource", document))
print("NOOR", json.dumps(session_of(account)))
"""
)


@pytest.mark.parametrize("tag", ["es", "ar"])
def test_two_records_become_one_and_are_parted_again(tag, live_market, browser):
    said = live_market.run("shell", "-v", "0", "-c", TWO.format(tag=tag))
    key = json.loads(said.split("NOOR", 1)[1].strip().splitlines()[0])
    context = browser.new_context(
        base_url=live_market.url,
        viewport={"width": 360, "height": 800},
        java_script_enabled=tag == "ar",  # once without JavaScript, once with axe
    )
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_market.url}])
    page = context.new_page()
    stays, goes = f"/{tag}/resources/wells-{tag}/", f"/{tag}/resources/well-guide-{tag}/"

    def look() -> None:
        if tag == "ar":
            assert axe_finds(page) == [], page.url

    page.goto(f"/{tag}/desk/merge/")
    look()
    page.locator("[name=first]").fill(f"{live_market.url}{stays}")
    page.locator("[name=second]").fill(f"{live_market.url}{goes}")
    page.locator(".pair-by-hand button").click()
    page.wait_for_url(f"**/{tag}/desk/merge/*/")
    assert "A guide to wells" in page.locator("main").inner_text()
    look()
    page.locator("button[value=sure]").click()
    look()
    page.locator("button[value=merge]").click()
    page.wait_for_url(f"**/{tag}/desk/merge/done/")
    look()
    assert page.goto(goes).status == 200
    assert page.url == f"{live_market.url}{stays}"

    page.goto(f"/{tag}/desk/merge/done/")
    page.locator(".work-rows form button").first.click()
    page.wait_for_url(f"**/{tag}/desk/merge/done/")
    assert page.locator(".work-rows form").count() == 0
    assert page.goto(goes).status == 200
    assert page.url == f"{live_market.url}{goes}"
