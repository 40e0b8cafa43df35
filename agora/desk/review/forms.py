"""What is asked on the pages of the review."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.kernel import languages

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


class GroupUntilForm(forms.Form):
    """Until when a reference group reads."""

    closes_on = forms.DateField(
        label=_("The group reads until the end of"), widget=DayInput(), input_formats=["%Y-%m-%d"]
    )


class GroupOpenForm(GroupUntilForm):
    """What a reference group is asked, and until when it reads."""

    question = forms.CharField(
        label=_("What should they look at?"),
        help_text=_("It stands in the invitation and, later, over the public log."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class MemberForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=[(tag, languages.own_name(tag)) for tag in languages.TAGS],
    )
