"""On a phone: an admin has everything of their organisation made into one file, is told by mail, and fetches it.

In plain words: they press the button, see how far it is, and get a mail in their language with the way back.
The file is theirs alone: somebody else who has its address is told that there is nothing.
"""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.looking import SESSION, axe_finds

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PEOPLE = (
    SESSION
    + """
import json
from agora.people.models import Account, Membership, Organisation, Person
made = {{}}
for name in ("admin", "stranger"):
    account = Account.objects.create(email=f"{{name}}-{tag}@taking.example", password="!")
    person = Person.objects.create(name=name.title(), account=account, language="{tag}")
    if name == "admin":
        palmira = Organisation.objects.get(slug="palmira")
        Membership.objects.create(person=person, organisation=palmira, role="admin")
    made[name] = session_of(account)
print("PEOPLE", json.dumps(made))
"""
)


@pytest.mark.parametrize("tag", ["es", "ar"])
def test_an_admin_takes_everything_out_and_nobody_else(tag, live_market, browser, tmp_path):
    said = live_market.run("shell", "-v", "0", "-c", PEOPLE.format(tag=tag))
    keys = json.loads(said.split("PEOPLE", 1)[1].strip().splitlines()[0])

    def asked_by(name: str) -> Any:
        context = browser.new_context(
            base_url=live_market.url,
            viewport={"width": 360, "height": 800},
            java_script_enabled=tag == "ar",  # once without JavaScript, once with axe
        )
        context.add_cookies([{"name": "sessionid", "value": keys[name], "url": live_market.url}])
        return context.new_page()

    admin, stranger = asked_by("admin"), asked_by("stranger")
    here = f"/{tag}/desk/taking/"
    assert stranger.goto(here).status == 404
    admin.goto(here)
    if tag == "ar":
        assert axe_finds(admin) == []
    admin.locator("main form button").first.click()
    admin.wait_for_url(f"**{here}?done=asked")
    mail = _mail(live_market, f"admin-{tag}@taking.example")
    assert here in mail.get_body(("plain",)).get_content()
    assert mail["Content-Language"] == tag
    admin.goto(here)
    link = admin.locator("main a[href$='archive.zip']").first
    if tag == "ar":
        assert axe_finds(admin) == []
    assert stranger.request.get(str(link.get_attribute("href"))).status == 404
    with admin.expect_download() as coming:
        link.click()
    kept = Path(tmp_path, "all.zip")
    coming.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())
        text = archive.read("content/catalogue.resourcetext.jsonl").decode()
    assert manifest["scope"]["slug"] == "palmira"
    assert {one["name"] for one in manifest["files"]} <= names
    assert "PAZOS" in text


def _mail(market: Any, to: str) -> Any:
    """The mail to them, within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for mail in market.mail_server.mails:
            if to in str(mail["X-Envelope-To"]):
                return mail
        time.sleep(0.2)
    pytest.fail(f"No mail came to {to}.")
