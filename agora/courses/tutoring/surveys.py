"""What a run asks before the first lesson and at the end, what was answered, and what changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agora.courses.models import (
    Enrolment,
    NodeProgress,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyQuestionText,
    SurveyReply,
)
from agora.courses.tutoring.counting import counted_at, mean_rows
from agora.courses.tutoring.logic import hidden_in
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.words import FIXED
from agora.journal.services import entry_write
from agora.kernel.errors import AgoraError, NotHere, NotYours
from agora.kernel.typed import typed
from agora.people.queries import text_for
from agora.ui import wording
from agora.ui.rows import Link, Said

MOST: Final = 10
"""Questions of the organiser's own that are asked at one time."""
Moment = SurveyReply.Moment


@dataclass(frozen=True)
class Asked:
    """A question as it is put to a reader."""

    id: uuid.UUID
    label: Said
    is_scale: bool
    is_fixed: bool
    is_asked: bool


def asked_in(run_id: uuid.UUID, reader: str, original: str, *, gone: bool = False) -> list[Asked]:
    """What a run asks, in order; with `gone`, also what it asks no more. Two queries."""
    rows = SurveyQuestion.objects.filter(survey=run_id).prefetch_related("texts")
    if not gone:
        rows = rows.filter(is_asked=True)
    found = []
    for one in rows.order_by("position"):
        if one.fixed:
            label = wording.said(str(FIXED[one.fixed]), reader, reader)
        else:
            text = text_for(list(one.texts.all()), reader, original)
            if text is None:
                continue
            label = wording.said(text.label, text.language, reader)
        is_scale = one.kind == SurveyQuestion.Kind.SCALE
        found.append(Asked(one.pk, label, is_scale, bool(one.fixed), one.is_asked))
    return found


def survey_due(enrolment: Enrolment) -> Link | None:
    """Where a learner is asked now: before the first lesson, or at the end; None when they are not."""
    moment = moment_due(enrolment)
    if moment is None:
        return None
    run = enrolment.run
    path = f"/{get_language() or 'en'}/courses/{run.course.resource.slug}/runs/{run.pk}/survey/"
    if moment == Moment.BEFORE:
        return Link(_("Before you begin: some short questions"), f"{path}before/", "before")
    return Link(_("Now that you have finished: the same questions again"), f"{path}after/", "after")


def moment_due(enrolment: Enrolment) -> str | None:
    """Which of the two somebody is to be asked; three queries at most."""
    if enrolment.state == Enrolment.State.COMPLETED:
        moment = Moment.AFTER
    elif enrolment.state == Enrolment.State.ENROLLED:
        moment = Moment.BEFORE
    else:
        return None
    if not Survey.objects.filter(run=enrolment.run_id, is_open=True).exists():
        return None
    if SurveyReply.objects.filter(enrolment=enrolment, moment=moment).exists():
        return None
    if moment == Moment.BEFORE and NodeProgress.objects.filter(enrolment=enrolment).exists():
        return None
    return moment.value


@transaction.atomic
def reply_save(
    enrolment: Enrolment, moment: str, answers: Mapping[uuid.UUID, int | str], *, language: str
) -> None:
    """Keep what somebody answered, or, without any answer, that they would rather not; once each.

    Raises NotHere when they are not asked now, AgoraError for a value that is none.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if moment_due(enrolment) != moment:
        raise NotHere(_("You have answered these questions already."))
    questions = {
        one.pk: one for one in SurveyQuestion.objects.filter(survey=enrolment.run_id, is_asked=True)
    }
    kept = []
    for key, said in answers.items():
        question = questions.get(key)
        if question is None:
            raise NotHere(_("There is no such question."))
        if question.kind == SurveyQuestion.Kind.TEXT:
            if words := typed(str(said)):
                kept.append(SurveyAnswer(question=question, text=words[:2000]))
        elif isinstance(said, int) and 1 <= said <= 5:
            kept.append(SurveyAnswer(question=question, value=said))
        else:
            raise AgoraError(_("Choose a value from 1 to 5."), f"q-{key}")
    reply = SurveyReply.objects.create(
        enrolment=enrolment, moment=moment, skipped=not kept, language=language
    )
    for one in kept:
        one.reply = reply
    SurveyAnswer.objects.bulk_create(kept)


def _organiser(room: TutorRoom) -> None:
    if not room.organises:
        raise NotYours("survey")


def _changed(room: TutorRoom, note: str) -> None:
    entry_write(
        "survey-change", "run", room.run.pk, actor=room.account,
        organisation=room.run.course.resource.owner_id, note=note,
    )  # fmt: skip


@transaction.atomic
def survey_open(room: TutorRoom, is_open: bool) -> None:
    """Begin to ask, with the questions every run asks, or stop asking. Raises NotYours."""
    _organiser(room)
    survey, new = Survey.objects.get_or_create(run=room.run, defaults={"is_open": is_open})
    if new:
        SurveyQuestion.objects.bulk_create(
            SurveyQuestion(
                survey=survey, position=number, kind=SurveyQuestion.Kind.SCALE, fixed=name
            )
            for number, name in enumerate(FIXED)
        )
    elif survey.is_open != is_open:
        survey.is_open = is_open
        survey.save(update_fields=["is_open"])
    _changed(room, "open" if is_open else "closed")


@transaction.atomic
def question_add(room: TutorRoom, kind: str, labels: Mapping[str, str]) -> SurveyQuestion:
    """Ask one thing more, in these languages. Raises NotYours and AgoraError."""
    _organiser(room)
    survey = Survey.objects.select_for_update().filter(run=room.run).first()
    if survey is None:
        raise NotHere(_("This run asks nothing yet. Begin to ask first."))
    said = {tag: " ".join(typed(label).split()) for tag, label in labels.items()}
    said = {tag: label for tag, label in said.items() if label}
    if not said:
        raise AgoraError(_("Write the question in one language at least."))
    if any(len(label) > 300 for label in said.values()):
        raise AgoraError(
            _("This is too long: write at most %(limit)s characters.") % {"limit": 300}
        )
    if survey.questions.filter(is_asked=True, fixed="").count() >= MOST:
        raise AgoraError(_("This run asks enough: take a question away first."))
    last = survey.questions.aggregate(last=Max("position"))["last"]
    made = SurveyQuestion.objects.create(
        survey=survey,
        position=0 if last is None else last + 1,
        kind=SurveyQuestion.Kind(kind),
    )
    SurveyQuestionText.objects.bulk_create(
        SurveyQuestionText(question=made, language=tag, label=label) for tag, label in said.items()
    )
    _changed(room, "question added")
    return made


@transaction.atomic
def question_drop(room: TutorRoom, question: uuid.UUID) -> None:
    """Ask one of the organiser's own questions no more; what was answered stays. Raises NotYours."""
    _organiser(room)
    rows = SurveyQuestion.objects.filter(survey=room.run.pk, pk=question, fixed="")
    if not rows.update(is_asked=False):
        raise NotYours("question")
    _changed(room, "question dropped")


