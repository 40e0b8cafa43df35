"""The forms about organisations, roles and the learning team."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agora.kernel import languages
from agora.people import rules, words
from agora.people.colleagues import Colleague
from agora.people.models import Duty, Membership, Team
from agora.people.queries import Standing
from agora.people.rules import Grant
from agora.topics.models import Concept, Place
from agora.topics.queries import AXES, PACT, Spot, vocabulary


class Plain(forms.CharField):
    """One line of somebody's words: without characters one cannot see."""

    def clean(self, value: Any) -> str:
        """Refuse what is drawn as nothing, or turns the direction of what follows."""
        text = " ".join(str(super().clean(value)).split())
        # Joiners are spelling in Persian, Urdu and Indian scripts.
        if not text.replace("\u200c", "").replace("\u200d", "").isprintable():
            raise ValidationError(
                _("This holds characters that cannot be seen. Type it anew, without pasting.")
            )
        return text


def _languages() -> list[tuple[str, str]]:
    return [(language.tag, language.own_name) for language in languages.INTERFACE]


class RolesForm(forms.Form):
    """All roles and teams of one person."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever has none of these is a member and may read."),
    )
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, somebody: Colleague, teams: Iterable[Team]) -> None:
        super().__init__(
            data,
            initial={
                "roles": list(somebody.roles),
                "teams": [str(team.pk) for team in somebody.teams],
            },
        )
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (
                role.value,
                _("%(role)s: %(meaning)s") % {"role": name, "meaning": words.MEANING[role]},
            )
            for role, name in words.ROLES.items()
            if role != Membership.Role.MEMBER
        ]
        there = [(str(team.pk), team.name) for team in teams]
        self.fields["teams"].choices = there  # type: ignore[attr-defined]
        if not there:
            del self.fields["teams"]

    def chosen_teams(self) -> list[uuid.UUID] | None:
        """None where the organisation has no teams."""
        if "teams" not in self.fields:
            return None
        return [uuid.UUID(key) for key in self.cleaned_data["teams"]]


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write to them."""

    email = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    mail_language = forms.ChoiceField(label=gettext_lazy("Language of the mail"))

    def __init__(self, data: Any, *, standing: Standing, organisation: uuid.UUID) -> None:
        super().__init__(
            data, initial={"role": Membership.Role.EDITOR, "mail_language": get_language()}
        )
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (
                role.value,
                _("%(role)s: %(meaning)s") % {"role": name, "meaning": words.MEANING[role]},
            )
            for role, name in words.ROLES.items()
            if rules.may_grant(standing, Grant(role, organisation))
        ]
        self.fields["mail_language"].choices = _languages()  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """A duty in the learning team, and for which part of it."""

    role = forms.ChoiceField(label=gettext_lazy("Duty"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("For texts in"), required=False)
    axis = forms.ChoiceField(label=gettext_lazy("For the axis"), required=False)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        reader = get_language() or "en"
        terms = [vocabulary().term(PACT, key) for key in AXES]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (
                role.value,
                _("%(role)s: %(meaning)s") % {"role": name, "meaning": words.DUTY_MEANING[role]},
            )
            for role, name in words.DUTIES.items()
        ]
        self.fields["language"].choices = [("", _("every language")), *_languages()]  # type: ignore[attr-defined]
        self.fields["axis"].choices = [  # type: ignore[attr-defined]
            ("", _("every axis")),
            *((term.key, term.label(reader)) for term in terms if term),
        ]

    def clean_role(self) -> str:
        """A duty that there is."""
        return str(Duty.Role(self.cleaned_data["role"]))

    def chosen_axis(self) -> Concept | None:
        """The concept, or none for every axis."""
        key = self.cleaned_data["axis"]
        return Concept.objects.get(scheme__key=PACT, key=key) if key else None


class TeamInviteForm(DutyForm):
    """Whom to invite into the learning team, for what."""

    email = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)
    mail_language = forms.ChoiceField(label=gettext_lazy("Language of the mail"))
    field_order = ("email", "role", "language", "axis", "mail_language")

    def __init__(self, data: Any) -> None:
        super().__init__(
            data, initial={"role": Duty.Role.REVIEWER, "mail_language": get_language()}
        )
        self.fields["mail_language"].choices = _languages()  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who takes over."""

    heir = forms.ChoiceField(label=gettext_lazy("Who takes over"), required=False)

    def __init__(self, data: Any, *, heirs: Iterable[tuple[uuid.UUID, str]]) -> None:
        super().__init__(data)
        self.fields["heir"].choices = [  # type: ignore[attr-defined]
            ("", _("nobody: nothing is open")),
            *((str(key), name) for key, name in heirs),
        ]

    def chosen(self) -> uuid.UUID | None:
        """The person, or none."""
        key = self.cleaned_data["heir"]
        return uuid.UUID(key) if key else None


class TeamForm(forms.Form):
    """A new team."""

    name = Plain(label=gettext_lazy("Name of the team"), max_length=200)
    is_open = forms.BooleanField(
        label=gettext_lazy("Whoever belongs to the organisation may join by themselves"),
        required=False,
    )


class OrganisationForm(forms.Form):
    """What must be known of an organisation before it is on the market."""

    name = Plain(label=gettext_lazy("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    place = Plain(
        label=gettext_lazy("Where it is"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A city, region or country by its name, in any of our languages."),
    )
    website = forms.URLField(
        label=gettext_lazy("Its website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("It helps the learning team to see that it is the real one."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language you will write in first"))

    def __init__(self, data: Any, **more: Any) -> None:
        initial = {"language": get_language(), "kind": "local-government", **more}
        super().__init__(data, initial=initial)
        reader = get_language() or "en"
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (term.key, term.label(reader))
            for term in vocabulary().concepts_of.get("organisation-kinds", ())
        ]
        self.fields["language"].choices = _languages()  # type: ignore[attr-defined]

    def clean_kind(self) -> Concept:
        """The concept."""
        return Concept.objects.get(scheme__key="organisation-kinds", key=self.cleaned_data["kind"])

    def clean_place(self) -> Place | None:
        """The place of this name."""
        text = self.cleaned_data["place"]
        if not text:
            return None
        words_now = vocabulary()
        wanted = text.casefold()
        spots: list[Spot] = [
            spot
            for spot in words_now.places.values()
            if wanted == spot.key or wanted in (name.casefold() for name in spot.names.values())
        ]
        if not spots:
            raise ValidationError(
                _("We do not know this place. Give the country, or leave this empty.")
            )
        return Place.objects.get(pk=spots[0].id)


class AskForm(OrganisationForm):
    """Somebody asks that their organisation be on the market."""

    why = forms.CharField(
        label=gettext_lazy("Why, and who you are there"),
        max_length=2000,
        min_length=10,
        widget=forms.Textarea,
        help_text=gettext_lazy("What it would like to offer or to learn, in two sentences."),
    )
    field_order = ("name", "kind", "place", "website", "why", "language")


class MakeForm(OrganisationForm):
    """A lead brings an organisation onto the market."""

    admin_email = forms.EmailField(
        label=gettext_lazy("Mail address of its first admin"),
        max_length=254,
        help_text=gettext_lazy("They are invited, and look after it once they have accepted."),
    )


class DecideForm(forms.Form):
    """What the asker is told."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("The asker gets it by mail. To decline, say why."),
    )
