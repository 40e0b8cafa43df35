"""No entry is taken away either: on SQLite a DELETE is refused too, on PostgreSQL a TRUNCATE."""

from django.db import migrations

SAYS = "the journal is only ever added to"
SQLITE = f"""
CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
"""
POSTGRESQL = """
CREATE TRIGGER journal_entry_stays BEFORE TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_is_kept()
"""


def forbid(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if on_postgresql else SQLITE)


def allow(apps, schema_editor):
    where = " ON journal_entry" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER journal_entry_stays{where}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_entries_never_change")]

    operations = [migrations.RunPython(forbid, allow)]
