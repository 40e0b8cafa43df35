"""Likely pairs, merges, and when a thing was last looked over."""

import agora.kernel.clock
import agora.kernel.ids
import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_edition_address_filled'),
        ('people', '0004_copies_and_erasures'),
        ('topics', '0003_concepts_edited_here'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgeingReminder',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.organisation')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LikelyPair',
            fields=[
                ('id', models.UUIDField(default=agora.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('address', 'Address'), ('file', 'File'), ('identifier', 'Identifier'), ('title', 'Title'), ('translation', 'Translation'), ('hand', 'Hand')], max_length=12)),
                ('what', models.CharField(blank=True, max_length=1000)),
                ('language', models.CharField(blank=True, max_length=35)),
                ('score', models.DecimalField(decimal_places=3, max_digits=4)),
                ('rank', models.PositiveSmallIntegerField()),
                ('from_one', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('refused', 'Refused')], default='open', max_length=8)),
                ('found_at', models.DateTimeField(default=agora.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=agora.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('gone_number', models.PositiveIntegerField()),
                ('kept_before', models.PositiveIntegerField()),
                ('kept_after', models.PositiveIntegerField()),
                ('moved', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('at', models.DateTimeField(default=agora.kernel.clock.now)),
                ('by', models.UUIDField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_by', models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PairReading',
            fields=[
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='pair_reading', serialize=False, to='catalogue.resource')),
                ('version', models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='resource',
            name='looked_over_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='looked_over_by',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['changed_at'], name='resource_oldest'),
        ),
        migrations.AddField(
            model_name='likelypair',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.resource'),
        ),
        migrations.AddField(
            model_name='likelypair',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.resource'),
        ),
        migrations.AddField(
            model_name='merge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.resource'),
        ),
        migrations.AddField(
            model_name='merge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.resource'),
        ),
        migrations.AddIndex(
            model_name='likelypair',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['rank', '-score', 'id'], name='likely_pair_waiting'),
        ),
        migrations.AddConstraint(
            model_name='likelypair',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='likely_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='likelypair',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='likely_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='likelypair',
            constraint=models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='likely_pair_score'),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['-at'], name='merge_newest'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='merge_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two'),
        ),
    ]
