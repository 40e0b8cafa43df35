"""A city's link becomes a page in two languages, through the hands of four people.

In plain words: Amina, an editor of a city, signs in with the code she finds in her mail, pastes a link, says
what it is and sends it. Hiro of the learning team finds it in his queue and asks for a change; Amina
reads that in her mail and on the page, changes the title, and sends it again. Hiro approves it: it is live. Lúcia takes
it on in Portuguese, fetches the PO file, brings it back and sends it; Inés, who leads the team, reads it and
publishes. Within a second of that somebody who searches in Portuguese finds it. In Spanish and in Arabic.
"""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.request
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import polib
import pytest

from tests.desk.test_contributing import Site
from tests.journeys.somebody import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PEOPLE = """
import json
from agora.people.keeping import person_at
from agora.people.models import Duty, Membership, Organisation
where = "{where}"
for name, role, language in (
    ("Amina", "editor", ""), ("Hiro", "reviewer", ""), ("Lucia", "translator", "pt"), ("Ines", "lead", ""),
):
    person = person_at(f"{{name.lower()}}.{{where}}@people.example", name=name)
    person.language = where
    person.save()
    if name == "Amina":
        Membership.objects.create(
            person=person, organisation=Organisation.objects.get(slug="palmira"), role=role)
    else:
        Duty.objects.create(person=person, role=role, language=language)
"""


def _found_in_portuguese(market, words, seconds):
    end = time.monotonic() + seconds
    while True:
        with urllib.request.urlopen(f"{market.url}/pt/explore/?q={quote(words)}") as answer:  # noqa: S310 (our own server)
            page = answer.read().decode()
        if words in page.split("<main", 1)[1].split("</form>")[-1] or time.monotonic() > end:
            return page
        time.sleep(0.1)


@pytest.fixture
def link(live_market):
    """The address of the city's own page."""
    server = ThreadingHTTPServer(("127.0.0.1", live_market.site_port), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{live_market.site_port}/lluvia"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("language", [pytest.param("es", marks=pytest.mark.smoke), "ar"])
def test_from_a_link_to_two_languages(language, browser, live_market, link, tmp_path):
    live_market.run("shell", "-v", "0", "-c", PEOPLE.format(where=language))
    amina, hiro, lucia, ines = people = [
        Somebody(browser, live_market, name, language)
        for name in ("Amina", "Hiro", "Lucia", "Ines")
    ]
    title, in_portuguese = f"Jardines de lluvia {language}", f"Jardins de chuva {language}"
    first_title = f"La lluvia como maestra {language}"
    try:
        # Amina pastes a link, says what it is, and sends it.
        amina.sign_in("/desk/contribute/")
        page = amina.page
        page.locator("[name=url]").fill(link)
        amina.go_on("button[value=link]", "**/write/what/")
        draft = page.url.split("/write/")[0]
        page.locator("[name='texts._.title']").fill(first_title)
        page.locator("[name=type]").select_option("handbook")
        amina.go_on(".bar button[value=next]", "**/write/who/")
        page.goto(f"{draft}/write/topics/")
        page.locator("#hints button[value^='topic:themes:']").first.click()
        page.locator("[name=themes]:checked").first.wait_for(state="attached")
        amina.go_on(".bar button[value=close]", "**/desk/drafts/*/")
        amina.go_on(".send button[type=submit]", re.compile(r"/\?sent$"))

        # Hiro finds it in the queue and asks for a change.
        hiro.sign_in("/desk/review/")
        hiro.page.locator("main a", has_text=first_title).click()
        hiro.page.wait_for_url("**/desk/review/*-*/")
        hiro.page.locator("#ask").fill(f"Please call it “{title}”.")
        hiro.page.locator("form[action$='/ask/'] button").click()
        hiro.page.wait_for_load_state()
        assert hiro.page.locator("form[action$='/approve/'] button[type=submit]").count() == 0

        # Amina reads what was asked, changes it, and sends it again.
        amina.mail(re.escape(title))
        page.goto(f"{draft}/write/what/")
        page.locator("[name='texts._.title']").fill(title)
        amina.go_on(".bar button[value=close]", "**/desk/drafts/*/")
        amina.go_on(".send button[type=submit]", re.compile(r"/\?sent$"))

        # Hiro approves it, and it is live.
        hiro.page.reload()
        assert title in hiro.page.locator("main").inner_text()
        hiro.page.locator("form[action$='/approve/'] button[type=submit]").click()
        hiro.page.locator(".state.done").first.wait_for()
        amina.mail(f"{re.escape(title)}.*")
        page.goto(hiro.page.url)
        amina.go_on(".acts a[href^='/id/']", "**/resources/*/")
        key = re.search(r"/report/resource/([0-9a-f-]{36})", page.content())[1]
        assert page.locator("h1").inner_text() == title

        # Lúcia brings it into Portuguese by PO.
        here = f"/desk/translate/resource/{key}/pt/"
        lucia.sign_in(here)
        lucia.go_on("button[name=do][value=claim]", "**said=claim*")
        with lucia.page.expect_download() as downloading:
            lucia.page.locator("a[href$='text.po']").click()
        file = polib.pofile(str(downloading.value.path()))
        assert len(file) > 0
        for entry in file:
            entry.msgstr = in_portuguese if entry.msgid == title else "Texto em português."
        kept = Path(tmp_path, "back.po")
        file.save(str(kept))
        lucia.page.locator("a[href$='upload/']").click()
        lucia.page.locator("input[type=file]").set_input_files(kept)
        lucia.page.locator("main form button[type=submit]").first.click()
        lucia.page.locator("table.judged tr.new").first.wait_for()
        lucia.go_on("form[action$='take/'] button", "**said=took*")
        lucia.go_on("button[name=do][value=send]", "**said=send*")

        # Inés, a second person, publishes it.
        ines.sign_in(here)
        ines.go_on("button[name=do][value=publish]", "**said=publish*")
        assert in_portuguese in _found_in_portuguese(live_market, in_portuguese, seconds=5)
        ines.page.goto(f"/pt/id/{key}".replace("/pt", "", 1))
        ines.page.goto(ines.page.url.replace(f"/{language}/", "/pt/"))
        assert ines.page.locator("h1").inner_text() == in_portuguese

        said = live_market.run(
            "shell", "-v", "0", "-c",
            "import json; from agora.journal.models import Entry; "
            f"print(json.dumps(list(Entry.objects.filter(object_id='{key}').order_by('pk')"
            ".values_list('verb', flat=True))))",
        )  # fmt: skip
        verbs = json.loads(said.strip().splitlines()[-1])
        for verb in ("submit", "ask-change", "approve", "publish"):
            assert verb in verbs, verbs
        assert [problem for one in people for problem in one.problems] == []
    finally:
        for one in people:
            one.context.close()
