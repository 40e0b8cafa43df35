"""The forms on the way to a seat."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from agora.courses.models import Question
from agora.courses.seats.queries import place_named
from agora.courses.seats.teams import MOST, Invited
from agora.kernel.languages import INTERFACE, TAGS

LANGUAGES: Final = [(language.tag, language.own_name) for language in INTERFACE]


class PlaceField(forms.CharField):
    """A city or country, by its name in any language; cleans to its id."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=200, required=False, **more)

    def clean(self, value: Any) -> Any:
        """The id of the place, or None."""
        text = super().clean(value)
        if not text:
            return None
        spot = place_named(text)
        if spot is None:
            raise forms.ValidationError(
                _("We know no place of this name. Write that of a larger city or of the country.")
            )
        return spot.id


class InterestForm(forms.Form):
    """An address, a language, perhaps a city: nothing else. `website` is a trap for robots."""

    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        help_text=_("We send one mail to it, to confirm, and one when the course opens."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=LANGUAGES)
    place = PlaceField(label=_("Your city or country"))
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class EnrolForm(forms.Form):
    """What a seat asks for: language, for whom one acts, a group, and what the organisers ask."""

    language = forms.ChoiceField(
        label=_("Language you want to learn in"),
        choices=LANGUAGES,
        help_text=_("You can change it at any time."),
    )

    def __init__(
        self,
        data: Any,
        *,
        organisations: Sequence[tuple[str, str]],
        cohorts: Sequence[tuple[str, str]],
        alone: bool,
        asks_gender: bool,
        questions: Sequence[tuple[Question, str, tuple[str, ...]]],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        if organisations:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("You take part for"),
                required=False,
                choices=[("", _("Yourself")), *organisations],
            )
        self.fields["place"] = PlaceField(
            label=_("Your city or country"),
            help_text=_("Left empty, it is that of the organisation you take part for."),
        )
        if cohorts:
            self.fields["cohort"] = forms.ChoiceField(
                label=_("With whom you learn"),
                required=False,
                choices=[("", _("By myself") if alone else _("Any group")), *cohorts],
            )
        if asks_gender:
            self.fields["gender"] = forms.ChoiceField(
                label=_("Your gender"),
                required=False,
                choices=[
                    ("", _("I prefer not to say")),
                    ("woman", _("Woman")),
                    ("man", _("Man")),
                    ("other", _("Another")),
                ],
                help_text=_(
                    "It is asked so that places go to all genders. It is kept apart from the rest, "
                    "shown to nobody beside your name, and erased with your account."
                ),
            )
        self._questions = {f"q-{question.pk}": question.pk for question, _label, _o in questions}
        for question, label, options in questions:
            self.fields[f"q-{question.pk}"] = _asked(question, label, options)

    @property
    def answers(self) -> Mapping[uuid.UUID, str]:
        """What was answered, by question."""
        return {key: self.cleaned_data[name] for name, key in self._questions.items()}


def _asked(question: Question, label: str, options: tuple[str, ...]) -> forms.Field:
    if question.kind == Question.Kind.CHOICE:
        return forms.ChoiceField(
            label=label,
            required=question.required,
            choices=[(str(number), option) for number, option in enumerate(options)],
            widget=forms.RadioSelect,
        )
    long = question.kind == Question.Kind.LONG
    return forms.CharField(
        label=label,
        required=question.required,
        max_length=4000 if long else 300,
        widget=forms.Textarea(attrs={"rows": 5}) if long else forms.TextInput,
    )


class TeamForm(forms.Form):
    """Whom of an organisation's people places are held for."""

    people = forms.MultipleChoiceField(
        label=_("Colleagues"), required=False, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=_("Others, by e-mail address"),
        required=False,
        max_length=8000,
        help_text=_(
            "One a line. After an address you may write the language of its mail, such as: "
            "ana@example.org es"
        ),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: Any,
        *,
        colleagues: Sequence[tuple[uuid.UUID, str, str]],
        reader: str,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self._reader = reader
        self._languages = {str(key): language for key, _name, language in colleagues}
        field = self.fields["people"]
        if colleagues and isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(key), name) for key, name, _language in colleagues]
        else:
            del self.fields["people"]

    def clean_addresses(self) -> list[Invited]:
        """Each line an address, perhaps a language; the line that is none is named."""
        found = []
        for number, line in enumerate(self.cleaned_data["addresses"].splitlines(), 1):
            parts = line.replace(",", " ").replace(";", " ").split()
            if not parts:
                continue
            try:
                validate_email(parts[0])
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("Line %(number)s is no e-mail address: “%(line)s”."),
                    params={"number": number, "line": line[:60]},
                ) from error
            if len(parts) > 2 or (len(parts) == 2 and parts[1] not in TAGS):
                raise forms.ValidationError(
                    _("Line %(number)s: after the address write one of en, es, fr, pt, ar."),
                    params={"number": number},
                )
            found.append(
                Invited(parts[1] if len(parts) == 2 else self._reader, email=parts[0].lower())
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Somebody at least, and not too many."""
        cleaned = super().clean() or {}
        chosen = self.invited
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Choose a colleague or write an address."))
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Choose fewer people: 50 at a time at most."))
        return cleaned

    @property
    def invited(self) -> list[Invited]:
        """Everybody who was chosen."""
        known = [
            Invited(self._languages.get(key) or self._reader, account=uuid.UUID(key))
            for key in self.cleaned_data.get("people", ())
        ]
        return [*known, *self.cleaned_data.get("addresses", ())]
