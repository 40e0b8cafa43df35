"""What a learner does at quizzes and games, beside their attempts."""

from __future__ import annotations

from django.db import models

from agora.courses.models.learning import Enrolment
from agora.kernel import clock


class AttemptAllowance(models.Model):
    """More attempts at a quiz than everybody has, which a tutor gave; the journal keeps who and why."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="allowances")
    node_key = models.UUIDField()
    more = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(more__gte=1), name="allowance_gives_some")
        ]
        indexes = [models.Index(fields=["enrolment", "node_key"], name="allowance_by_node")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.node_key}"


class GameState(models.Model):
    """Where somebody is in a game: the server keeps it, so that a game is finished by playing alone.

    `turn` counts every move; a move that names another turn comes from an old page and moves nothing.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="games")
    node_key = models.UUIDField()
    language = models.CharField(max_length=35)
    turn = models.PositiveIntegerField(default=0)
    state = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "node_key"], name="game_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.node_key}"
