"""Who sees which figures, what a page says, what may be downloaded, and that lists cost no more."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from agora.people.models import Duty, Membership
from agora.readers.models import Use
from agora.statistics.models import WordFigure
from tests.catalogue.shelf import found, put
from tests.statistics.counted import MONTH, closed, past

pytestmark = pytest.mark.django_db
HERE = "/en/desk/statistics/"


@pytest.fixture
def team(chidi):
    """Chidi, on duty in the learning team."""
    Duty.objects.create(person=chidi.person, role=Duty.Role.REVIEWER)
    return chidi.client()


def published(slug, *organisations, **fields):
    by = [{"role": "publisher", "organisation": one.slug} for one in organisations]
    return put(slug, contributions=by, **fields)


@pytest.fixture
def month(ondara):
    """September: Ondara's trees and water, and somebody else's things."""
    trees, water = published("trees", ondara), published("water", ondara)
    others = published("roofs", found("brumal"))
    for tag, number in (("en", 140), ("es", 30), ("fr", 2)):
        past(trees, number, tag=tag)
    past(water, 23)
    past(others, 55, tag="ar")
    past(trees, 12, act="save")
    for tag in ("en", "es", "fr", "pt", "ar"):
        past(None, 100, what="other", tag=tag)
    closed()
    return {"trees": trees, "water": water, "others": others}


def rows(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_team_sees_the_market_and_a_page_without_figures_says_so(team, tag):
    page = team.get(f"/{tag}/desk/statistics/")
    assert page.status_code == 200
    assert page.context["sums"] == ()
    for part in ("searches/", "coverage/", "funders/"):
        assert team.get(f"/{tag}/desk/statistics/{part}").status_code == 200


def test_the_teams_page_tells_what_was_read(team, month):
    text = team.get(HERE).content.decode()
    assert "September 2026" in text
    assert "trees" in text.lower()
    assert "City of Ondara" in text
    sums = team.get(f"{HERE}tables/months.csv?period=2026")
    assert rows(sums) == [
        ["Month", "Reads", "Saved", "Downloads", "Questions", "Reports from cities"],
        ["September 2026", "750", "12", "<5", "<5", "0"],
    ]
    assert rows(team.get(f"{HERE}tables/languages.csv"))[1:] == [
        ["English", "263"], ["Spanish", "130"], ["French", "102"], ["Portuguese", "100"],
        ["Arabic", "155"],
    ]  # fmt: skip
    assert rows(team.get(f"{HERE}tables/resources.csv"))[1:] == [
        ["Trees", "172", "12", "<5", "<5"],
        ["Roofs", "55", "<5", "<5", "<5"],
        ["Water", "23", "<5", "<5", "<5"],
    ]


def test_an_editor_sees_their_own_organisation_and_its_things_alone(
    amina, beto, team, month, ondara
):
    mine = amina.client()
    own = f"{HERE}organisations/{ondara.pk}/"
    page = mine.get(HERE).content.decode()
    assert own in page
    assert "750" not in page
    assert rows(mine.get(f"{own}things.csv"))[1:] == [
        ["Trees", "172", "12", "<5", "<5"],
        ["Water", "23", "<5", "<5", "<5"],
    ]
    thing = f"{HERE}resources/{month['trees'].pk}/"
    # French has 2: it is hidden, and Spanish with it, for 172 less 140 less 30 would tell.
    assert [row[1] for row in rows(mine.get(f"{thing}languages.csv"))[1:]] == [
        "140", "<5", "<5", "<5", "<5",
    ]  # fmt: skip
    assert mine.get(thing).status_code == 200
    assert mine.get(f"{HERE}resources/{month['others'].pk}/").status_code == 404
    for hidden in ("coverage/", "searches/", "funders/", "tables/months.csv"):
        assert mine.get(HERE + hidden).status_code == 404
    Membership.objects.filter(person=amina.person).delete()
    for address in (HERE, own, thing, f"{own}things.csv", f"{thing}months.csv"):
        assert mine.get(address).status_code == 404
        assert beto.client().get(address).status_code == 404  # a member, with no role that writes
    assert team.get(own).status_code == 200


def test_a_co_publisher_sees_the_things_figures(month, chidi):
    brumal = found("brumal")
    put(
        "trees",
        contributions=[
            {"role": "publisher", "organisation": "ondara"},
            {"role": "co-publisher", "organisation": "brumal"},
        ],
    )
    thing = f"{HERE}resources/{month['trees'].pk}/"
    assert chidi.client().get(thing).status_code == 404
    Membership.objects.create(person=chidi.person, organisation=brumal, role="editor")
    assert chidi.client().get(thing).status_code == 200


def test_a_title_that_is_a_formula_is_none_in_a_table(team, ondara):
    past(published("sum", ondara, title="=1+1"), 40)
    WordFigure.objects.create(
        span="m", start=MONTH, language="en", is_few=False, words="-cmd", number=8
    )
    closed()
    assert rows(team.get(f"{HERE}tables/resources.csv"))[1][0] == "'=1+1"
    assert rows(team.get(f"{HERE}tables/searches.csv"))[1] == [
        "'-cmd (English, nothing found)",
        "8",
    ]


def test_a_hidden_things_title_is_not_told_to_those_who_may_not_see_it(team, ondara):
    secret = published("secret", ondara, visibility="organisation", owner="ondara")
    past(secret, 40)
    closed()
    assert "Secret" not in team.get(HERE).content.decode()
    assert "Secret" not in team.get(f"{HERE}funders/").content.decode()


def test_reports_from_cities_are_public_and_never_hidden(team, month, ondara, amina):
    Use.objects.create(
        resource=month["trees"], organisation=ondara, author=amina.account, language="en",
        used="The checklist.", came="Shade.", state="approved",
        decided_at=dt.datetime(2026, 9, 30, 23, 59, tzinfo=dt.UTC),
    )  # fmt: skip
    assert rows(team.get(f"{HERE}tables/months.csv"))[1][-1] == "1"
    assert "Shade." in team.get(f"{HERE}funders/").content.decode()


@pytest.mark.parametrize("page", ["", "organisations/{}/", "funders/"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    team, ondara, page, django_assert_num_queries, index
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = HERE + page.format(ondara.pk)
    spent = []
    for number in (1, 3):
        for n in range(number):
            past(published(f"thing-{number}-{n}", ondara), 40)
        past(None, 40, what="other", month=dt.date(2026, 8 + number // 3, 1))
        closed(dt.date(2026, 8 + number // 3, 1))
        if number == 3:
            closed()
        index()
        team.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert team.get(address).status_code == 200
        spent.append(len(asked))
    assert spent[0] == spent[1]


def test_coverage_leads_to_what_it_counts(team, index):
    for slug, goal, tag in (("trees", "11", "en"), ("water", "6", "es"), ("roofs", "11", "en")):
        put(
            slug,
            goals=[goal],
            editions=[{"language": tag, "url": f"https://ondara.example/{slug}"}],
        )
    index()
    page = team.get(f"{HERE}coverage/")
    goals = {row.label: row for table in page.context["tables"] if table.key == "goal"
             for row in table.rows}  # fmt: skip
    assert len(goals) == 17
    row = next(row for label, row in goals.items() if label.startswith("11."))
    assert [cell.number for cell in row.cells] == [2, 2, 0, 0, 0, 0]
    answer = team.get(row.cells[1].path)
    assert answer.context["total"] == 2
    assert rows(team.get(f"{HERE}tables/goal.csv"))[0][:2] == ["Goal", "All"]