@dataclass(frozen=True)
class Change:
    """What a group said of a question, before and after: means of those who answered both; hidden below 5."""

    group: str
    n: int | None
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """After less before."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 2)


@dataclass(frozen=True)
class Answered:
    """One question with what changed in each group, and in all together as the last."""

    question: Asked
    groups: tuple[Change, ...]


def changes(room: TutorRoom, reader: str) -> list[Answered]:
    """What changed from before to after, for each question on a scale; four queries.

    Only who answered both times counts, so that the means are of the same people.
    """
    questions = [
        one
        for one in asked_in(room.run.pk, reader, room.run.original_language, gone=True)
        if one.is_scale
    ]
    among = Q() if room.organises else Q(cohort__in=[one.pk for one in room.cohorts])
    rows = mean_rows(room.run, among, counted_at(room.run.pk))
    found: dict[tuple[uuid.UUID, uuid.UUID | None], dict[str, tuple[int, float]]] = {}
    for question, cohort, moment, n, mean in rows:
        found.setdefault((question, cohort), {})[moment] = (n, mean)
    groups: list[tuple[uuid.UUID | None, str]] = [(one.pk, one.name) for one in room.cohorts]
    if room.organises:
        groups.append((None, _("Without a group")))
    return [
        Answered(
            one, tuple(_changes(groups, {key: found.get((one.id, key), {}) for key, _n in groups}))
        )
        for one in questions
    ]


def _changes(
    groups: Iterable[tuple[uuid.UUID | None, str]],
    said: Mapping[uuid.UUID | None, Mapping[str, tuple[int, float]]],
) -> list[Change]:
    named = list(groups)
    sizes = [said[key].get(Moment.AFTER, (0, 0.0))[0] for key, _name in named]
    hidden = hidden_in(sizes)
    rows = []
    sums = [0.0, 0.0]
    for number, (key, name) in enumerate(named):
        means = [said[key].get(moment, (0, 0.0))[1] for moment in (Moment.BEFORE, Moment.AFTER)]
        for at in (0, 1):
            sums[at] += means[at] * sizes[number]
        rows.append(_change(name, sizes[number], means, number in hidden.rows))
    n = sum(sizes)
    everybody = [one / n if n else 0.0 for one in sums]
    rows.append(_change(_("All together"), n, everybody, hidden.total))
    return rows


def _change(name: str, n: int, means: list[float], hidden: bool) -> Change:
    if hidden:
        return Change(name, None, None, None)
    if not n:
        return Change(name, 0, None, None)
    return Change(name, n, round(means[0], 2), round(means[1], 2))


def words_said(room: TutorRoom, reader: str) -> list[tuple[Asked, list[Said]]]:
    """What was written to each question in words, without who wrote it, in no order; 100 at most.

    Of a question that fewer than five answered nothing is shown.
    """
    questions = [
        one
        for one in asked_in(room.run.pk, reader, room.run.original_language, gone=True)
        if not one.is_scale
    ]
    rows = SurveyAnswer.objects.filter(
        room.mine("reply__enrolment"), question__in=[one.id for one in questions]
    ).exclude(text="")
    said: dict[uuid.UUID, list[Said]] = {one.id: [] for one in questions}
    people: dict[uuid.UUID, set[uuid.UUID]] = {one.id: set() for one in questions}
    for question, enrolment, text, language in rows.order_by("?").values_list(
        "question", "reply__enrolment", "text", "reply__language"
    ):
        said[question].append(wording.said(text, language, reader))
        people[question].add(enrolment)
    return [(one, said[one.id][:100] if len(people[one.id]) >= 5 else []) for one in questions]
