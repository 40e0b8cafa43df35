"""What changed is noted once, in the change's own transaction, and forgotten only when indexed."""

from __future__ import annotations

import uuid

import pytest

from agora.kernel import outbox
from agora.kernel.models import OutboxEntry

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.django_db
def test_a_thing_that_changed_twice_waits_once():
    outbox.mark("resource", [ONE, TWO])
    first = {change.object_id: change.version for change in outbox.pending()}
    outbox.mark("resource", [ONE])
    second = {change.object_id: change.version for change in outbox.pending()}
    assert set(first) == set(second) == {ONE, TWO}
    assert second[ONE] != first[ONE]
    assert second[TWO] == first[TWO]


@pytest.mark.django_db
def test_clearing_forgets_exactly_what_was_done():
    outbox.mark("resource", [ONE])
    outbox.mark("organisation", [ONE])
    done = [change for change in outbox.pending() if change.kind == "resource"]
    outbox.clear(done)
    assert [(c.kind, c.object_id) for c in outbox.pending()] == [("organisation", ONE)]
    outbox.clear(done)
    outbox.clear([])
    assert OutboxEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_change_that_came_while_indexing_is_not_lost():
    outbox.mark("resource", [ONE])
    seen = outbox.pending()
    outbox.mark("resource", [ONE])  # it changes again before the index was committed
    outbox.clear(seen)
    assert [change.object_id for change in outbox.pending()] == [ONE]


@pytest.mark.django_db
def test_the_oldest_changes_come_first_and_no_more_than_asked():
    keys = [uuid.UUID(int=n) for n in range(10, 20)]
    for key in keys:
        outbox.mark("resource", [key])
    assert [change.object_id for change in outbox.pending(4)] == keys[:4]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses_to_guess():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        outbox.mark("resource", [ONE])
    assert OutboxEntry.objects.count() == 0


@pytest.mark.django_db
def test_many_changes_at_once_are_all_noted():
    keys = {uuid.uuid4() for _ in range(1200)}
    outbox.mark("resource", keys)
    waiting = outbox.pending(10_000)
    assert {change.object_id for change in waiting} == keys
    outbox.clear(waiting)
    assert outbox.pending() == []
