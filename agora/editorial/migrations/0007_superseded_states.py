"""States the history does not show, from which somebody may still be writing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0006_closed_translations")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="is_superseded",
            field=models.BooleanField(default=False, db_default=False),
        )
    ]
