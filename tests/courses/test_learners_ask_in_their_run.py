"""Those of a run ask and answer there; nobody else reads it, and tutors see what waits."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Enrolment
from agora.courses.tutoring.talking import KIND, panel
from agora.kernel import ids
from agora.kernel.errors import NotYours
from agora.people.queries import standing_of
from agora.talk import queries, services
from tests.courses import making as make
from tests.courses.exercises import Player
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(ondara, amina, beto):
    """Beto tutors group A; the first lesson has a prompt."""
    prompt = {
        "key": make.key("prompt"),
        "kind": "prompt",
        "texts": make.says(en={"title": "Your city", "text": "What is it like?"}),
    }
    found = held(ondara, make.module("m1", make.lesson("l1", prompt), make.lesson("l2")))
    tutors(beto, found.a)
    return found


def _asks(somebody, run, title="Which form?", anchor=None):
    standing = standing_of(somebody)
    where = queries.here(standing, KIND, run.pk, "en")
    words = services.Words("Which form do I fill in?", "en", title)
    return services.thread_start(standing, where, words, key=ids.new_id(), anchor=anchor)


def test_a_question_of_the_run_waits_for_its_tutors(there, beto, amina, chidi):
    (xenia,) = people(there, there.a, "Xenia")
    lesson = uuid.UUID(make.key("l2"))
    thread = _asks(xenia.account, there.run, anchor=lesson)
    for guide in (beto, amina):
        assert "Which form?" in guide.client().get(there.at("questions/")).content.decode()
        assert guide.client().get(there.at()).context["unanswered"] == 1
    none = beto.client().get(there.at("questions/"), {"language": "fr"}).content.decode()
    assert "Which form?" not in none
    where = queries.here(standing_of(beto.account), KIND, there.run.pk, "es")
    assert where.may_moderate
    assert where.place.anchor_title(there.run.pk, lesson, "es") == "Lección l2"
    assert xenia.account_id in where.place.members(there.run.pk)
    assert amina.account.pk in where.place.members(there.run.pk)
    with pytest.raises(NotYours):
        queries.here(standing_of(chidi.account), KIND, there.run.pk, "en")
    at = f"/en/talk/run/{there.run.pk}/{thread.pk}/"
    assert chidi.client().get(at).status_code == 404
    Enrolment.objects.filter(pk=xenia.pk).update(state="withdrawn")
    with pytest.raises(NotYours):
        queries.here(standing_of(xenia.account), KIND, there.run.pk, "en")


def test_a_learner_moderates_nothing_and_no_other_part_is_there(there, chidi):
    make.enrol(there.run, chidi.account, cohort=there.a)
    where = queries.here(standing_of(chidi.account), KIND, there.run.pk, "en")
    assert (where.may_write, where.may_moderate) == (True, False)
    assert where.place.anchor_title(there.run.pk, uuid.uuid4(), "en") is None


def test_the_prompt_leads_to_what_is_said_of_it(there, chidi):
    mine = make.enrol(there.run, chidi.account)
    player = Player(mine, "prompt")
    assert f"/en/talk/run/{there.run.pk}/new/?anchor={player.key}" in player.page()
    _asks(chidi.account, there.run, anchor=player.key)
    shown = panel(player.block(), mine)
    assert shown["path"] == f"/en/talk/run/{there.run.pk}/?anchor={player.key}"
    assert "(1 discussion)" in shown["label"]


def test_a_learner_sees_whom_to_ask(there, chidi):
    at = there.at().replace("tutor/", "helpers/")
    assert chidi.client().get(at).status_code == 404
    mine = make.enrol(there.run, chidi.account, cohort=there.a)
    page = chidi.client().get(at).content.decode()
    assert "Beto" in page
    assert f"/en/talk/run/{there.run.pk}/new/" in page
    Enrolment.objects.filter(pk=mine.pk).update(cohort=there.b)
    page = chidi.client().get(at).content.decode()
    assert "Beto" not in page
    assert "The organisers of this course answer your questions." in page


def test_the_lesson_leads_to_the_discussion_and_the_first_visit_to_the_questions(
    there, chidi, amina
):
    make.enrol(there.run, chidi.account)
    lesson = make.key("l2")
    learn = f"/en/courses/{there.course.resource.slug}/learn/"
    page = chidi.client().get(f"{learn}{lesson}/").content.decode()
    assert f"/en/talk/run/{there.run.pk}/new/?anchor={lesson}" in page
    amina.client().post(there.at("survey/"), {"do": "open"})
    first = chidi.client().get(learn)
    assert first.url == there.at().replace("tutor/", "survey/before/")
    assert chidi.client().post(first.url, {"do": "skip"}).url == learn
    assert chidi.client().get(learn).url.startswith(learn)
