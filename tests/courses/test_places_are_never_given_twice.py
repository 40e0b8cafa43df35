"""Many at once for few places: exactly as many get one as there are (G1, G2, G4)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import OperationalError, connection

from agora.courses.models import Enrolment, Run, SeatOffer
from agora.courses.seats.seating import Wish, seat_ask, seat_give, seat_leave
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Do all of them at the same moment, each with a connection of its own; what went wrong."""
    barrier, wrong = threading.Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            for _try in range(20):
                try:
                    act()
                    return
                except OperationalError:  # busy: whoever asks again is served
                    connection.close()
                    time.sleep(0.1)
            raise TimeoutError
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def asks(account, run: Run) -> Callable[[], object]:
    """Somebody asks for a seat."""
    return lambda: seat_ask(account.pk, run.pk, Wish("en"))


def states(run: Run) -> Counter[str]:
    """How many there are of each state."""
    return Counter(Enrolment.objects.filter(run=run).values_list("state", flat=True))


def test_sixty_at_once_for_ten_places_are_ten_and_fifty_wait():
    run = seat.run_with(capacity=10)
    people = [seat.somebody(f"p{number}") for number in range(60)]
    assert at_once([asks(one, run) for one in people]) == []
    assert states(run) == {"enrolled": 10, "waitlisted": 50}


def test_two_at_once_for_the_last_place_are_one():
    run = seat.run_with(capacity=2)
    seat_give(run, seat.somebody("first").pk, language="en")
    people = [seat.somebody("a"), seat.somebody("b")]
    assert at_once([asks(one, run) for one in people]) == []
    assert states(run) == {"enrolled": 2, "waitlisted": 1}


def test_a_double_click_is_one_request():
    run, one = seat.run_with(capacity=10), seat.somebody("a")
    assert at_once([asks(one, run)] * 8) == []
    assert states(run) == {"enrolled": 1}


def test_leaving_at_once_lets_exactly_as_many_move_up_in_their_order():
    run = seat.run_with(capacity=4)
    sitting = [seat_ask(seat.somebody(f"s{n}").pk, run.pk, Wish("en")) for n in range(4)]
    waiting = [seat_ask(seat.somebody(f"w{n}").pk, run.pk, Wish("en")) for n in range(5)]
    newcomers = [seat.somebody(f"n{n}") for n in range(4)]
    leaves = [lambda mine=mine: seat_leave(mine.account_id, mine.pk) for mine in sitting[:2]]
    assert at_once([*leaves, *(asks(one, run) for one in newcomers)]) == []
    held = Enrolment.objects.filter(run=run, state="offered").values_list("pk", flat=True)
    assert set(held) == {one.pk for one in waiting[:2]}
    assert states(run) == {"enrolled": 2, "offered": 2, "withdrawn": 2, "waitlisted": 7}
    assert SeatOffer.objects.filter(ended_at__isnull=True).count() == 2
