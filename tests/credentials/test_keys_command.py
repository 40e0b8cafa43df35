"""The operator lists the keys and changes one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agora.credentials import did
from agora.credentials.errors import KeyIsMissing
from agora.credentials.keys import key_in_use, keys_missing
from agora.credentials.models import IssuerKey

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue()


def test_a_key_is_listed_and_changed(ondara):
    old = key_in_use(ondara.pk).row
    assert f"#{old.pk}  in use" in said("list")
    new = said("rotate", "ondara")
    assert "signs with #" in new
    listed = said("list")
    assert f"#{old.pk}  retired" in listed
    assert listed.count("in use") == 1
    said("rotate", str(ondara.pk))
    assert IssuerKey.objects.filter(issuer=ondara.pk).count() == 3


def test_an_issuer_that_is_none_gets_a_sentence():
    with pytest.raises(CommandError, match="Say whose key"):
        said("rotate", "nobody")


def test_a_lost_key_is_noticed_and_a_new_one_helps(settings):
    row = key_in_use(did.MARKET).row
    (Path(settings.KEYS) / f"{row.pk}.pem").unlink()
    assert keys_missing() == ["market"]
    with pytest.raises(KeyIsMissing):
        key_in_use(did.MARKET)
    said("rotate", "market")
    assert keys_missing() == []
    assert key_in_use(did.MARKET).row != row
