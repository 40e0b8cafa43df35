"""What is written in threads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agora.kernel import ids, languages
from agora.moderation.models import REASONS, Report
from agora.talk.errors import LONGEST
from agora.talk.services import Words

_SAID_OF_POSTS = ("harmful", "personal", "wrong", "rights", "other")


class PostForm(forms.Form):
    """What somebody says, and in which language. `key` tells a form sent twice."""

    body = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("An empty line begins a new paragraph; addresses of pages become links."),
    )
    language = forms.ChoiceField(label=_("Language you write in"))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, spoken: Iterable[str] = (), **more: Any) -> None:
        reader = get_language() or "en"
        given = more.pop("initial", {})
        more["initial"] = {"language": reader, "key": ids.new_id(), **given}
        super().__init__(data, **more)
        tags = dict.fromkeys((*spoken, *languages.TAGS, more["initial"]["language"]))
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(tag, languages.own_name(tag)) for tag in tags]

    def words(self) -> Words:
        """What was said."""
        said = self.cleaned_data
        return Words(said["body"], said["language"], said.get("title", ""))

    def sent_key(self) -> uuid.UUID:
        """The key of this form; one that came without counts for itself."""
        key: uuid.UUID | None = self.cleaned_data.get("key")
        return key or ids.new_id()


class ThreadForm(PostForm):
    """A new thread."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("In a few words, so that others see whether they can answer."),
    )
    is_question = forms.BooleanField(
        label=_("It is a question that needs an answer"), required=False, initial=True
    )
    field_order = ("title", "body", "is_question", "language")

    def __init__(self, data: Any = None, *, asks: bool = True, **more: Any) -> None:
        super().__init__(data, **more)
        if not asks:
            del self.fields["is_question"]


class HideForm(forms.Form):
    """Why a post is hidden."""

    why = forms.CharField(
        label=_("Why you hide it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Its author is told, and it stands where the post was."),
    )


class PostReportForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.ChoiceField(
        label=_("What is the problem?"),
        choices=[(key, REASONS[Report.Reason(key)]) for key in _SAID_OF_POSTS],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Tell us more"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    tell_me = forms.BooleanField(
        label=_("Tell me by mail what is decided"), required=False, initial=True
    )
