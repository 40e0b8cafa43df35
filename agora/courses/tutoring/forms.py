"""What tutors type."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agora.courses.models import SurveyQuestion
from agora.courses.tutoring.messaging import Said
from agora.courses.tutoring.surveys import Asked
from agora.courses.tutoring.words import AUDIENCES, SCALE
from agora.kernel import ids, languages

Choices = Sequence[tuple[str, str]]


class AttemptsForm(forms.Form):
    """More attempts at a quiz."""

    quiz = forms.ChoiceField(label=_("Quiz"))
    more = forms.IntegerField(label=_("How many more"), min_value=1, max_value=20, initial=1)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("The journal keeps it; the learner is not told."),
    )

    def __init__(self, data: Any = None, *, quizzes: Choices) -> None:
        super().__init__(data)
        field = self.fields["quiz"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(quizzes)


class ResetForm(forms.Form):
    """Something that is to be done again."""

    node = forms.ChoiceField(label=_("What is to be done again"))
    why = forms.CharField(label=_("Why"), max_length=500, help_text=_("The journal keeps it."))

    def __init__(self, data: Any = None, *, nodes: Choices) -> None:
        super().__init__(data, prefix=None)
        field = self.fields["node"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(nodes)


class MarkForm(forms.Form):
    """Points and a comment for one answer."""

    points = forms.IntegerField(label=_("Points"), min_value=0)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The learner reads it beside their answer."),
    )

    def __init__(self, data: Any = None, *, most: int) -> None:
        super().__init__(data)
        self.fields["points"].help_text = _("Between 0 and %(most)s.") % {"most": most}
        self.fields["points"].widget.attrs["max"] = most


class MessageForm(forms.Form):
    """A message in some of the languages of the interface. `key` tells a form sent twice."""

    audience = forms.ChoiceField(label=_("To whom"), required=False)
    cohort = forms.ChoiceField(label=_("Group"), required=False)
    to = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, cohorts: Choices, to: str, reader: str) -> None:
        super().__init__(data, initial={"to": to, "key": ids.new_id()})
        audience, cohort = self.fields["audience"], self.fields["cohort"]
        if isinstance(audience, forms.ChoiceField) and isinstance(cohort, forms.ChoiceField):
            audience.choices = [
                (key.value, word) for key, word in AUDIENCES.items() if key.value != "person"
            ]
            cohort.choices = [("", _("All groups")), *cohorts]
        if to:
            del self.fields["audience"]
        if to or not cohorts:
            del self.fields["cohort"]
        self.tags = (reader, *(tag for tag in languages.TAGS if tag != reader))
        for tag in self.tags:
            name = {"language": languages.own_name(tag)}
            ways = {"lang": tag, "dir": languages.direction(tag)}
            self.fields[f"subject_{tag}"] = forms.CharField(
                label=gettext("Subject (%(language)s)") % name,
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs=ways),
            )
            self.fields[f"body_{tag}"] = forms.CharField(
                label=gettext("Message (%(language)s)") % name,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 6, **ways}),
            )

    def clean_audience(self) -> str:
        """Everybody, where nothing was chosen."""
        return self.cleaned_data.get("audience") or "all"

    def texts(self) -> dict[str, Said]:
        """What was written, by language."""
        said = self.cleaned_data
        return {tag: Said(said[f"subject_{tag}"], said[f"body_{tag}"]) for tag in self.tags}

    def sent_key(self) -> uuid.UUID:
        """The key of this form; one that came without counts for itself."""
        key: uuid.UUID | None = self.cleaned_data.get("key")
        return key or ids.new_id()


class QuestionForm(forms.Form):
    """A question of the organiser's own, in some of the languages of the interface."""

    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=[
            (SurveyQuestion.Kind.SCALE.value, _("On a scale from 1 to 5")),
            (SurveyQuestion.Kind.TEXT.value, _("In words")),
        ],
    )

    def __init__(self, data: Any = None, *, reader: str) -> None:
        super().__init__(data)
        self.tags = (reader, *(tag for tag in languages.TAGS if tag != reader))
        for tag in self.tags:
            self.fields[f"label_{tag}"] = forms.CharField(
                label=gettext("Question (%(language)s)") % {"language": languages.own_name(tag)},
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"lang": tag, "dir": languages.direction(tag)}),
            )

    def labels(self) -> dict[str, str]:
        """What was written, by language."""
        return {tag: self.cleaned_data[f"label_{tag}"] for tag in self.tags}


class ReplyForm(forms.Form):
    """What a learner answers; nothing must be answered."""

    def __init__(self, data: Any = None, *, questions: Sequence[Asked]) -> None:
        super().__init__(data)
        self.questions = questions
        for one in questions:
            name = f"q-{one.id}"
            if one.is_scale:
                self.fields[name] = forms.ChoiceField(
                    label=one.label.text,
                    required=False,
                    choices=SCALE,
                    widget=forms.RadioSelect,
                )
            else:
                self.fields[name] = forms.CharField(
                    label=one.label.text,
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
                )

    def answers(self) -> dict[uuid.UUID, int | str]:
        """What was answered, by question."""
        found: dict[uuid.UUID, int | str] = {}
        for one in self.questions:
            said = self.cleaned_data.get(f"q-{one.id}", "")
            if said:
                found[one.id] = int(said) if one.is_scale else said
        return found
