"""Reports of cities: written by a member, read by the learning team, shown, taken back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from agora.journal.models import Entry
from agora.kernel.models import Trace
from agora.kernel.personal import Owner, erase, rows_about
from agora.people.models import Duty, Organisation
from agora.people.queries import standing_of
from agora.readers.errors import UseIsDecided
from agora.readers.models import Use
from agora.readers.uses import services
from tests.catalogue.shelf import put
from tests.readers.keeping import WORDS, follows, keep_search, kept_list, reported, run_jobs

pytestmark = pytest.mark.django_db
FORM = {
    "used": "La lista de calles con sombra.",
    "changed": "",
    "came": "Dos calles tienen árboles ahora.",
    "year": "2024",
    "link": "",
    "language": "es",
}


@pytest.fixture
def hiro(db: None) -> Any:
    """Hiro reviews for the learning team."""
    from tests.conftest import _somebody

    made = _somebody("Hiro")
    Duty.objects.create(person=made.person, role=Duty.Role.REVIEWER)
    return made


def test_a_member_reports_a_reviewer_approves_and_everybody_reads(beto, hiro, ondara, mail_server):
    thing = put("trees", title="Trees")
    sent = beto.client().post(f"/en/mine/uses/new/{thing.pk}/", {**FORM, "organisation": ondara.pk})
    assert sent.status_code == 302
    use = Use.objects.get()
    public, visitor = f"/en/uses/{use.pk}/", Client()
    assert visitor.get(public).status_code == 404
    assert "árboles" not in visitor.get("/en/resources/trees/").text
    assert "Trees" in hiro.client().get("/en/desk/").text
    answer = hiro.client().post(f"/en/desk/uses/{use.pk}/", {"do": "approve", "text": ""})
    assert answer.status_code == 302
    page = visitor.get("/en/resources/trees/").text
    assert "1 report on its use in a city" in page
    assert "City of Ondara" in page
    assert '<p lang="es" dir="ltr">Dos calles tienen árboles ahora.</p>' in page
    assert "Spanish" in page
    shown = visitor.get(public)
    assert "sombra" in shown.text
    assert "public" in shown["Cache-Control"]
    assert "Beto" not in shown.text
    assert "Beto" not in page
    trace = Trace.objects.get(verb="used")
    assert (trace.from_id, trace.to_kind, trace.to_id) == (thing.pk, "use", use.pk)
    assert list(Entry.objects.filter(kind="use").values_list("verb", flat=True)) == [
        "use-send",
        "use-approve",
    ]
    run_jobs()
    assert "is on the market" in str(mail_server.wait(1)[0]["Subject"])


def test_a_question_goes_back_and_forth_and_a_refusal_says_why(beto, hiro, ondara, mail_server):
    use = reported(beto, put("trees"), ondara)
    desk, mine = f"/en/desk/uses/{use.pk}/", f"/en/mine/uses/{use.pk}/"
    assert hiro.client().post(desk, {"do": "ask", "text": ""}).status_code == 422
    assert hiro.client().post(desk, {"do": "ask", "text": "How many trees?"}).status_code == 302
    assert hiro.client().post(desk, {"do": "approve"}).status_code == 409
    assert "How many trees?" in beto.client().get(mine).text
    changed = {**FORM, "came": "Forty trees stand there.", "answer": "Forty.", "language": "en"}
    assert beto.client().post(mine, changed).status_code == 302
    assert "Forty." in hiro.client().get(desk).text
    assert hiro.client().post(desk, {"do": "decline", "text": "Not ours."}).status_code == 302
    use.refresh_from_db()
    assert (use.state, use.came) == ("declined", "Forty trees stand there.")
    run_jobs()
    words = [mail.get_body(("plain",)).get_content() for mail in mail_server.wait(2)]
    assert "How many trees?" in words[0]
    assert "Not ours." in words[1]


def test_nobody_approves_their_own_and_two_reviewers_do_not_both_decide(beto, hiro, ondara):
    Duty.objects.create(person=beto.person, role=Duty.Role.REVIEWER)
    use = reported(beto, put("trees"), ondara)
    assert "You wrote this report" in beto.client().get(f"/en/desk/uses/{use.pk}/").text
    assert beto.client().post(f"/en/desk/uses/{use.pk}/", {"do": "approve"}).status_code == 404
    services.use_approve(standing_of(hiro.account), use.pk)
    with pytest.raises(UseIsDecided):
        services.use_decline(standing_of(hiro.account), use.pk, "no")


def test_a_duty_for_another_language_or_axis_does_not_read_it(beto, hiro, ondara):
    Duty.objects.filter(person=hiro.person).update(language="fr")
    use = reported(beto, put("trees"), ondara)
    assert hiro.client().get(f"/en/desk/uses/{use.pk}/").status_code == 404
    assert "No report waits" in hiro.client().get("/en/desk/uses/").text


def test_nobody_reports_for_a_city_they_do_not_belong_to(chidi, beto, ondara):
    thing = put("trees")
    path = f"/en/mine/uses/new/{thing.pk}/"
    assert "you belong to none" in chidi.client().get(path).text
    assert chidi.client().post(path, {**FORM, "organisation": ondara.pk}).status_code == 422
    own = put("own", visibility="organisation", owner="ondara")
    assert beto.client().get(f"/en/mine/uses/new/{own.pk}/").status_code == 404
    assert not Use.objects.exists()


def test_what_is_withdrawn_is_gone_from_the_market(beto, hiro, ondara):
    use = reported(beto, put("trees"), ondara)
    services.use_approve(standing_of(hiro.account), use.pk)
    assert beto.client().post(f"/en/mine/uses/{use.pk}/", {"do": "withdraw"}).status_code == 302
    assert Client().get(f"/en/uses/{use.pk}/").status_code == 404
    assert "1 report" not in Client().get("/en/resources/trees/").text
    assert not Trace.objects.filter(verb="used").exists()


def test_a_report_goes_with_its_organisation_or_its_thing(beto, hiro, ondara):
    thing = put("trees")
    use = reported(beto, thing, ondara)
    services.use_approve(standing_of(hiro.account), use.pk)
    assert Client().get(f"/en/uses/{use.pk}/").status_code == 200
    Organisation.objects.filter(pk=ondara.pk).update(visibility="organisation")
    assert Client(headers={"x": "1"}).get(f"/en/uses/{use.pk}/?a=1").status_code == 404
    assert beto.client().get(f"/en/uses/{use.pk}/").status_code == 200


def test_a_copy_of_my_data_holds_it_all_and_erasing_leaves_the_citys_report(beto, amina, ondara):
    thing = put("trees")
    for somebody in (beto, amina):
        kept_list(somebody, thing, name=f"List of {somebody.person.name}")
        keep_search(somebody, f"Search of {somebody.person.name}", text="trees")
        follows(somebody, "organisation", ondara)
    use = reported(beto, thing, ondara)
    owner = Owner(beto.account.pk, frozenset({beto.account.email}), beto.person.pk)
    rows = {model._meta.label: found for model, found in rows_about(owner)}
    held = {name for name in rows if name.startswith("readers.")}
    assert held == {
        f"readers.{name}"
        for name in (
            "SavedList", "ListItem", "SavedSearch", "Follow", "DigestPlan", "Use", "UseStep",
        )
    }  # fmt: skip
    assert "List of Beto" in str(rows)
    assert "Amina" not in str(rows["readers.SavedList"])
    assert rows["readers.Use"][0]["came"] == WORDS.came
    erase(owner)
    use.refresh_from_db()
    assert use.author_id is None
    assert use.came == WORDS.came
    left = {model: found for model, found in rows_about(owner) if "readers" in model._meta.label}
    assert left == {}
    assert Use.objects.filter(organisation=ondara).exists()


def test_a_report_that_never_was_is_nowhere(beto):
    never = uuid.UUID(int=9)
    for path in (f"/en/uses/{never}/", f"/en/mine/uses/{never}/", f"/en/mine/uses/new/{never}/"):
        assert beto.client().get(path).status_code == 404
