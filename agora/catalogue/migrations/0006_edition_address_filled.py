"""Fill in the key of each edition's link, so that the same link is found again."""

from django.db import migrations

from agora.catalogue.logic import address_key

AT_ONCE = 500


def fill(apps, _schema_editor):
    edition = apps.get_model("catalogue", "Edition")
    rows = []
    for row in edition.objects.exclude(url="").only("pk", "url").iterator(chunk_size=AT_ONCE):
        row.address_key = address_key(row.url)
        rows.append(row)
        if len(rows) == AT_ONCE:
            edition.objects.bulk_update(rows, ["address_key"])
            rows = []
    edition.objects.bulk_update(rows, ["address_key"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_edition_address")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
