"""No table is forgotten: each is in the list of what an archive holds, or left out with a reason."""

from django.apps import apps
from django.db import models

from agora.exchange.whole.reading import _FILLED
from agora.exchange.whole.scope import SCOPED
from agora.exchange.whole.tables import LEFT_OUT, TABLES, Holds, ordered, target_of
from agora.kernel import personal

EVERY = {model._meta.label for model in apps.get_models(include_auto_created=True)}
LISTED = [one.model for one in TABLES]


def test_every_table_is_exported_or_left_out_with_a_reason():
    assert sorted(set(LISTED) & LEFT_OUT.keys()) == []
    assert sorted(EVERY - set(LISTED) - LEFT_OUT.keys()) == []
    assert sorted((set(LISTED) | LEFT_OUT.keys()) - EVERY) == []
    assert len(LISTED) == len(set(LISTED))
    assert all(len(reason) > 5 for reason in LEFT_OUT.values())


def test_a_field_that_is_left_out_exists_and_can_be_filled():
    for one in TABLES:
        for name, reason in one.left_out.items():
            field = one.table._meta.get_field(name)
            assert reason
            assert (
                field.has_default() or field.null or field.blank or (one.model, name) in _FILLED
            ) or getattr(field, "auto_now_add", False), (one.model, name)
        assert bool(one.only) == bool(one.because)


def test_no_exported_date_would_be_overwritten_when_it_is_read_in():
    for one in TABLES:
        for field in one.fields:
            assert not getattr(field, "auto_now", False)
            assert not getattr(field, "auto_now_add", False)


def test_no_secret_is_exported():
    for one in TABLES:
        for field in one.fields:
            assert (one.model, field.name) not in personal._hidden


def test_rows_point_only_to_tables_that_are_exported_before_them():
    seen = set()
    for one in ordered():
        for field in one.fields:
            target = target_of(field)
            assert target is None or target is one.table or target._meta.label in seen, one.model
        seen.add(one.model)


def test_an_organisations_archive_takes_no_table_of_private_lists_or_addresses():
    assert SCOPED.keys() <= set(LISTED)
    for one in TABLES:
        if one.holds is Holds.PRIVATE:
            assert one.model not in SCOPED
        if one.model in SCOPED and one.model != "people.Organisation":
            assert not [f.name for f in one.fields if isinstance(f, models.EmailField)]
