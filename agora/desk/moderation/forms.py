"""The forms with which reports and appeals are decided, and an appeal is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.moderation.models import AppealOutcome, Decision
from agora.moderation.words import GROUNDS

CHOICES = {
    Decision.Outcome.DISMISSED: _("Nothing is wrong"),
    Decision.Outcome.PASSED: _("Ask the provider to put it right"),
    Decision.Outcome.CORRECTED: _("It is corrected"),
    Decision.Outcome.HIDDEN: _("Hide it from the market at once"),
    Decision.Outcome.SHOWN: _("Show it on the market again"),
}


class _Decided(forms.Form):
    """What every decision has: its words, and the turn that was seen."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why, in a sentence or two. The provider and whoever reported it read them."),
    )
    seen = forms.IntegerField(min_value=0, max_value=2_000_000, widget=forms.HiddenInput)


class DecideForm(_Decided):
    """A decision about all reports on a thing."""

    outcome = forms.ChoiceField(label=_("What you decide"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Why"), choices=[("", _("Choose a reason")), *GROUNDS.items()]
    )

    field_order = ("outcome", "ground", "words", "seen")

    def __init__(self, *args: Any, outcomes: Iterable[Decision.Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, CHOICES[one]) for one in outcomes]


class AppealOutcomeForm(_Decided):
    """What comes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("What you decide"),
        widget=forms.RadioSelect,
        choices=[
            (AppealOutcome.Outcome.UPHELD.value, _("The decision stands")),
            (AppealOutcome.Outcome.REVERSED.value, _("Reverse the decision")),
        ],
    )

    field_order = ("outcome", "words", "seen")


class AppealForm(forms.Form):
    """Why the provider disagrees."""

    words = forms.CharField(
        label=_("Why you disagree"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what the decision overlooked. It can be done once."),
    )
