"""The first hour: from pre-registration to a certificate that proves itself, and an action brought home.

In plain words: Nour hears of a course that is not open yet and leaves her address, in Spanish, on her phone. She
confirms it by the mail. The organisers publish the run and tell those who wait; the mail's button makes her an account
and gives her the place. She looks at the sizes first and takes the sound alone; she fails a quiz, reads why, and passes
it. Half-way she goes on in Arabic, in the same lesson, and plays the three games; she ends in English. She looks at her
name and gets the certificate. A stranger checks it on the public page, and libraries that are not ours prove it. She
says what she will do, and a colleague reads it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import urllib.request
from collections.abc import Mapping
from typing import Any

import pytest

from agora.demo.courses import course_folders
from agora.kernel import clock, ids
from agora.topics.publishing import read_yaml
from tests.credentials import verifying
from tests.journeys.looking import SESSION, axe_finds
from tests.journeys.somebody import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "human-mobility-first-hour"
FOLDER = next(folder for folder in course_folders() if folder.name == NAME)
LESSONS = {
    lesson["key"]: lesson
    for path in sorted(FOLDER.glob("module-*.yaml"))
    for lesson in read_yaml(path)["lessons"]
}
RUN = ids.fixed_id("run", NAME)

# Before the course opens: its run is hidden, and one may leave an address. Who organises it, and who
# will be Nour's colleague, have been there for long.
BEFORE = (
    SESSION
    + f"""
import json
from agora.courses.models import Course, Run
from agora.courses.seats import planning
from agora.people.keeping import person_at
from agora.people.models import Duty, Membership, Organisation
from agora.people.queries import standing_of
run = Run.objects.select_related("course__resource").get(pk="{RUN}")
Course.objects.filter(pk=run.course_id).update(interest_open=True)
organiser = person_at("organiser@hour.example", name="Olga", language="es").account
Duty.objects.create(person=organiser.person, role="lead")
colleague = person_at("colleague@hour.example", name="Caro", language="es").account
palmira = Organisation.objects.get(slug="palmira")
Membership.objects.create(person=colleague.person, organisation=palmira, role="member")
planning.run_publish(standing_of(organiser), run.pk, on=False)
print("MADE", json.dumps([session_of(organiser), session_of(colleague), run.course.resource.slug]))
"""
)
# An admin of Palmira takes Nour into the city's team once she has an account.
JOINED = """
from agora.people.models import Membership, Organisation, Person
Membership.objects.create(person=Person.objects.get(account__email="{email}"),
    organisation=Organisation.objects.get(slug="palmira"), role="member")
