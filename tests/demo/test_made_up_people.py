"""The people one can try the desk with: made up, labelled so, and never in production."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agora.demo.people import FIGURES, people_load
from agora.people.models import Account, Membership, Organisation
from agora.people.queries import standing_of

pytestmark = pytest.mark.django_db


def printed(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_names_everybody_and_what_they_do():
    told = printed("demo", "people")
    for figure in FIGURES:
        assert figure.email in told
        assert figure.does in told
        assert figure.email.endswith((".example", "@example.org"))
    standing = standing_of(Account.objects.get(email="amina@ondara.example"))
    ondara = Organisation.objects.get(slug="ondara")
    assert standing.roles == {ondara.pk: frozenset({"editor"})}
    assert standing_of(Account.objects.get(email="ines@example.org")).is_lead
    lucia = standing_of(Account.objects.get(email="lucia@example.org"))
    assert lucia.on_duty("translator", language="pt")
    assert not lucia.on_duty("translator", language="es")
    names = {text.language: text.name for text in ondara.texts.all()}
    assert names["en"] == "City of Ondara (fictional)"
    assert set(names) == {"en", "es", "fr", "pt", "ar"}


def test_made_again_they_stay_as_they_were_changed():
    assert people_load() == len(FIGURES)
    Membership.objects.filter(person__account__email="beto@ondara.example").update(role="trainer")
    assert people_load() == 0
    assert Membership.objects.get(person__account__email="beto@ondara.example").role == "trainer"


def test_they_have_no_password():
    people_load()
    assert not any(account.has_usable_password() for account in Account.objects.all())


def test_there_are_none_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not in production"):
        call_command("demo", "people", stdout=StringIO())
    assert Account.objects.count() == 0
