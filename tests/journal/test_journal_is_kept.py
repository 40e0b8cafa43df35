"""The journal is added to and never changed, by the models or past them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from agora.journal.models import Entry, JournalIsKept
from agora.journal.services import entry_write
from agora.kernel import ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    entry_write("role-give", "organisation", ids.new_id(), note="editor")
    return Entry.objects.get(verb="role-give")


def test_an_entry_is_not_changed_by_the_models(entry):
    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(note="nothing"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
        lambda: Entry.objects.bulk_update([entry], ["note"]),
        lambda: Entry.objects.update_or_create(pk=entry.pk, defaults={"note": "nothing"}),
        entry.delete,
        entry.save,
        lambda: entry.save(update_fields=["note"]),
        lambda: entry.save(force_update=True),
        lambda: Entry(pk=entry.pk, verb="x", kind="x", object_id=entry.object_id).save(
            force_update=True
        ),
    ):
        entry.note = "nothing"
        with pytest.raises(JournalIsKept), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry(pk=entry.pk, verb="x", kind="x", object_id=entry.object_id).save()
    entry.refresh_from_db()
    assert entry.note == "editor"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET note = 'nothing'",
        "UPDATE journal_entry SET actor = NULL WHERE verb = 'role-give'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE verb = 'role-give'",
        "TRUNCATE journal_entry",
    ],
)
def test_an_entry_is_not_changed_or_taken_away_by_the_database(statement, entry):
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    with (
        pytest.raises(IntegrityError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.note == "editor"


def test_code_changes_no_entry():
    """Nowhere in our code is an entry fetched to be changed."""
    import ast

    from tests.house.rooms import sources

    found = []
    for room, path, tree in sources():
        if room == "journal":
            continue
        names = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "agora.journal.models"
            for name in node.names
        }
        found += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"save", "delete", "update", "create", "bulk_create"}
            and any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(node.func))
        ]
    assert found == []
