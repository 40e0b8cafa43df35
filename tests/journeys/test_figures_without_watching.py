"""A reader reads and searches in vain; the team and an editor see the figures, a stranger none, a funder one sheet.

In plain words: somebody reads a practice a few times and searches for words that find nothing. Half a minute later the
learning team sees that there were reads. When the month is over, the practice has its figures, which an editor of
its organisation sees too, and a stranger does not. The page for funders prints on one sheet of A4.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pypdfium2
import pytest

from tests.journeys.looking import SESSION, axe_finds
from tests.statistics.counted import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


# Somebody of the learning team, an editor of who publishes the practice, and a stranger.
PEOPLE = (
    SESSION
    + """
import json
from agora.catalogue.models import Resource
from agora.people.models import Account, Duty, Membership, Person
from agora.statistics.closing import owners_of
resource = Resource.objects.get(slug="{slug}")
owner = owners_of([("resource", resource.pk)])[("resource", resource.pk)]
made = {{"owner": str(owner), "resource": str(resource.pk)}}
for name in ("team", "editor", "stranger"):
    account = Account.objects.create(email=f"{{name}}-{tag}@figures.example", password="!")
    person = Person.objects.create(name=name.title(), account=account, language="{tag}")
    if name == "team":
        Duty.objects.create(person=person, role="reviewer")
    if name == "editor":
        Membership.objects.create(person=person, organisation_id=owner, role="editor")
    made[name] = session_of(account)
print("PEOPLE", json.dumps(made))
"""
)
COUNTED = """
from agora.statistics.models import AskedWords, DayCount
print("COUNTED", sum(DayCount.objects.filter(thing="{resource}").values_list("number", flat=True)),
      AskedWords.objects.filter(language="{tag}").count())
"""
# The month is over, many more came to other pages, and the words were searched by others too.
OVER = """
import datetime as dt
from django.db.models import F
from agora.kernel import clock
from agora.statistics import closing
from agora.statistics.logic import month_of
from agora.statistics.models import AskedWords, ClosedMonth, DayCount, DayTotal, Figure
month = month_of(clock.now().date())
last = month_of(month - dt.timedelta(days=1))
for model in (Figure, ClosedMonth):
    model.objects.all().delete()
for model in (DayCount, DayTotal):
    model.objects.filter(day__lt=month).delete()
    model.objects.update(day=last)
DayCount.objects.filter(what="other").update(number=F("number") + 100)
AskedWords.objects.update(month=last, words="zeppelin harbour", number=5)
closing.month_close(last)
"""


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_what_was_read_is_seen_by_those_it_concerns(tag, live_market, browser, tmp_path):
    visitor = browser.new_context(base_url=live_market.url, user_agent=BROWSER)
    page = visitor.new_page()
    page.goto(f"/{tag}/explore/?type=practice")
    page.locator(".finds h3 a").first.click()
    page.wait_for_url(f"**/{tag}/practices/**")
    slug = page.url.rstrip("/").split("/")[-1]
    for _ in range(6):
        page.reload()
    page.goto(f"/{tag}/explore/?q=zeppelin%20harbour")
    assert visitor.cookies() == []
    visitor.close()

    said = live_market.run("shell", "-v", "0", "-c", PEOPLE.format(slug=slug, tag=tag))
    made = json.loads(said.split("PEOPLE", 1)[1].strip().splitlines()[0])
    _wait_for_counts(live_market, made["resource"], tag)

    def asked_by(name: str) -> Any:
        context = browser.new_context(base_url=live_market.url)
        context.add_cookies([{"name": "sessionid", "value": made[name], "url": live_market.url}])
        return context.new_page()

    team, editor, stranger = (asked_by(name) for name in ("team", "editor", "stranger"))
    here = f"/{tag}/desk/statistics/"
    team.goto(here)
    _axe(team)
    live_market.run("shell", "-v", "0", "-c", OVER)
    team.goto(here)
    assert f"/resources/{made['resource']}/" in team.content()
    _axe(team)
    team.goto(f"{here}searches/")
    assert "zeppelin harbour" in team.locator("main").inner_text()
    _axe(team)
    team.goto(f"{here}coverage/")
    _axe(team)

    own = f"{here}organisations/{made['owner']}/"
    editor.goto(here)
    editor.locator(f"main a[href='{own}']").click()
    editor.wait_for_url(f"**{own}")
    assert f"/resources/{made['resource']}/" in editor.content()
    _axe(editor)
    assert editor.goto(f"{here}funders/").status == 404
    for address in (here, own, f"{here}resources/{made['resource']}/"):
        assert stranger.goto(address).status == 404

    team.goto(f"{here}funders/?period=all")
    _axe(team)
    sheet = tmp_path / "sheet.pdf"
    team.pdf(path=sheet, prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(sheet)
    assert len(printed) == 1
    assert [round(side) for side in printed[0].get_size()] == [595, 842]
    printed.close()


def _wait_for_counts(market: Any, resource: str, tag: str) -> None:
    """Until this and the other processes have written: a second, here."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        said = market.run("shell", "-v", "0", "-c", COUNTED.format(resource=resource, tag=tag))
        reads, words = said.split("COUNTED", 1)[1].split()[:2]
        if int(reads) >= 7 and int(words) == 1:
            return
        time.sleep(0.5)
    pytest.fail("Nothing was counted")


def _axe(page: Any) -> None:
    assert axe_finds(page) == [], page.url
