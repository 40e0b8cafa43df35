"""What was reported before gets a matter for each thing."""

from django.db import migrations


def gather(apps, _schema_editor):
    report, matter = apps.get_model("moderation", "Report"), apps.get_model("moderation", "Matter")
    made = {}
    for one in report.objects.filter(matter=None).order_by("created_at"):
        key = (one.kind, one.object_id)
        if key not in made:
            made[key] = matter.objects.create(
                kind=one.kind,
                object_id=one.object_id,
                title=one.title,
                path=one.path.removeprefix(f"/{one.language}/"),
                language=one.language,
                since=one.created_at,
            )
        report.objects.filter(pk=one.pk).update(matter=made[key])


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_matters_and_decisions")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
