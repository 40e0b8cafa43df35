"""axe finds nothing on the working pages, in English and Arabic, in light and dark, on a phone.

Noa leads the learning team and edits for Palmira, so that every page has something on it.
"""

from __future__ import annotations

import pytest

from tests.journeys.looking import AXE, COLOURS, EVERYTHING, RUN
from tests.journeys.somebody import Somebody
from tests.journeys.test_a_reference_group_reads import MAKE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NOA = """
from agora.editorial.models import Submission
from agora.editorial.review.group import members, reading, services
from agora.kernel import clock
from agora.people.keeping import person_at
from agora.people.models import Duty, Membership, Organisation, Person
from agora.people.queries import standing_of
import datetime as dt
account = person_at("noa.{language}@people.example", name="Noa", language="{language}").account
person = Person.objects.get(account=account)
palmira = Organisation.objects.get(slug="palmira")
Duty.objects.create(person=person, role="lead")
Membership.objects.create(person=person, organisation=palmira, role="admin")
paper = Submission.objects.get(pk="{paper}")
services.group_open(
    standing_of(account), paper.pk, question="Why?", closes_at=clock.now() + dt.timedelta(days=9))
member = services.group_invite(standing_of(account), paper.pk, email="rosa@people.example")
members.reading_comment(reading.secret_of(member), text="Say for whom.")
print(paper.draft_id, palmira.pk, reading.secret_of(member))
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_working_pages(language, browser, live_market):
    if not AXE.exists():
        pytest.fail("axe is not installed: run `make set-up` once, then the tests.")
    where = f"axe-{language}"
    paper = live_market.run("shell", "-v", "0", "-c", MAKE.format(where=where)).split()[-1]
    said = live_market.run("shell", "-v", "0", "-c", NOA.format(language=language, paper=paper))
    draft, palmira, secret = said.split()[-3:]
    noa = Somebody(browser, live_market, "Noa", language, bypass_csp=True, color_scheme="light")
    page, found = noa.page, {}
    try:
        noa.sign_in("/desk/")
        for path in (
            "desk/", "desk/contribute/", "desk/drafts/", f"desk/drafts/{draft}/",
            f"desk/drafts/{draft}/history/", f"desk/drafts/{draft}/preview/",
            f"desk/drafts/{draft}/write/what/", "desk/review/", "desk/review/sent/", "desk/review/due/",
            "desk/review/topics/", f"desk/review/{paper}/", f"desk/review/{paper}/preview/",
            f"desk/review/{paper}/group/", f"desk/reading/{secret}/", "desk/translate/",
            "desk/translate/coverage/", "desk/organisations/", f"desk/organisations/{palmira}/",
            f"desk/organisations/{palmira}/invite/", f"desk/organisations/{palmira}/journal/",
            "desk/team/", "desk/notices/", "account/", "account/profile/", "account/sessions/",
            "account/data/", "account/ways/", "account/ways/addresses/", "account/erase/",
            "desk/bring/", "desk/bring/new/", "desk/uses/", "desk/links/", "desk/reports/", "desk/decisions/",
            "desk/merge/", "desk/merge/done/", "desk/ageing/", "desk/statistics/", "desk/statistics/coverage/",
            "desk/statistics/searches/", "desk/statistics/funders/", "desk/taking/", "mine/", "mine/lists/",
            "mine/searches/", "mine/following/", "mine/uses/", "open-data/",
        ):  # fmt: skip
            page.emulate_media(color_scheme="light")
            answer = page.goto(f"/{language}/{path}")
            if answer.status != 200:
                found[path] = [f"answered {answer.status}"]
                continue
            assert page.evaluate("document.documentElement.lang") == language, path
            page.add_script_tag(path=str(AXE))
            if wrong := page.evaluate(RUN, EVERYTHING):
                found[path] = wrong
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if wide:
                found.setdefault(path, []).append("wider than the phone")
            page.emulate_media(color_scheme="dark")
            if wrong := page.evaluate(RUN, COLOURS):
                found[f"{path} (dark)"] = wrong
        assert found == {}
        assert noa.problems == []
    finally:
        noa.context.close()
