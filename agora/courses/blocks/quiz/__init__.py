"""Questions with feedback, a pass mark and attempts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind
from agora.courses.blocks.quiz.attempts import act
from agora.courses.blocks.quiz.problems import problems
from agora.courses.blocks.quiz.shapes import QuizBlock
from agora.courses.blocks.quiz.showing import present, present_many

BLOCK = BlockKind(
    name="quiz",
    title=_("Quiz"),
    shape=QuizBlock,
    icon="patch-question",
    order=30,
    counts=True,
    rule=_("Pass the quiz."),
    about=_("Questions of seven sorts, with feedback, a pass mark and a number of attempts."),
    present=present,
    present_many=present_many,
    act=act,
    problems=problems,
)
