"""The forms with which runs are planned."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.courses.models import Cohort, GenderAnswer, Question, Run, SeatDecision
from agora.courses.seats.planning import Plan, Words
from agora.courses.seats.queries import place_named
from agora.kernel import languages
from agora.kernel.languages import INTERFACE

LANGUAGES: Final = [(language.tag, language.own_name) for language in INTERFACE]
MOMENT: Final = "%Y-%m-%dT%H:%M"
MOMENTS: Final = ("enrol_from", "enrol_until", "starts", "ends")


@lru_cache
def zones() -> tuple[tuple[str, str], ...]:
    """The time zones that places have, and UTC."""
    names = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    )
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names))


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )


class RunForm(forms.Form):
    """A run: its dates in its own time zone, its places, and what it says in each language."""

    timezone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("All dates here are meant in it.")
    )
    enrol_from = _moment(_("Enrolment opens"), _("Left empty, it is open from now on."))
    enrol_until = _moment(_("Enrolment until"), _("Left empty, until the run ends."))
    starts = _moment(_("Begins"), _("Left empty, one may begin at any time."))
    ends = _moment(_("Ends"), _("Left empty, it never ends."))
    self_paced = forms.BooleanField(
        label=_("One may learn by oneself, without a group"), required=False, initial=True
    )
    capacity = forms.IntegerField(
        label=pgettext_lazy("of a run", "Places"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Left empty, there is room for everybody."),
    )
    admission = forms.ChoiceField(
        label=_("How one gets a place"),
        choices=[
            (Run.Admission.OPEN, _("Who comes first")),
            (Run.Admission.APPLICATION, _("By application, decided by you")),
        ],
        widget=forms.RadioSelect,
        initial=Run.Admission.OPEN,
    )
    offer_hours = forms.IntegerField(
        label=_("Hours for which a free place is held for the next person"),
        min_value=1,
        max_value=1000,
        initial=72,
    )
    asks_gender = forms.BooleanField(
        label=_("Ask for the gender, which nobody must answer"),
        required=False,
        help_text=_(
            "Only where you set quotas by it. It is kept apart and shown to nobody by name."
        ),
    )

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        zone = self.fields["timezone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = zones()
        for tag, name in LANGUAGES:
            said = {"language": name}
            attrs = {"lang": tag, "dir": languages.direction(tag)}
            self.fields[f"title_{tag}"] = forms.CharField(
                label=now_("Title (%(language)s)") % said,
                required=False, max_length=300, widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip
            self.fields[f"about_{tag}"] = forms.CharField(
                label=now_("What is special about this run (%(language)s)") % said,
                required=False, max_length=4000, widget=forms.Textarea(attrs={**attrs, "rows": 3}),
            )  # fmt: skip
            self.fields[f"criteria_{tag}"] = forms.CharField(
                label=now_("How applications are chosen (%(language)s)") % said,
                required=False, max_length=4000, widget=forms.Textarea(attrs={**attrs, "rows": 3}),
            )  # fmt: skip

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone that was chosen; UTC where it is none."""
        name = str(self.data.get("timezone") or self.initial.get("timezone") or "UTC")
        return zoneinfo.ZoneInfo(name if name in dict(zones()) else "UTC")

    def is_valid(self) -> bool:
        """Moments are meant in the run's time zone."""
        with timezone.override(self.zone):
            return super().is_valid()

    @property
    def plan(self) -> Plan:
        """What the service takes."""
        said = self.cleaned_data
        moments: dict[str, dt.datetime | None] = {name: said[name] for name in MOMENTS}
        return Plan(
            **moments,
            timezone=said["timezone"],
            capacity=said["capacity"],
            admission=said["admission"],
            self_paced=said["self_paced"],
            offer_hours=said["offer_hours"],
            asks_gender=said["asks_gender"],
        )

    @property
    def texts(self) -> Mapping[str, Words]:
        """What it says, by language."""
        said = self.cleaned_data
        return {
            tag: Words(said[f"title_{tag}"], said[f"about_{tag}"], said[f"criteria_{tag}"])
            for tag, _name in LANGUAGES
        }


