"""The forms of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """What a list is called."""

    name = forms.CharField(label=_("Name of the list"), max_length=120)


class SaveForm(forms.Form):
    """Into which list a thing goes, and why it is worth keeping."""

    list = forms.ChoiceField()
    name = forms.CharField(
        label=_("Name of the new list"),
        max_length=120,
        required=False,
        help_text=_("Only if you chose a new list."),
    )
    note = forms.CharField(
        label=_("Your note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever has the link of a shared list reads its notes too."),
    )

    def __init__(self, data: Any, *, lists: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["list"] = forms.ChoiceField(
            label=_("Into the list"), choices=[*lists, ("new", _("A new list"))]
        )


class GiveForm(forms.Form):
    """Who gets a copy."""

    person = forms.ChoiceField()

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["person"] = forms.ChoiceField(label=_("Colleague"), choices=people)
