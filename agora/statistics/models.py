"""Counts by day while a month runs, figures by month afterwards; neither knows of any person."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock


class DayCount(models.Model):
    """How often something was done with a thing on one day (UTC), in one language of the interface.

    These rows are deleted when their month is closed. `what` is a kind of thing, or `other` for all
    pages that are no single thing's; `language` is empty where the act has none.
    """

    day = models.DateField()
    what = models.CharField(max_length=15)
    thing = models.UUIDField()
    act = models.CharField(max_length=10)
    language = models.CharField(max_length=5, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "what", "thing", "act", "language"], name="day_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.thing} {self.act} {self.number}"


class DayTotal(models.Model):
    """All of one act on one day, so that a running month is summed from few rows."""

    day = models.DateField()
    act = models.CharField(max_length=10)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "act"], name="day_total_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.act} {self.number}"


class AskedWords(models.Model):
    """Words that were searched with little or no success, in one month and one language.

    Below the threshold only a keyed digest of the words is kept, and `words` is empty.
    """

    month = models.DateField()
    language = models.CharField(max_length=5)
    is_few = models.BooleanField()
    digest = models.CharField(max_length=40)
    words = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "language", "is_few", "digest"], name="asked_words_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.language} {self.number}"


class Span(models.TextChoices):
    """How long a figure's time is."""

    MONTH = "m"
    QUARTER = "q"
    YEAR = "y"
    ALL = "a"


class ClosedMonth(models.Model):
    """A month whose figures were made; only these are shown."""

    month = models.DateField(primary_key=True)
    closed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Figure(models.Model):
    """A number that may be shown: at least five, and no hidden one can be found by subtracting it.

    `what` is `all` (the whole market), `other`, `owner` (all of one organisation's things) or a kind of
    thing; `owner` is the organisation the thing is counted for. A number that is hidden has no row.
    """

    span = models.CharField(max_length=1, choices=Span.choices)
    start = models.DateField()
    what = models.CharField(max_length=15)
    thing = models.UUIDField()
    owner = models.UUIDField()
    act = models.CharField(max_length=10)
    language = models.CharField(max_length=5, blank=True)
    number = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "what", "span", "start", "act", "language"], name="figure_once"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=5), name="figure_not_small"),
        ]
        indexes = [
            models.Index(
                fields=["span", "start", "act", "what", "-number"],
                condition=models.Q(language=""),
                name="figure_most",
            ),
            models.Index(
                fields=["owner", "span", "start", "act", "-number"],
                condition=models.Q(language=""),
                name="figure_of_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.start} {self.what} {self.act} {self.number}"


class WordFigure(models.Model):
    """How often the same words were searched in vain; only where a month had at least five."""

    span = models.CharField(max_length=1, choices=Span.choices)
    start = models.DateField()
    language = models.CharField(max_length=5)
    is_few = models.BooleanField()
    words = models.CharField(max_length=80)
    number = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "is_few", "span", "start"], name="word_figure_once"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=5), name="word_figure_not_small"),
        ]
        indexes = [models.Index(fields=["span", "start", "-number"], name="word_figure_most")]

    def __str__(self) -> str:
        return f"{self.span} {self.start} {self.words} {self.number}"
