"""What is asked on the pages of the review."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 5000


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ApproveForm(forms.Form):
    """When it is published and when it is looked at again; both may be left as they are."""

    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    look_again = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
    )
    text = forms.CharField(
        label=_("A word to the provider"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class DueForm(forms.Form):
    """When to look again."""

    due = forms.DateField(
        label=_("Look again by"), required=True, widget=DayInput(), input_formats=["%Y-%m-%d"]
    )
