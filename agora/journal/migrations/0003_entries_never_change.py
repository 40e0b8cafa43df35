"""The database itself refuses to change an entry, whoever asks and by whatever way."""

from django.db import migrations

SAYS = "the journal is only ever added to"
SQLITE = f"""
CREATE TRIGGER journal_entry_is_kept BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
"""
POSTGRESQL = (
    f"""
CREATE FUNCTION journal_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    """
CREATE TRIGGER journal_entry_is_kept BEFORE UPDATE OR DELETE ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_entry_is_kept()
""",
)


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER journal_entry_is_kept ON journal_entry")
        schema_editor.execute("DROP FUNCTION journal_entry_is_kept()")
    else:
        schema_editor.execute("DROP TRIGGER journal_entry_is_kept")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_whose_and_to_whom")]

    operations = [migrations.RunPython(forbid, allow)]
