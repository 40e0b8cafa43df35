"""The key by which the same link is found again, however it is spelt."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_machine_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='address_key',
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
    ]
