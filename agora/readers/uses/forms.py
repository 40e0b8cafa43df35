"""The form of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.kernel import clock
from agora.kernel.languages import INTERFACE


class UseForm(forms.Form):
    """What we used, what we changed, what came of it."""

    organisation = forms.ChoiceField(label=_("In the name of"))
    used = forms.CharField(
        label=_("What we used of it"),
        max_length=2000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    changed = forms.CharField(
        label=_("What we changed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What did not fit your city, and what you did instead."),
    )
    came = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is different now. What did not work helps others as much."),
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950, max_value=2200)
    link = forms.URLField(
        label=_("A page about it"), required=False, max_length=500, assume_scheme="https"
    )
    language = forms.ChoiceField(
        label=_("Language you write in"),
        choices=[(language.tag, language.own_name) for language in INTERFACE],
    )
    answer = forms.CharField(
        label=_("Your answer to the learning team"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is not shown on the market."),
    )

    def __init__(
        self, data: Any, *, organisations: list[tuple[str, str]], asked: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        field = self.fields["organisation"]
        if organisations and isinstance(field, forms.ChoiceField):
            field.choices = organisations
        else:
            del self.fields["organisation"]
        if not asked:
            del self.fields["answer"]

    def clean_year(self) -> int | None:
        """No year that is still to come."""
        year: int | None = self.cleaned_data["year"]
        if year and year > clock.now().year:
            raise forms.ValidationError(_("This year is still to come."))
        return year
