"""The forms of certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """What is to be checked: a number, a link, the text of a credential, or its file."""

    what = forms.CharField(
        label=_("Number, link or credential"),
        required=False,
        max_length=262_144,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "spellcheck": "false"}),
        help_text=_(
            "The number printed on the certificate, the link of its page, or the whole text of a "
            "credential’s file."
        ),
    )
    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("The JSON file, or the PNG or SVG picture, of a badge. We do not keep it."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("what") and not said.get("file") and not self.errors:
            self.add_error("what", _("Write a number, or choose a file."))
        return said


class DiscloseForm(forms.Form):
    """What the public page shows."""

    shows_name = forms.BooleanField(label=_("My name"), required=False)
    shows_organisation = forms.BooleanField(label=_("My organisation and city"), required=False)
    shows_results = forms.BooleanField(label=_("My results"), required=False)
    shares_file = forms.BooleanField(
        label=_("The signed file, with my name and my results in it"), required=False
    )


class NameForm(forms.Form):
    """The right name."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("The holder reads this. The public page only says that it is not valid."),
    )
