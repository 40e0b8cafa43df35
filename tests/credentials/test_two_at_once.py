"""Two who ask at the same moment get the same certificate."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from agora.credentials.models import Credential, IssuerKey
from agora.kernel import ids
from tests.credentials.earning import earned, first_hour

# On each test, not on the module: what a fixture adds to an item outweighs a module's mark.


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_certificate_and_one_key(beto, ondara):
    achievement = first_hour(ondara)
    codes: list[str] = []
    errors: list[Exception] = []
    gate = threading.Barrier(8)

    def ask() -> None:
        try:
            gate.wait()
            codes.append(earned(beto, achievement=achievement).code)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(codes) == 8
    assert len(set(codes)) == 1
    assert Credential.objects.count() == 1
    assert IssuerKey.objects.count() == 1


@pytest.mark.django_db
def test_the_database_itself_allows_no_second_one(beto, ondara):
    made = earned(beto, ondara)
    made.pk, made.code, made.status_index = ids.new_id(), "X" * 16, made.status_index + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    assert connection.is_usable()
