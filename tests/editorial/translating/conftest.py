"""People who translate, beside the cast."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Somebody, _join, _somebody
from tests.editorial.translating import cases


@pytest.fixture
def book(ondara: Any) -> None:
    """The handbook of Ondara is published, in English and with a title in Spanish."""
    cases.publish(cases.handbook())


@pytest.fixture
def tarsila(ondara_team: Any) -> Somebody:
    """Tarsila translates in Ondara."""
    return _join(_somebody("Tarsila"), ondara_team, "translator")


@pytest.fixture
def rosa(ondara_team: Any) -> Somebody:
    """Rosa reads what others of Ondara wrote."""
    return _join(_somebody("Rosa"), ondara_team, "reviewer")


def on_duty(name: str, role: str, language: str = "") -> Somebody:
    """Somebody of the network's learning team."""
    from agora.people.models import Duty

    made = _somebody(name)
    Duty.objects.create(person=made.person, role=role, language=language)
    return made


@pytest.fixture
def paula(db: None) -> Somebody:
    """Paula translates into Portuguese in the learning team."""
    return on_duty("Paula", "translator", "pt")


@pytest.fixture
def pedro(db: None) -> Somebody:
    """Pedro translates into Portuguese in the learning team, too."""
    return on_duty("Pedro", "translator", "pt")


@pytest.fixture
def faiza(db: None) -> Somebody:
    """Faiza translates into Arabic in the learning team."""
    return on_duty("Faiza", "translator", "ar")
