"""Attempts are counted per address, for as long as was said, and no address is kept."""

from __future__ import annotations

import pytest
import time_machine

from agora.kernel.models import Attempts
from agora.kernel.throttle import allowed, client_address, forget_expired

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as traveller:
        yield traveller


def _try(rf, address="192.0.2.1", what="report", **headers):
    request = rf.get("/", REMOTE_ADDR=address, headers=headers)
    return allowed(request, what, most=3, seconds=3600)


def test_the_one_too_many_is_refused_and_only_for_that_address_and_that_act(rf, clock):
    assert [_try(rf) for _ in range(5)] == [True, True, True, False, False]
    assert _try(rf, "192.0.2.2") is True
    assert _try(rf, what="enquiry") is True


def test_the_hour_lasts_an_hour(rf, clock):
    assert [_try(rf) for _ in range(3)] == [True, True, True]
    for _minutes in (6, 12, 18, 59):
        clock.shift(60 * 6)
        assert _try(rf) is False
    clock.shift(3600)
    assert _try(rf) is True


def test_a_refused_attempt_does_not_lengthen_the_wait(rf, clock):
    for _ in range(4):
        _try(rf)
    clock.shift(3500)
    assert _try(rf) is False
    clock.shift(200)
    assert _try(rf) is True


def test_behind_our_proxy_its_last_word_counts_and_a_made_up_header_does_not(rf, settings):
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers=forged)
    settings.BEHIND_PROXY = True
    assert client_address(request) == "198.51.100.7"
    settings.BEHIND_PROXY = False
    assert client_address(request) == "127.0.0.1"


def test_the_address_itself_is_kept_nowhere(rf, clock):
    _try(rf, "192.0.2.77")
    kept = repr(list(Attempts.objects.values()))
    assert "192.0.2.77" not in kept
    clock.shift(3601)
    forget_expired()
    assert Attempts.objects.count() == 0
