"""axe finds nothing on the pages from interest to a seat, and on the desk's about runs, on a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.looking import AXE, COLOURS, EVERYTHING, RUN, SESSION

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parents[2]
MAKE = (
    SESSION
    + """
import datetime as dt, json, sys
sys.path.insert(0, {root!r})
from agora.courses.models import Cohort, Enrolment, Interest, Letter, Run, RunText, SeatOffer
from agora.courses.seats import letters, planning
from agora.courses.seats.seating import Wish, seat_ask
from agora.kernel import clock
from agora.people.keeping import person_at
from agora.people.models import Membership, Organisation, Person
from agora.people.queries import standing_of
from tests.courses import making as make
account = person_at("zoe.{language}@people.example", name="Zoe", language="{language}").account
palmira = Organisation.objects.get(slug="palmira")
Membership.objects.create(person=Person.objects.get(account=account), organisation=palmira, role="admin")
zoe = standing_of(account)
slug = "seats-{language}"
course = make.publish(make.document(make.module(slug, make.lesson(slug + "l")), slug=slug, owner="palmira",
    interest_open=True))
later = clock.now() + dt.timedelta(days=30)
run = Run.objects.create(course=course, original_language="en", is_published=True, starts=later, capacity=1,
    ends=later + dt.timedelta(days=30), asks_gender=True, timezone="America/Bogota")
RunText.objects.create(run=run, language="en", title="Spring", about="With visits.")
planning.cohort_write(zoe, run.pk, name="Mornings", language="en", timezone="UTC", places=5, tutors=[account.pk])
planning.quota_write(zoe, run.pk, places=3, gender="man")
form = Run.objects.create(course=course, original_language="en", is_published=True, admission="application")
planning.question_write(zoe, form.pk, kind="choice", required=True, texts={{"en": ("Where?", ("Here", "There"))}})
for n in range(3):
    one = person_at(f"p{{n}}.{language}@people.example", name=f"P{{n}}").account
    seat_ask(one.pk, run.pk, Wish("en"))
    applied = seat_ask(one.pk, form.pk, Wish("en"))
seat_ask(account.pk, run.pk, Wish("{language}"))
asked = Interest.objects.create(course=course, email="new.{language}@people.example", language="{language}")
told = Letter.objects.create(sort="opening", cause="x{language}", run=run, interest=asked)
held = Enrolment.objects.create(run=run, state="offered", language="en")
offer = SeatOffer.objects.create(enrolment=held, email="held@people.example", organisation=palmira, expires_at=later)
page, desk = f"courses/{{slug}}/runs/{{run.pk}}/", f"desk/runs/{{run.pk}}/"
paths = [f"courses/{{slug}}/interest/", page, page + "enrol/", page + "team/",
    f"courses/{{slug}}/runs/{{form.pk}}/enrol/",
    f"seats/interest/{{letters.interest_token(asked)}}/", f"seats/interest/{{letters.stop_token(asked)}}/stop/",
    f"seats/opening/{{letters.opening_token(told)}}/", f"seats/offer/{{letters.offer_token(offer)}}/",
    "desk/runs/", f"desk/runs/new/{{course.pk}}/", desk, *(desk + end for end in ("edit/", "groups/", "quotas/",
    "people/", "waiting/", "announce/")), f"desk/runs/{{form.pk}}/questions/",
    f"desk/runs/{{form.pk}}/applications/", f"desk/runs/{{form.pk}}/applications/{{applied.pk}}/"]
print("MADE", json.dumps([session_of(account), paths]))
"""
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_from_interest_to_a_seat(language, browser, live_market):
    if not AXE.exists():
        pytest.fail("axe is not installed: run `make set-up` once, then the tests.")
    said = live_market.run("shell", "-v", "0", "-c", MAKE.format(language=language, root=str(ROOT)))
    session, paths = json.loads(said.split("MADE ")[-1])
    context = browser.new_context(
        base_url=live_market.url, bypass_csp=True, viewport={"width": 360, "height": 800},
        reduced_motion="reduce",
    )  # fmt: skip
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
    found, page = {}, context.new_page()
    try:
        for path in paths:
            page.emulate_media(color_scheme="light")
            answer = page.goto(f"/{language}/{path}")
            if answer.status != 200:
                found[path] = [f"answered {answer.status}"]
                continue
            page.add_script_tag(path=str(AXE))
            if wrong := page.evaluate(RUN, EVERYTHING):
                found[path] = wrong
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.setdefault(path, []).append("wider than the phone")
            page.emulate_media(color_scheme="dark")
            if wrong := page.evaluate(RUN, COLOURS):
                found[f"{path} (dark)"] = wrong
        assert found == {}
    finally:
        context.close()
