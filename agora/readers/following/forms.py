"""The form that names a search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KeepForm(forms.Form):
    """What the reader calls the search."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("In your own words: the weekly mail uses it."),
    )