"""


def key(name: str) -> str:
    """The identifier of a lesson or block."""
    return str(ids.fixed_id("course-node", f"{NAME}/{name}"))


def part(lesson: str, kind: str) -> Mapping[str, Any]:
    """The first block of this kind in a lesson, as its author wrote it."""
    found: Mapping[str, Any] = next(one for one in LESSONS[lesson]["blocks"] if one["kind"] == kind)
    return found


class Walk:
    """Somebody's steps; on each page axe looks, and nothing may stick out of the phone."""

    def __init__(self, who: Somebody, slug: str) -> None:
        self.page, self.slug, self.tag = who.page, slug, who.language
        self.found: dict[str, list[str]] = {}

    def look(self, what: str) -> None:
        """What axe finds on the page as it is."""
        page = self.page
        what = f"{self.tag} {what}"
        if shots := os.environ.get("AGORA_SHOTS"):
            page.screenshot(path=f"{shots}/{what.replace(' ', '-')}.png", full_page=True)
        wrong = axe_finds(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("wider than the phone")
        if wrong:
            self.found[what] = wrong

    def press(self, selector: str) -> None:
        """With the keyboard; a move in a game changes the game alone, until it ends."""
        turn = self.page.locator(selector).first
        turn.focus()
        if turn.locator("xpath=ancestor::*[@data-game]").count():
            with self.page.expect_response(lambda answer: answer.request.method == "GET"):
                self.page.keyboard.press("Enter")
            self.page.wait_for_function("!document.querySelector('[aria-busy=true]')")
        else:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def at(self, lesson: str) -> None:
        """They are in this lesson."""
        self.page.wait_for_url(f"**/{self.tag}/courses/{self.slug}/learn/{key(lesson)}/**")
        title = self.page.locator("h1").inner_text()
        assert title.strip() == LESSONS[lesson]["title"][self.tag].strip()

    def go_on(self, lesson: str) -> None:
        """This lesson is done; the next one is that."""
        self.press(".onwards button, .onwards a.btn")
        self.at(lesson)

    def speak(self, tag: str, lesson: str) -> None:
        """Read on in another language: the same lesson."""
        self.page.locator(f".tongues a[hreflang={tag}]").click()
        self.tag = tag
        self.at(lesson)
        page = self.page
        assert page.locator("html").get_attribute("dir") == ("rtl" if tag == "ar" else "ltr")

    def answer(self, lesson: str, *, rightly: bool) -> None:
        """Answer the quiz of a lesson, as its author has it."""
        quiz = part(lesson, "quiz")
        items = {item["id"]: item for item in quiz["items"]}
        box = self.page.locator(f"[id='x-{key(quiz['key'])}']")
        self.press(f"[id='x-{key(quiz['key'])}'] button[value=begin]")
        for asked in box.locator("fieldset.question").all():
            name = asked.locator("[name^='a:']").first.get_attribute("name")
            self._one(asked, items[name.split(":")[1]], rightly)
        if rightly:
            self.look(f"{lesson} asked")
        self.press(f"[id='x-{key(quiz['key'])}'] button[value=send]")
        assert box.locator(".verdict.right").count() == int(rightly)

    def _one(self, asked: Any, item: Mapping[str, Any], rightly: bool) -> None:
        options = {one["id"]: one["text"][self.tag].strip() for one in item.get("options", ())}
        match item["sort"]:
            case "choice" | "multiple":
                wanted = [one for one in item["options"] if bool(one.get("right")) == rightly]
                for one in wanted if rightly else wanted[:1]:
                    asked.get_by_label(options[one["id"]], exact=True).check()
            case "numeric":
                said = item["value"] if rightly else item["value"] + 50
                asked.locator("input").fill(str(said))
            case "text":
                asked.locator("input").fill(item["accepted"][self.tag][0])
            case "match":
                for one in (one for one in item["options"] if "partner" in one):
                    row = asked.get_by_label(options[one["id"]], exact=True)
                    row.select_option(label=options[one["partner"]])
            case "order":
                for place, text in enumerate(options.values(), 1):
                    asked.get_by_label(text, exact=True).select_option(label=str(place))

    def sort(self, lesson: str) -> None:
        """Sort, the first thing wrongly at first."""
        game = part(lesson, "sorting")
        boxes = {one["id"]: one["text"][self.tag].strip() for one in game["boxes"]}
        things = {one["text"][self.tag].strip(): one["boxes"] for one in game["things"]}

        def place(thing: Any, *, rightly: bool) -> None:
            right = things[thing.locator("legend").inner_text().strip()]
            box = next(one for one in boxes if (one in right) == rightly)
            thing.get_by_label(boxes[box], exact=True).check()

        self.press(".sorting button[value=again]")
        for number, thing in enumerate(self.page.locator(".sorting .thing").all()):
            place(thing, rightly=number > 0)
        self.press(".sorting button[value=check]")
        left = self.page.locator(".sorting .thing")
        assert left.count() == 1
        self.look(f"{lesson} once wrongly")
        place(left.first, rightly=True)
        self.press(".sorting button[value=check]")
        assert self.page.locator(".sorting .verdict.right").is_visible()
        self.look(f"{lesson} over")

    def decide(self, lesson: str) -> None:
        """Decide for the council, by the shortest way to an ending."""
        game = part(lesson, "branching")
        scenes = {one["id"]: one for one in game["scenes"]}
        ways: list[list[Mapping[str, Any]]] = [[]]
        for way in ways:  # grows while it is walked, the shortest ways first
            choices = scenes[way[-1]["to"] if way else game["first"]].get("choices")
            if not choices:
                break
            ways += [[*way, one] for one in choices]
        self.press(".branching button[value=again]")
        self.look(f"{lesson} open")
        for one in way:
            labels = [
                text.strip()
                for text in self.page.locator(".branching button[name=choice]").all_inner_texts()
            ]
            at = labels.index(" ".join(one["text"][self.tag].split()))
            self.press(f".branching .ways li:nth-child({at + 1}) button")
        assert self.page.locator(".branching .verdict.right").is_visible()
        self.look(f"{lesson} over")

    def remember(self, lesson: str) -> None:
        """Turn up cards and remember them until every pair is found."""
        pairs = [
            (one["one"][self.tag].strip(), one["other"][self.tag].strip())
            for one in part(lesson, "memory")["pairs"]
        ]
        other = {**dict(pairs), **{two: one for one, two in pairs}}
        over = self.page.locator(".memory .verdict.right")
        seen: dict[str, int] = {}
        found: set[str] = set()

        def turn(card: int) -> str:
            self.press(f".memory button[name=card][value='{card}']")
            if over.count():
                return ""
            text = self.page.locator(f".memory button[value='{card}'] .face").inner_text().strip()
            seen[text] = card
            return text

        self.press(".memory button[value=deal]")
        cards = self.page.locator(".memory button[name=card]").count()
        while not over.count():
            new = (card for card in range(cards) if card not in seen.values())
            known = (one for one in seen if one not in found and other[one] in seen)
            if text := next(known, ""):
                turn(seen[text])
                turn(seen[other[text]])
                found |= {text, other[text]}
                continue
            text = turn(next(new))
            if other[text] in seen:
                turn(seen[other[text]])
                found |= {text, other[text]}
            else:
                if not found:
                    self.look(f"{lesson} one card up")
                second = turn(next(new))
                if second == other[text]:
                    found |= {text, second}
        self.look(f"{lesson} over")


def test_the_first_hour(browser, live_market):
    node = verifying.node()
    said = live_market.run("shell", "-v", "0", "-c", BEFORE)
    organiser, colleague, slug = json.loads(said.split("MADE", 1)[1].strip().splitlines()[0])
    nour = Somebody(browser, live_market, "Nour", "es", bypass_csp=True)
    nour.context.set_default_timeout(15_000)
    walk, page = Walk(nour, slug), nour.page

    def visitor(session: str = "", **more: Any) -> Any:
        context = browser.new_context(base_url=live_market.url, bypass_csp=True, **more)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_market.url}])
        context.set_default_timeout(15_000)
        return context.new_page()

    # She leaves her address and confirms it.
    page.goto(f"/es/courses/{slug}/")
    walk.look("course before it opens")
    nour.go_on(f"a.btn[href$='/courses/{slug}/interest/']", "**/interest/")
    walk.look("interest")
    page.locator("[name=email]").fill(nour.address)
    walk.press("main form button[type=submit]")
    walk.look("interest sent")
    page.goto(nour.mail(r"http://\S+/es/seats/interest/\S+"))
    walk.look("confirm")
    walk.press("main form button[type=submit]")
    assert page.locator("main [role=status]").is_visible()

    # The organisers publish the run and tell those who wait.
    desk = visitor(organiser)
    desk.goto(f"/es/desk/runs/{RUN}/")
    desk.locator("button[value=publish]").click()
    desk.locator("button[value=hide]").wait_for()
    desk.locator("a[href$='/announce/']").first.click()
    desk.locator("main form button[type=submit]").last.click()
    desk.wait_for_url(f"**/desk/runs/{RUN}/")
    desk.context.close()

    # One click of hers: an account and a place.
    page.goto(nour.mail(r"http://\S+/es/seats/opening/\S+"))
    walk.look("opening")
    walk.press("main form button[type=submit]")
    page.wait_for_url(f"**/es/courses/{slug}/runs/{RUN}/")
    walk.look("place")
    live_market.run("shell", "-v", "0", "-c", JOINED.format(email=nour.address))
    page.goto(f"/es/courses/{slug}/")
    walk.look("course")
    nour.go_on(f"a.btn[href*='/courses/{slug}/learn/']", "**/learn/*/")

    # Sizes first; she takes the sound, and reads along.
    walk.at("lesson-arrives")
    assert page.evaluate("document.querySelectorAll('.learn-block.video .forms li').length") >= 3
    for form in page.locator(".learn-block.video > div > .forms summary .note").all():
        assert any(digit in form.inner_text() for digit in "123456789")
    sound = page.locator(".learn-block.video details:has(> audio)").first
    sound.locator("summary").press("Enter")
    assert sound.locator("audio").is_visible()
    heard = page.request.get(sound.locator("audio").get_attribute("src"))
    assert heard.ok, (heard.status, heard.url)
    assert heard.headers["content-type"].startswith("audio/")
    words = page.locator(".learn-block.video details:not(.forms details)").last
    words.locator("summary").first.press("Enter")
    walk.look("lesson-arrives")
    walk.go_on("lesson-figures")
    walk.look("lesson-figures")
    walk.go_on("lesson-quiz-1")
    walk.look("lesson-quiz-1")
    walk.answer("lesson-quiz-1", rightly=False)
    walk.look("lesson-quiz-1 failed")
    walk.press(".onwards button")
    assert page.locator(".panel.wrong[role=alert]").is_visible()  # not yet
    walk.answer("lesson-quiz-1", rightly=True)
    walk.look("lesson-quiz-1 passed")
    walk.go_on("lesson-hands")
    walk.look("lesson-hands")
    walk.go_on("lesson-counter")
    walk.look("lesson-counter")
    walk.go_on("lesson-sorting")

    # Half-way in Arabic, in the dark.
    page.emulate_media(color_scheme="dark")
    walk.speak("ar", "lesson-sorting")
    walk.look("lesson-sorting")
    walk.sort("lesson-sorting")
    walk.go_on("lesson-port")
    walk.look("lesson-port")
    walk.press(".onwards button")  # of the two cases one is enough
    walk.at("lesson-quiz-2")
    walk.answer("lesson-quiz-2", rightly=True)
    walk.go_on("lesson-council")
    walk.decide("lesson-council")
    walk.go_on("lesson-goals")
    walk.remember("lesson-goals")
    page.locator(".how-far a").first.click()
    page.wait_for_url("**/progress/")
    walk.look("progress")
    page.go_back()
    walk.go_on("lesson-home")

    # The end in English.
    page.emulate_media(color_scheme="light")
    walk.speak("en", "lesson-home")
    page.locator(".reflection textarea").fill("Ask the library who never comes.")
    walk.press(".reflection button")
    walk.look("lesson-home")
    walk.go_on("lesson-final")
    walk.answer("lesson-final", rightly=True)
    walk.press(".onwards button")
    page.wait_for_url("**/en/courses/*/learn/finished/")
    walk.look("finished")
    nour.go_on("main a[href$='/learn/certificate/']", "**/learn/certificate/")
    page.locator("[name=name]").fill("Nour Haddad")
    walk.look("name")
    walk.press("main form button[type=submit]")
    page.wait_for_url("**/en/mine/certificates/*/")
    assert page.locator(".certificate .name").inner_text() == "Nour Haddad"
    walk.look("certificate")
    page.locator("[name=shows_name]").check()
    walk.press("button[value=disclose]")
    number = page.locator(".certificate .number").inner_text()
    signed = page.request.get(f"{page.url}certificate.json").json()

    # A stranger checks it; others' libraries prove it.
    stranger = visitor(viewport={"width": 360, "height": 800})
    stranger.goto("/ar/check/")
    stranger.locator("[name=what]").fill(number)
    stranger.locator("main form button[type=submit]").click()
    stranger.wait_for_url("**/ar/check/*/")
    assert stranger.locator(".verdict.proved").is_visible()
    assert stranger.locator(".certificate .name").inner_text() == "Nour Haddad"
    found = axe_finds(stranger)
    stranger.context.close()
    assert proved(node, signed) == {"verified": True, "revoked": False, "problem": ""}

    # What she will do, and who reads it.
    page.goto(f"/en/courses/{slug}/learn/finished/")
    nour.go_on("main a[href*='/mine/actions/new/']", "**/mine/actions/new/**")
    walk.look("action asked")
    page.locator("[name=title]").fill("Print one page that says where to go")
    page.locator("[name=due]").fill((clock.now().date() + dt.timedelta(days=30)).isoformat())
    page.locator("[name=organisation]").select_option(index=1)
    page.locator("main form button[type=submit]").first.press("Enter")
    page.wait_for_url(lambda url: "/mine/actions/" in url and "/new/" not in url)
    walk.look("action")
    other = visitor(colleague, viewport={"width": 360, "height": 800})
    other.goto("/es/mine/actions/")
    other.get_by_role("link", name="Print one page that says where to go").click()
    other.wait_for_url("**/es/mine/actions/*/")
    assert other.locator("h1").inner_text() == "Print one page that says where to go"
    found += axe_finds(other)
    other.context.close()
    nour.context.close()
    assert walk.found == {}
    assert found == []
    assert nour.problems == []


def proved(node: str, credential: Mapping[str, Any]) -> dict[str, Any]:
    """What the independent verifier says, given what the market answers to anybody."""

    def fetched(address: str) -> Any:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 (our own server)
            return json.load(answer)

    issuer = credential["proof"]["verificationMethod"].split("#")[0]
    host, *path = issuer.removeprefix("did:web:").split(":")
    listed = credential["credentialStatus"]["statusListCredential"]
    where = f"http://{host.replace('%3A', ':')}/{'/'.join(path) or '.well-known'}/did.json"
    return verifying.verified(node, credential, {issuer: fetched(where), listed: fetched(listed)})
