"""The database itself refuses to change or remove a decision, an appeal, or what came of one."""

from django.db import migrations

SAYS = "decisions and appeals are only ever added"
TABLES = ("moderation_decision", "moderation_appeal", "moderation_appealoutcome")
ACTS = ("UPDATE", "DELETE")
FUNCTION = f"""
CREATE FUNCTION moderation_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION moderation_is_kept()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION moderation_is_kept()"
            )
            continue
        for act in ACTS:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )


def allow(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        if on_postgresql:
            schema_editor.execute(f"DROP TRIGGER {table}_is_kept ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
            continue
        for act in ACTS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}")
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION moderation_is_kept()")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_every_report_has_a_matter")]

    operations = [migrations.RunPython(forbid, allow)]
