"""The forms of this room."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agora.kernel import clock
from agora.kernel.languages import INTERFACE
from agora.plans.words import ANSWERS, STATES
from agora.topics.finding import place_meant


class ActionForm(forms.Form):
    """What will be done, by whom, by when, where."""

    title = forms.CharField(
        label=_("What will you do?"),
        max_length=300,
        help_text=_("One step that can be seen when it is done. Begin with a verb."),
    )
    due = forms.DateField(
        label=_("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    responsible = forms.CharField(
        label=_("Who answers for it?"),
        max_length=200,
        required=False,
        help_text=_("A name or an office. Leave it empty if it is you."),
    )
    organisation = forms.ChoiceField(label=_("In which organisation?"), required=False)
    place = forms.CharField(
        label=_("In which city or region?"),
        max_length=200,
        required=False,
        help_text=_("Its name, with the country where another place has the same name."),
    )
    text = forms.CharField(
        label=_("How?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The first step, who must agree, what it takes, how you will know that it worked."
        ),
    )
    is_private = forms.BooleanField(label=_("Only I may see it"), required=False)
    state = forms.ChoiceField(label=_("Where it stands"), choices=list(STATES.items()))
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=_("Language you write in"),
        choices=[(language.tag, language.own_name) for language in INTERFACE],
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, organisations: list[tuple[str, str]], is_new: bool, **more: Any
    ) -> None:
        super().__init__(data, **more)
        field = self.fields["organisation"]
        if organisations and isinstance(field, forms.ChoiceField):
            field.choices = [("", _("For none")), *organisations]
        else:
            del self.fields["organisation"]
        if is_new:
            del self.fields["state"], self.fields["outcome"]
        else:
            del self.fields["once"]
        self.is_new = is_new

    def clean_place(self) -> uuid.UUID | None:
        """The place that is meant."""
        said = self.cleaned_data["place"].strip()
        if not said:
            return None
        spot, close = place_meant(said, get_language() or "en")
        if spot is not None:
            return spot.id
        if close:
            raise forms.ValidationError(
                _("Which one do you mean? Write it as here: %(places)s.")
                % {"places": "; ".join(close)}
            )
        raise forms.ValidationError(
            _("We do not know this place. Write the name of the city or region, or leave it empty.")
        )

    def clean_due(self) -> dt.date | None:
        """A new action is not due in the past."""
        due: dt.date | None = self.cleaned_data["due"]
        if due is None:
            return None
        if not 2000 <= due.year <= 2200:
            raise forms.ValidationError(_("Give a date between the years 2000 and 2200."))
        if self.is_new and due < clock.now().date():
            raise forms.ValidationError(_("This day has passed. Choose one that is still to come."))
        return due


class AnswerForm(forms.Form):
    """Was it applied?"""

    answer = forms.ChoiceField(
        label=_("Did your city apply something of it?"),
        choices=list(ANSWERS.items()),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What came of it, or what stood in the way?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you and the organisers of the course can read this."),
    )
