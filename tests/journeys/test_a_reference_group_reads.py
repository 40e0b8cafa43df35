"""A reference group reads a paper on their phones: Rosa without an account, in Spanish and in Arabic.

Dora of the learning team opens the reading and invites Rosa; Rosa follows the link of her mail, says
something about the summary and lets her name stand; Dora closes the reading; Amina, who wrote the paper,
answers; Dora releases and publishes. Whoever opens the paper then reads comment and answer.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.journeys.somebody import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MAKE = """
import uuid
from agora.editorial.models import Draft, Revision
from agora.editorial.review.services import submission_send
from agora.people.keeping import person_at
from agora.people.models import Duty, Membership, Organisation, Person
from agora.people.queries import standing_of
where, slug = "{where}", "streets-{where}"
palmira = Organisation.objects.get(slug="palmira")
for name in ("Dora", "Amina"):
    account = person_at(f"{{name.lower()}}.{{where}}@people.example", name=name).account
    person = Person.objects.get(account=account)
    Person.objects.filter(pk=person.pk).update(language=where)
    if name == "Dora":
        Duty.objects.create(person=person, role="reviewer")
    else:
        Membership.objects.create(person=person, organisation=palmira, role="editor")
document = {{
    "slug": slug, "type": "handbook", "original_language": "es", "owner": "palmira",
    "texts": {{"es": {{"title": f"Calles para todos {{where}}", "summary": "Un documento corto."}}}},
}}
draft = Draft.objects.create(
    kind="resource", object_id=uuid.uuid4(), organisation=palmira, title=slug, document=document,
    created_by=account.pk, changed_by=account.pk)
Revision.objects.create(draft=draft, number=1, document=document, saved_by=account.pk)
print(submission_send(standing_of(account), draft.pk, seen=1).pk)
"""


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_paper_is_read_answered_and_published_with_its_log(language, browser, live_market):
    paper = live_market.run("shell", "-v", "0", "-c", MAKE.format(where=language)).split()[-1]
    dora, amina = (Somebody(browser, live_market, name, language) for name in ("Dora", "Amina"))
    rosa = Somebody(browser, live_market, "Rosa", language)  # who has no account
    here = f"/desk/review/{paper}/group/"
    try:
        dora.sign_in(here)
        page = dora.page
        page.locator("[name=question]").fill("¿Sirve para ciudades pequeñas?")
        until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=20)).date()
        page.locator("[name=closes_on]").fill(until.isoformat())
        dora.go_on("form[action$='group/open/'] button", "**did=open")
        page.locator("[name=email]").fill(rosa.address)
        page.locator("[name=name]").fill("Rosa")
        page.locator("select[name=language]").select_option(language)
        dora.go_on("form[action$='group/invite/'] button", "**did=invite")

        link = rosa.mail(r"https?://\S+/desk/reading/\w+/")
        assert f"/{language}/desk/reading/" in link
        rosa.page.goto(link)
        assert "¿Sirve para ciudades pequeñas?" in rosa.page.locator("main").inner_text()
        rosa.page.locator("select[name=field]").select_option("texts.es.summary")
        rosa.page.locator("textarea[name=text]").fill("Digan para quién es.")
        rosa.go_on("button[value=comment]", "**did=comment**")
        if not rosa.page.locator("[name=named]").is_visible():
            rosa.page.locator("details summary").last.click()
        rosa.page.locator("[name=named]").check()
        rosa.go_on("button[value=name]", "**did=name**")
        assert rosa.page.locator("[name=named]").is_checked()

        page.goto(f"/{language}{here}")
        page.locator("details summary").last.click()
        dora.go_on("form[action$='group/close/'] button", "**did=close")
        amina.mail(re.escape(f"Calles para todos {language}"))
        amina.sign_in(here)
        assert "Digan para quién es." in amina.page.locator("main").inner_text()
        amina.page.locator("[name=outcome][value=partly]").check()
        amina.page.locator("form[action$='answer/'] textarea").fill("Está en el título.")
        amina.go_on("form[action$='answer/'] button", "**did=answer**")

        page.goto(f"/{language}{here}")
        dora.go_on("form[action$='group/release/'] button", "**did=release")
        page.goto(f"/{language}/desk/review/{paper}/")
        page.locator("form[action$='/approve/'] button[type=submit]").click()
        page.locator(".state.done").first.wait_for()
        rosa.mail(r"/desk/reading/")
        rosa.page.goto(f"/{language}/resources/streets-{language}/")
        rosa.go_on("a[href$='/reference-group/']", "**/reference-group/")
        said = rosa.page.locator("main").inner_text()
        for words in ("Digan para quién es.", "Está en el título.", "Rosa"):
            assert words in said
        assert [problem for one in (dora, amina, rosa) for problem in one.problems] == []
    finally:
        for one in (dora, amina, rosa):
            one.context.close()
