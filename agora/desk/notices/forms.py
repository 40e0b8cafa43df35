"""Which mails somebody wants, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agora.notices.models import Preference, Sort

SORTS = {
    Sort.REVIEW: _("Reviews: what was sent, asked, approved or declined"),
    Sort.TRANSLATION: _("Translations: what is to be translated or read"),
    Sort.ORGANISATION: _("My organisation: roles, invitations, requests"),
    Sort.REMINDERS: _("Reminders: what waits, and what must be looked at again"),
    Sort.TALK: _("Discussions: answers to me, and what is new in what I follow"),
    Sort.COURSES: _("Courses: what my tutors write to me, and answers they marked"),
}
HOW = {
    Preference.How.NOW: _("at once"),
    Preference.How.DAILY: _("once a day, in one mail"),
    Preference.How.OFF: _("not at all"),
}


class PreferencesForm(forms.Form):
    """One choice per sort of mail."""

    def __init__(self, data: Any, *, now: Mapping[str, str]) -> None:
        super().__init__(data)
        for sort, label in SORTS.items():
            self.fields[sort.value] = forms.ChoiceField(
                label=label,
                choices=[(how.value, words) for how, words in HOW.items()],
                widget=forms.RadioSelect,
                initial=now.get(sort.value, Preference.How.NOW),
            )
