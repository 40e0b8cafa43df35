"""The form that reports a problem."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.moderation.models import REASONS


class ReportForm(forms.Form):
    """What is wrong. `website` is a trap for robots."""

    reason = forms.ChoiceField(
        label=_("What is the problem?"), choices=list(REASONS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Tell us more"), max_length=5000, required=False, widget=forms.Textarea
    )
    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address, if you would like an answer"),
        required=False,
        help_text=_(
            "Only to tell you what was decided. It is erased 90 days after that, and the provider "
            "never sees it."
        ),
    )
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def is_robot(self) -> bool:
        """Whether the trap was filled in."""
        return bool(self.cleaned_data.get("website"))
