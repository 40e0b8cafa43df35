"""Two editors write in one draft at the same time: both see both, and nothing of either is lost."""

from __future__ import annotations

from typing import Any

import pytest

from agora.editorial.models import Draft, Revision
from agora.people.models import Membership
from tests.desk.writing import begin, form_in, screen_of, words_of

pytestmark = pytest.mark.django_db
WHAT = "what"


@pytest.fixture
def draft(amina: Any, beto: Any, ondara: Any) -> Draft:
    Membership.objects.create(person=beto.person, organisation=ondara, role="editor")
    return begin(amina, ondara, texts={"en": {"title": "Rain gardens", "summary": "Old."}})


def test_who_writes_at_different_places_never_hears_of_it(amina, beto, draft):
    hers, his = amina.client(), beto.client()
    address = screen_of(draft)
    she, he = form_in(hers.get(address)), form_in(his.get(address))
    assert (
        hers.post(
            address, she | {"do": ["next"], "texts._.title": ["Rain gardens for schools"]}
        ).status_code
        == 302
    )
    assert his.post(address, he | {"do": ["next"], "texts._.summary": ["New."]}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {"title": "Rain gardens for schools", "summary": "New."}


def collide(amina: Any, beto: Any, draft: Draft) -> tuple[Any, str, Any]:
    """Amina saved the title first; Beto, who saw the old one, saves another and a new summary."""
    address, his = screen_of(draft), beto.client()
    he = form_in(his.get(address))
    hers = amina.client()
    she = form_in(hers.get(address))
    hers.post(address, she | {"do": ["next"], "texts._.title": ["Hers"]})
    answer = his.post(
        address,
        he | {"do": ["next"], "texts._.title": ["His"], "texts._.summary": ["His summary."]},
    )
    return his, address, answer


def again(answer: Any, address: str, client: Any, **chosen: str) -> Any:
    """Press “Save what I chose” on the page of both texts."""
    from lxml import html

    page = html.fromstring(answer.content.decode())
    form = next(f for f in page.forms if f.xpath(".//*[@name='do' and @value='resolve']"))
    data: dict[str, list[str]] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    return client.post(address, {**data, "do": "resolve", **chosen})


def test_the_same_place_shows_both_texts_and_writes_nothing(amina, beto, draft):
    _his, _address, answer = collide(amina, beto, draft)
    assert answer.status_code == 409
    said = words_of(answer)
    assert "Amina changed the same text while you were writing." in said
    assert "Hers" in said and "His" in said  # noqa: PT018 (both, together)
    assert "His summary." not in said  # only what collides is asked about
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {"title": "Hers", "summary": "Old."}


@pytest.mark.parametrize(
    ("chosen", "title"),
    [
        ({"keep.texts.en.title": "mine"}, "His"),
        ({"keep.texts.en.title": "theirs"}, "Hers"),
        ({"keep.texts.en.title": "third", "third.texts.en.title": " Ours "}, "Ours"),
    ],
)
def test_what_was_chosen_is_saved_with_the_rest_and_both_stay_in_the_history(
    amina, beto, draft, chosen, title
):
    his, address, answer = collide(amina, beto, draft)
    done = again(answer, address, his, **chosen)
    assert (done.status_code, done.headers["Location"]) == (302, address)
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {"title": title, "summary": "His summary."}
    titles = [
        r.document["texts"]["en"]["title"]
        for r in Revision.objects.filter(draft=draft).order_by("number")
    ]
    assert titles == ["Rain gardens", "Hers", title]


def test_a_third_text_that_does_not_fit_is_said_and_kept(amina, beto, draft):
    his, address, answer = collide(amina, beto, draft)
    long = "x" * 301
    answer = again(
        answer, address, his, **{"keep.texts.en.title": "third", "third.texts.en.title": long}
    )
    assert answer.status_code == 409
    assert "This is too long. Keep it to 300 characters." in words_of(answer)
    assert long in answer.content.decode()
    assert again(answer, address, his, **{"third.texts.en.title": "Ours"}).status_code == 302


def test_while_one_chooses_the_other_may_write_on_and_is_asked_about_too(amina, beto, draft):
    his, address, answer = collide(amina, beto, draft)
    hers = amina.client()
    she = form_in(hers.get(address))
    hers.post(
        address,
        she | {"do": ["next"], "texts._.title": ["Hers"], "texts._.summary": ["Her summary."]},
    )
    answer = again(answer, address, his, **{"keep.texts.en.title": "mine"})
    assert answer.status_code == 409
    assert "Her summary." in words_of(answer) and "His summary." in words_of(answer)  # noqa: PT018
    done = again(
        answer, address, his, **{"keep.texts.en.title": "theirs", "keep.texts.en.summary": "mine"}
    )
    assert done.status_code == 302
    draft.refresh_from_db()
    assert draft.document["texts"]["en"] == {"title": "Hers", "summary": "His summary."}


def test_saving_by_itself_over_anothers_text_stops_and_says_so(amina, beto, draft):
    address, his = screen_of(draft), beto.client()
    he = form_in(his.get(address))
    hers = amina.client()
    hers.post(address, form_in(hers.get(address)) | {"do": ["next"], "texts._.title": ["Hers"]})
    answer = his.post(address, he | {"do": ["autosave"], "texts._.title": ["His"]})
    assert (answer.status_code, answer.json()) == (
        409,
        {"moved": "Amina changed the same text meanwhile."},
    )
    draft.refresh_from_db()
    assert draft.document["texts"]["en"]["title"] == "Hers"


def test_saving_by_itself_with_anothers_changes_elsewhere_asks_for_a_fresh_screen(
    amina, beto, draft
):
    address, his = screen_of(draft), beto.client()
    he = form_in(his.get(address))
    hers = amina.client()
    hers.post(address, form_in(hers.get(address)) | {"do": ["next"], "texts._.title": ["Hers"]})
    answer = his.post(address, he | {"do": ["autosave"], "texts._.summary": ["His."]}).json()
    assert answer["joined"] is True
    assert form_in(his.get(address))["texts._.title"] == ["Hers"]
    assert form_in(his.get(address))["texts._.summary"] == ["His."]


def test_rows_that_both_changed_are_asked_about_whole(amina, beto, draft):
    address = screen_of(draft, "who")
    hers, his = amina.client(), beto.client()
    she, he = form_in(hers.get(address)), form_in(his.get(address))
    new = {
        "contributions.rows": ["0 1"],
        "contributions.1.was": [""],
        "contributions.1.role": ["author"],
    }
    hers.post(address, she | new | {"do": ["next"], "contributions.1.name": ["Ana"]})
    answer = his.post(address, he | new | {"do": ["next"], "contributions.1.name": ["Bo"]})
    assert answer.status_code == 409
    assert "2. Role: Author; Or a name: Ana" in words_of(answer)
    done = again(answer, address, his, **{"keep.contributions": "theirs"})
    assert done.status_code == 302
    draft.refresh_from_db()
    assert [one.get("name") for one in draft.document["contributions"]] == [None, "Ana"]
