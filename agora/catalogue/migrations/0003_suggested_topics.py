import django.db.models.deletion
from django.db import migrations, models

import agora.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_listing"),
        ("topics", "0002_glossary"),
    ]

    operations = [
        migrations.CreateModel(
            name="TopicReading",
            fields=[
                (
                    "resource",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="topic_reading",
                        serialize=False,
                        to="catalogue.resource",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("topics", models.BigIntegerField()),
                ("language", models.CharField(blank=True, max_length=35)),
                ("made_at", models.DateTimeField(default=agora.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="SuggestedTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.DecimalField(decimal_places=3, max_digits=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(default=agora.kernel.clock.now)),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="topics.concept",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggested_topics",
                        to="catalogue.resource",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TopicEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=35)),
                (
                    "place",
                    models.CharField(
                        choices=[("title", "Title"), ("summary", "Summary"), ("body", "Body")],
                        max_length=8,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="topics.concept",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="catalogue.suggestedtopic",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="suggestedtopic",
            constraint=models.UniqueConstraint(
                fields=("resource", "concept"), name="suggested_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestedtopic",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (0, 1))), name="suggested_topic_score"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicevidence",
            constraint=models.UniqueConstraint(
                fields=("suggestion", "concept"), name="topic_evidence_once"
            ),
        ),
    ]
