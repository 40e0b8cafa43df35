"""Files are given for a draft, and kept once something that refers to them is published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0001_initial'),
        ('people', '0002_accounts_and_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileFacts',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facts', serialize=False, to='media.file')),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('language', models.CharField(blank=True, max_length=35)),
                ('is_tagged', models.BooleanField(null=True)),
                ('has_text', models.BooleanField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=10)),
            ],
        ),
        migrations.AddField(
            model_name='file',
            name='is_kept',
            # What is there already was published: files could not be given otherwise.
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='file',
            name='is_kept',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='file',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='file',
            name='uploaded_by',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(fields=['is_kept', 'created_at'], name='file_to_sweep'),
        ),
    ]
