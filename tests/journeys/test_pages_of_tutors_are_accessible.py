"""axe finds nothing on the pages of tutors and organisers, nor on those by which learners answer, on a phone."""

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
from agora.courses.models import Cohort, CohortTutor, Enrolment, SurveyQuestion
from agora.courses.tutoring.messaging import Said, ToWhom, group_message_send
from agora.courses.tutoring.rooms import room_for
from agora.courses.tutoring.surveys import question_add, survey_open
from agora.kernel import clock, ids
from agora.people.keeping import person_at
from agora.people.models import Membership, Organisation, Person
from agora.people.queries import standing_of
from tests.courses import making as make
from tests.courses.exercises import Player, capital, item, quiz
account = person_at("tia.{language}@people.example", name="Tia", language="{language}").account
palmira = Organisation.objects.get(slug="palmira")
Membership.objects.create(person=Person.objects.get(account=account), organisation=palmira, role="admin")
tia, slug = standing_of(account), "tutored-{language}"
asks = quiz(capital(), item("essay", "extended", points=3), name=slug + "q", counts_extended=True)
course = make.publish(make.document(make.module(slug, make.lesson(slug + "l", asks)), slug=slug, owner="palmira"))
run = make.run_of(course)
cohort = Cohort.objects.create(run=run, name="Mornings", language="en")
CohortTutor.objects.create(cohort=cohort, account=account)
Cohort.objects.create(run=run, name="Evenings", language="en")
room = room_for(tia, slug, run.pk)
survey_open(room, True)
question_add(room, "text", {{"en": "What do you hope for?"}})
for n in range(3):
    one = make.enrol(run, person_at(f"t{{n}}.{language}@people.example", name=f"T{{n}}").account, cohort=cohort)
Enrolment.objects.filter(pk=one.pk).update(last_at=clock.now() - dt.timedelta(days=20))
player = Player(one, slug + "q")
player.begin()
player.answer(capital="Sucre", essay="First we asked.")
mine = make.enrol(run, account, cohort=cohort)
sent = group_message_send(room, ToWhom(), {{"en": Said("Hello", "We meet.")}}, original="en", key=ids.new_id())
at = f"courses/{{slug}}/runs/{{run.pk}}/"
ends = ["", "people/", f"people/{{one.pk}}/", "questions/", "marking/", f"marking/{{one.attempts.get().pk}}/",
    "messages/", "messages/new/", f"messages/{{sent.pk}}/", "survey/", "funnel/"]
paths = [*(at + "tutor/" + end for end in ends), at + "helpers/", at + "survey/before/"]
print("MADE", json.dumps([session_of(account), paths]))
"""
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_pages_of_tutors(language, browser, live_market):
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
