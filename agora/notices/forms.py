"""The form that asks a city."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.kernel import names


class EnquiryForm(forms.Form):
    """Who asks, how to answer, and the question. `website` is a trap for robots."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        help_text=_("It is passed on with your question so that they can answer you."),
    )
    text = forms.CharField(
        label=_("Your question"), max_length=5000, min_length=10, widget=forms.Textarea
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """One line, so that it cannot pass for a line of the mail, and no name in disguise."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if wrong := names.fault(name):
            raise forms.ValidationError(wrong)
        return name

    def is_robot(self) -> bool:
        """Whether the trap was filled in."""
        return bool(self.cleaned_data.get("website"))
