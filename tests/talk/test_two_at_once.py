"""Two act on one thread at the same moment: nothing is said twice, and one answer is marked."""

from __future__ import annotations

import pytest

from agora.kernel import ids
from agora.people.queries import standing_of
from agora.talk import services
from agora.talk.errors import ThreadIsClosed
from agora.talk.models import Post, Thread
from tests.editorial.test_two_at_once import at_once
from tests.talk.talking import asked, said, workshop

at_the_same_time = pytest.mark.django_db(transaction=True)


@at_the_same_time
def test_a_form_that_arrives_twice_at_once_says_it_once(amina, ondara):
    standing, where, key = standing_of(amina.account), workshop(amina, ondara), ids.new_id()
    words = services.Words("Which trees?", "en", "Trees")

    def start() -> Thread:
        return services.thread_start(standing, where, words, key=key)

    one, other = at_once(start, start)
    assert one.pk == other.pk
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)
    reply = ids.new_id()

    def add() -> Post:
        return services.post_add(standing, where, one.pk, words, key=reply)

    first, second = at_once(add, add)
    assert first.pk == second.pk
    assert Post.objects.count() == 2


@at_the_same_time
def test_two_mark_an_answer_at_once_and_one_is_marked(amina, beto, cast, ondara):
    thread = asked(amina, ondara)
    posts = [said(beto, thread, "One"), said(beto, thread, "Two")]
    people = [amina, cast["admin"]]
    acts = [
        (standing_of(who.account), workshop(who, ondara), post.pk)
        for who, post in zip(people, posts, strict=True)
    ]

    def mark(number: int):
        standing, where, post = acts[number]
        return lambda: services.answer_mark(standing, where, thread.pk, post)

    assert at_once(mark(0), mark(1)) == [None, None]
    assert Post.objects.filter(is_answer=True).count() == 1
    thread.refresh_from_db()
    assert thread.state == "answered"


@at_the_same_time
def test_two_who_answer_each_other_do_not_wait_for_ever(amina, beto, ondara):
    hers, his = asked(amina, ondara, "Hers"), asked(beto, ondara, "His")
    standings = {who: standing_of(who.account) for who in (amina, beto)}
    where = {who: workshop(who, ondara) for who in (amina, beto)}
    words = services.Words("So it is.", "en")

    def add(who, thread):
        return lambda: services.post_add(
            standings[who], where[who], thread.pk, words, key=ids.new_id()
        )

    for _ in range(5):
        got = at_once(add(amina, his), add(beto, hers))
        assert all(isinstance(one, Post) for one in got), got


@at_the_same_time
def test_a_thread_that_closes_takes_an_answer_before_or_refuses_it(amina, beto, cast, ondara):
    thread, admin = asked(amina, ondara), cast["admin"]
    closer = (standing_of(admin.account), workshop(admin, ondara))
    writer = (standing_of(beto.account), workshop(beto, ondara))
    words = services.Words("In time?", "en")
    _closed, added = at_once(
        lambda: services.thread_close(*closer, thread.pk),
        lambda: services.post_add(*writer, thread.pk, words, key=ids.new_id()),
    )
    assert isinstance(added, (Post, ThreadIsClosed)), added
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert Post.objects.count() == (2 if isinstance(added, Post) else 1)