def initial_of(run: Run) -> dict[str, Any]:
    """What the form shows of a run."""
    names = (
        *MOMENTS,
        "timezone",
        "capacity",
        "admission",
        "self_paced",
        "offer_hours",
        "asks_gender",
    )
    said: dict[str, Any] = {name: getattr(run, name) for name in names}
    zone = zoneinfo.ZoneInfo(run.timezone)
    for name in MOMENTS:
        if said[name]:
            said[name] = said[name].astimezone(zone).strftime(MOMENT)
    for text in run.texts.all():
        for name in ("title", "about", "criteria"):
            said[f"{name}_{text.language}"] = getattr(text, name)
    return said


class GroupForm(forms.Form):
    """A group with its tutors, its language and its time zone."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"))
    places = forms.IntegerField(
        label=pgettext_lazy("of a run", "Places"), required=False, min_value=1, max_value=100_000,
        help_text=_("Left empty, as many as the run has."),
    )  # fmt: skip
    tutors = forms.MultipleChoiceField(
        label=_("Tutors"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, tutors: Sequence[tuple[uuid.UUID, str]], **more: Any) -> None:
        super().__init__(data, **more)
        zone, people = self.fields["timezone"], self.fields["tutors"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = zones()
        if tutors and isinstance(people, forms.MultipleChoiceField):
            people.choices = [(str(key), name) for key, name in tutors]
        else:
            del self.fields["tutors"]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("name", "language", "timezone", "places")},
            "tutors": [uuid.UUID(key) for key in said.get("tutors", ())],
        }


def group_initial(cohort: Cohort) -> dict[str, Any]:
    """What the form shows of a group."""
    names = ("name", "language", "timezone", "places")
    return {
        **{name: getattr(cohort, name) for name in names},
        "tutors": [str(key) for key in cohort.tutors.values_list("account", flat=True)],
    }


class QuotaForm(forms.Form):
    """At most so many places for people from a place, or of a gender."""

    place = forms.CharField(
        label=_("Region, country or city"),
        required=False,
        max_length=200,
        help_text=_("Its name, such as: Africa. Whoever comes from there counts."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[
            ("", _("None: a place")),
            (GenderAnswer.Gender.WOMAN, _("Women")),
            (GenderAnswer.Gender.MAN, _("Men")),
            (GenderAnswer.Gender.OTHER, _("Others")),
        ],
    )
    places = forms.IntegerField(label=_("Places at most"), min_value=0, max_value=1_000_000)

    def clean_place(self) -> uuid.UUID | None:
        """The id of the place named."""
        text = self.cleaned_data["place"]
        if not text:
            return None
        spot = place_named(text)
        if spot is None:
            raise forms.ValidationError(_("We know no place of this name."))
        return spot.id


class QuestionForm(forms.Form):
    """One question to applicants, in each language."""

    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=[
            (Question.Kind.SHORT, _("In a line")),
            (Question.Kind.LONG, _("In some sentences")),
            (Question.Kind.CHOICE, _("By choosing one of your options")),
        ],
        widget=forms.RadioSelect,
    )
    required = forms.BooleanField(label=_("Everybody must answer it"), required=False, initial=True)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        for tag, name in LANGUAGES:
            said, attrs = {"language": name}, {"lang": tag, "dir": languages.direction(tag)}
            self.fields[f"label_{tag}"] = forms.CharField(
                label=now_("Question (%(language)s)") % said,
                required=False, max_length=300, widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip
            self.fields[f"options_{tag}"] = forms.CharField(
                label=now_("Options, one a line (%(language)s)") % said,
                required=False, max_length=4000, widget=forms.Textarea(attrs={**attrs, "rows": 3}),
            )  # fmt: skip

    @property
    def texts(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """What the service takes."""
        return {
            tag: (
                self.cleaned_data[f"label_{tag}"],
                tuple(
                    line.strip()
                    for line in self.cleaned_data[f"options_{tag}"].splitlines()
                    if line.strip()
                ),
            )
            for tag, _name in LANGUAGES
        }


class DecideForm(forms.Form):
    """What is decided about an application, and why."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (SeatDecision.Outcome.ACCEPTED, _("Give a place (or, if none is free, the next one)")),
            (SeatDecision.Outcome.WAITLISTED, _("Put on the waiting list")),
            (SeatDecision.Outcome.DECLINED, _("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Your reason, in words the applicant reads"),
        required=False,
        max_length=2000,
        help_text=_("Needed for declining. Write it in the language they learn in, if you can."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
