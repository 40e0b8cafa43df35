"""The outline: parts are added, moved and removed, and two authors lose nothing."""

import pytest

from agora.editorial.models import Draft
from tests.courses.making import key, lesson, module, text_block
from tests.desk.studio.writing import begin_course, outline_of, page_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(amina, ondara):
    """A course of Ondara's with two lessons."""
    return begin_course(amina, ondara, module("m1", lesson("l1"), lesson("l2")))


def test_a_course_is_begun_written_moved_and_removed_without_a_script(amina, ondara):
    draft = begin_course(amina, ondara)
    client, address = amina.client(), f"/en/desk/drafts/{draft.pk}/course/"
    assert press(client, draft, "add:", title="Moving").status_code == 302
    (first,) = outline_of(draft)
    assert press(client, draft, f"add:{first['key']}", title="Why people move").status_code == 302
    made = outline_of(draft)[0]["lessons"][0]
    assert press(client, draft, f"add:{made['key']}", kind="text").status_code == 302
    assert press(client, draft, f"add:{made['key']}", kind="quiz").status_code == 302
    text, quiz = outline_of(draft)[0]["lessons"][0]["blocks"]
    assert (text["kind"], quiz["kind"]) == ("text", "quiz")
    assert press(client, draft, f"up:{quiz['key']}").status_code == 302
    assert [one["key"] for one in outline_of(draft)[0]["lessons"][0]["blocks"]] == [
        quiz["key"],
        text["key"],
    ]
    answer = press(client, draft, f"remove:{text['key']}")
    page = client.get(answer["Location"])
    assert "Undo" in page.content.decode()
    before = page.content.decode().split('value="undo:')[1].split('"')[0]
    assert [b["key"] for b in outline_of(draft)[0]["lessons"][0]["blocks"]] == [quiz["key"]]
    assert press(client, draft, f"undo:{before}").status_code == 302
    assert len(outline_of(draft)[0]["lessons"][0]["blocks"]) == 2
    assert client.get(address).status_code == 200


def test_a_part_goes_up_and_down_into_the_next_holder_and_where_it_is_told(amina, ondara):
    draft = begin_course(
        amina, ondara, module("m1", lesson("l1"), lesson("l2")), module("m2", lesson("l3"))
    )
    client = amina.client()
    press(client, draft, f"down:{key('l2')}")
    assert [[x["key"] for x in m["lessons"]] for m in outline_of(draft)] == [
        [key("l1")],
        [key("l2"), key("l3")],
    ]
    press(
        client,
        draft,
        f"into:{key('l1-text')}",
        **{f"to.{key('l3')}": "", f"to.{key('l1-text')}": key("l3")},
    )
    assert [b["key"] for b in outline_of(draft)[1]["lessons"][1]["blocks"]] == [
        key("l3-text"),
        key("l1-text"),
    ]
    press(client, draft, f"place:{key('m2')}", to="", at="0")
    assert [m["key"] for m in outline_of(draft)] == [key("m2"), key("m1")]


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("add:", {}, "Write the title of the module first."),
        ("add:", {"title": "x" * 301}, "Keep it to 300 characters."),
        (f"add:{key('l1')}", {"kind": "hologram"}, "Choose what kind of block it is."),
        (f"place:{key('l1-text')}", {"to": key("m1")}, "cannot be put there"),
        (f"up:{key('gone')}", {}, "not there any more"),
        ("dance", {}, "Choose what to do."),
    ],
)
def test_an_act_that_cannot_be_done_says_so_and_changes_nothing(amina, draft, act, fields, says):
    before = outline_of(draft)
    answer = press(amina.client(), draft, act, **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert outline_of(draft) == before


def test_two_authors_in_two_lessons_are_joined(amina, beto, draft):
    from agora.people.models import Membership

    Membership.objects.filter(person=beto.person).update(role="editor")
    hers, his = amina.client(), beto.client()
    seen = draft.revision
    assert press(hers, draft, f"add:{key('l1')}", kind="prompt", seen=seen).status_code == 302
    assert press(his, draft, f"add:{key('l2')}", kind="reflection", seen=seen).status_code == 302
    first, second = outline_of(draft)[0]["lessons"]
    assert [one["kind"] for one in first["blocks"]] == ["text", "prompt"]
    assert [one["kind"] for one in second["blocks"]] == ["text", "reflection"]


def test_a_block_one_moved_and_the_other_wrote_in_is_moved_and_written_once(amina, beto, draft):
    from agora.people.models import Membership

    Membership.objects.filter(person=beto.person).update(role="editor")
    hers, his = amina.client(), beto.client()
    seen = draft.revision
    address = page_of(draft, "blocks", key("l1-text"))
    typed = {"seen": seen, "language": "en", "texts._.title": "His title", "do": "close"}
    moved = {f"to.{key('l1-text')}": key("l2")}
    assert press(hers, draft, f"into:{key('l1-text')}", seen=seen, **moved).status_code == 302
    assert his.post(address, typed).status_code == 302
    first, second = outline_of(draft)[0]["lessons"]
    assert first["blocks"] == []
    assert [one["texts"]["en"]["title"] for one in second["blocks"]] == [
        "About l2-text",
        "His title",
    ]


def test_who_may_not_write_it_finds_nothing(chidi, draft):
    client = chidi.client()
    for address in (
        f"/en/desk/drafts/{draft.pk}/course/",
        f"/en/desk/drafts/{draft.pk}/course/checks/",
        f"/en/desk/drafts/{draft.pk}/course/preview/{key('l1')}/",
        f"/en/desk/drafts/{draft.pk}/course/settings/welcome/",
        page_of(draft, "blocks", key("l1-text")),
    ):
        assert client.get(address).status_code == 404, address
    assert press(client, draft, f"remove:{key('l1')}").status_code == 404
    assert Draft.objects.get(pk=draft.pk).revision == draft.revision


def test_a_part_of_another_course_is_not_found_under_mine(amina, ondara, draft):
    other = begin_course(amina, ondara, module("m9", lesson("l9")), title="Another")
    client = amina.client()
    assert client.get(page_of(draft, "blocks", key("l9-text"))).status_code == 404
    assert client.get(page_of(other, "blocks", key("l9-text"))).status_code == 200
    assert client.get(page_of(other, "lessons", key("l9-text"))).status_code == 404


def test_an_outline_of_three_lessons_takes_no_more_queries_than_one_of_one(
    amina, ondara, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    client = amina.client()
    for number, names in enumerate((("a",), ("b", "c", "d"))):
        draft = begin_course(
            amina, ondara, module(f"m{number}", *map(lesson, names)), title=f"C{number}"
        )
        address = f"/en/desk/drafts/{draft.pk}/course/"
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_draft_that_is_no_course_has_no_studio(amina, ondara):
    from tests.desk.writing import begin

    other = begin(amina, ondara)
    assert amina.client().get(f"/en/desk/drafts/{other.pk}/course/").status_code == 404


def test_the_draft_of_a_course_leads_to_its_studio(amina, draft):
    page = amina.client().get(f"/en/desk/drafts/{draft.pk}/").content.decode()
    assert f"/en/desk/drafts/{draft.pk}/course/" in page
    assert text_block("x")["kind"] == "text"
