"""What is typed into one question, and what is kept of it in the document.

What comes back as it was shown is kept as it was stored: looking at a screen changes nothing.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from agora.desk.forms import rich
from agora.desk.forms.lookups import Candidate, find, labels_of
from agora.desk.forms.options import Group
from agora.desk.forms.paths import GONE, is_empty
from agora.desk.forms.shapes import DoesNotFit, Shape
from agora.kernel.editing import Field
from agora.people.queries import Viewer

LONGEST_LINE = 1000
REFERENCES = {"place": "place", "places": "place", "organisation": "organisation",
              "resource": "resource", "resources": "resource"}  # fmt: skip
_AREAS = {"paragraph": 3, "rich": 8, "lines": 4, "track": 10, "numbers": 3}
_TYPES = {"link": "url", "mail": "email", "moment": "datetime-local"}


@dataclass(frozen=True)
class Asker:
    """For whom, and in whose eyes, a form is drawn."""

    reader: str
    viewer: Viewer


class Answer(forms.Field):
    """One question's input; `clean` gives JSON, or GONE for nothing."""

    def __init__(
        self, spec: Field, stored: Any, shape: Shape | None, *, asker: Asker, asked: bool
    ) -> None:
        self.spec, self.stored, self.shape, self.asker = spec, stored, shape, asker
        super().__init__(
            label=str(spec.label),
            help_text=str(spec.help),
            required=asked,
            widget=self.make_widget(),
            initial=self.shown(),
        )

    def make_widget(self) -> forms.Widget:
        """A line, or a box of some lines."""
        longest = (self.shape.longest if self.shape else None) or LONGEST_LINE
        if self.spec.widget in _AREAS:
            attrs: dict[str, Any] = {"rows": _AREAS[self.spec.widget], "dir": "auto"}
            if self.spec.widget != "lines":
                attrs["maxlength"] = longest
            if self.spec.widget == "numbers":
                del attrs["maxlength"]
            if self.spec.widget == "rich":
                attrs["data-rich"] = ""
            if self.spec.widget == "track":
                attrs |= {"dir": "ltr", "class": "track", "spellcheck": "false"}
            return forms.Textarea(attrs=attrs)
        attrs = {"maxlength": longest, "dir": "auto"}
        if self.spec.widget in ("number", "decimal", "date"):
            attrs |= {"inputmode": "decimal" if self.spec.widget == "decimal" else "numeric"}
            attrs |= {"maxlength": 30, "class": "short", "dir": "ltr"}
        if self.spec.widget == "date":
            attrs["inputmode"] = "text"
        if self.spec.widget in ("link", "mail"):
            attrs["dir"] = "ltr"
        if self.spec.widget == "timezone":
            attrs["list"] = "timezones"
        widget = forms.TextInput(attrs=attrs)
        widget.input_type = _TYPES.get(self.spec.widget, "text")
        return widget

    def shown(self) -> Any:
        """What stands in the box before anybody types."""
        value = self.stored
        if is_empty(value):
            return ""
        if self.spec.widget == "rich":
            return rich.to_box(str(value))
        if self.spec.widget == "lines" and isinstance(value, list | tuple):
            return "\n".join(str(line) for line in value)
        if self.spec.widget == "numbers" and isinstance(value, Mapping):
            return "\n".join(f"{name}: {number}" for name, number in value.items())
        if self.spec.widget == "moment":
            return str(value)[:16]
        return str(value)

    def clean(self, value: Any) -> Any:
        """What is kept: the stored value where nothing changed."""
        if self.is_as_shown(value):
            return self.stored
        read = self.read(value)
        if is_empty(read):
            return GONE
        if self.shape is None:
            return read
        try:
            return self.shape.fit(read, self.spec.widget)
        except DoesNotFit as error:
            if error.is_nothing:
                return GONE
            raise ValidationError(str(error)) from error

    def is_as_shown(self, value: Any) -> bool:
        """Whether it came back as it was; an input that was not sent at all counts as such."""
        return value is None or _lines(value) == _lines(self.shown())

    def read(self, value: Any) -> Any:
        """From what was typed to what the schema may take."""
        text = _lines(value).strip()
        widget = self.spec.widget
        if widget == "rich":
            return rich.from_box(text)
        if widget == "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        if widget == "numbers":
            return _numbers(text)
        if widget == "decimal":
            return _number(text)
        if widget == "number":
            return re.sub(r"[\s\u00a0\u202f]", "", _digits(text))
        if widget == "date":
            return _digits(text)
        if widget == "link" and text and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text):
            return f"https://{text}"
        if widget == "timezone" and text:
            if text.replace(" ", "_") not in zoneinfo.available_timezones():
                raise ValidationError(_("Choose a time zone from the list, such as Asia/Seoul."))
            return text.replace(" ", "_")
        return text

    def validate(self, value: Any) -> None:
        """A draft may be incomplete: what is missing is told before sending, not before saving."""


def _lines(value: Any) -> str:
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _numbers(text: str) -> dict[str, str]:
    """`trust: 2`, one per line."""
    found = {}
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        name, colon, figure = line.partition(":")
        figure = _digits(figure).strip().replace("−", "-")
        if not colon or not re.fullmatch(r"[+-]?[0-9]{1,3}", figure):
            raise ValidationError(
                _("Line %(line)s: write a name, a colon and a whole number, such as trust: 2.")
                % {"line": number}
            )
        found[name.strip()] = figure.removeprefix("+")
    return found


def _digits(text: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _number(text: str) -> str:
    """`1 250,5` and `1,250.5` as 1250.5; one separator followed by three digits stays unclear."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", _digits(text)).replace("٫", ".").replace("٬", "")
    if "," in plain and "." in plain:
        first, last = sorted(",.", key=plain.rfind)
        plain = plain.replace(first, "").replace(last, ".")
    elif plain.count(",") == 1:
        if re.fullmatch(r"-?\d{1,3},\d{3}", plain):
            raise ValidationError(
                _(
                    "Is this a thousand or a fraction? Write it without a comma, such as 1250 or 1.25."
                )
            )
        plain = plain.replace(",", ".")
    elif plain.count(",") > 1:
        plain = plain.replace(",", "")
    return plain


class Tick(Answer):
    """Yes or no."""

    def make_widget(self) -> forms.Widget:
        """A box to tick."""
        return forms.CheckboxInput()

    def shown(self) -> bool:
        """Whether it is ticked."""
        return self.stored is True

    def clean(self, value: Any) -> Any:
        """No is kept as nothing, where nothing was said before."""
        if bool(value) == self.shown():
            return self.stored
        return True if value else GONE


class Yes(Tick):
    """Yes, unless somebody says no."""

    def shown(self) -> bool:
        """Whether it is ticked."""
        return self.stored is not False

    def clean(self, value: Any) -> Any:
        """Yes is kept as nothing."""
        if bool(value) == self.shown():
            return self.stored
        return GONE if value else False


class OneOf(Answer):
    """One of a list."""

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        self.groups = groups
        super().__init__(*args, **kwargs)

    def make_widget(self) -> forms.Widget:
        """A list that opens."""
        choices: list[Any] = [("", "—")]
        for heading, inner in self.groups:
            choices += [(heading, inner)] if heading else inner
        return forms.Select(choices=choices)

    def keys(self) -> set[str]:
        """All that may be chosen."""
        return {key for _heading, inner in self.groups for key, _label in inner}

    def read(self, value: Any) -> Any:
        """The key."""
        if value and value not in self.keys():
            raise ValidationError(_("Choose one from the list."))
        return value


class SomeOf(OneOf):
    """Several of a list."""

    def make_widget(self) -> forms.Widget:
        """Boxes to tick, under headings."""
        return forms.CheckboxSelectMultiple(
            choices=[(key, label) for _h, inner in self.groups for key, label in inner]
        )

    def shown(self) -> list[str]:
        """The keys that are ticked."""
        return [] if is_empty(self.stored) else [str(key) for key in self.stored]

    def is_as_shown(self, value: Any) -> bool:
        """Whatever the order."""
        return set(value or ()) == set(self.shown())

    def read(self, value: Any) -> Any:
        """Those that were there stay in their order, new ones follow."""
        if not set(value) <= self.keys():
            raise ValidationError(_("Choose from the list."))
        before = [key for key in self.shown() if key in value]
        return before + [key for key in dict.fromkeys(value) if key not in before]


@dataclass(frozen=True)
class Pointed:
    """What came of a question about something on the market: a text, and what is meant so far."""

    text: str = ""
    meant: tuple[str, ...] = ()
    picked: str = ""


class PointerInput(forms.TextInput):
    """A text, hidden what it means, and perhaps one of several candidates.

    The values are `<name>`, `<name>.is` (once, or for each one that is kept) and `<name>.pick`.
    """

    def value_from_datadict(
        self, data: Mapping[str, Any], _files: MultiValueDict[str, Any], name: str
    ) -> Any:
        """All three together; None where the form did not hold the question."""
        if name not in data:
            return None
        meant = data.getlist(f"{name}.is") if hasattr(data, "getlist") else [data[f"{name}.is"]]
        text = str(data.get(name) or "")[:LONGEST_LINE]
        return Pointed(
            text.strip(), tuple(key for key in meant if key), data.get(f"{name}.pick", "")
        )


class Pointer(Answer):
    """One place, organisation or thing of the market, by its name."""

    many = False

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        self.labels = labels
        self.candidates: list[Candidate] = []
        super().__init__(*args, **kwargs)

    @property
    def sort(self) -> str:
        """What is pointed at: `place`, `organisation` or `resource`."""
        return REFERENCES[self.spec.widget]

    def make_widget(self) -> forms.Widget:
        """A text with suggestions."""
        return PointerInput(attrs={"maxlength": LONGEST_LINE, "dir": "auto", "autocomplete": "off"})

    def stored_keys(self) -> list[str]:
        """What the document has here."""
        if is_empty(self.stored):
            return []
        return [str(key) for key in self.stored] if self.many else [str(self.stored)]

    def name_of(self, key: str) -> str:
        """What a reference is called; itself where it leads nowhere."""
        return self.labels.get(key, key)

    def shown(self) -> Any:
        """As it comes back when nobody typed."""
        keys = self.stored_keys()
        return Pointed("" if self.many else self.name_of(keys[0]) if keys else "", tuple(keys))

    def is_as_shown(self, value: Any) -> bool:
        """Whether text and meaning are as they were."""
        return value is None or (value.text, value.meant) == (
            self.shown().text,
            self.shown().meant,
        )

    def read(self, value: Pointed) -> Any:
        """The reference; a text that names several things asks which one."""
        if not value.text:
            return None
        for key in value.meant[:1]:
            if self.may_keep(key) and self.name_of(key) == value.text:
                return key
        return self.resolve(value.text, value.picked)

    def may_keep(self, key: str) -> bool:
        """What was there stays; anything else must exist for whoever asks."""
        return key in self.stored_keys() or key in self.labels

    def resolve(self, text: str, picked: str) -> str:
        """The one thing meant by a text. Raises ValidationError, with candidates, when unclear."""
        found = find(self.sort, text, self.asker.reader, self.asker.viewer)
        for one in found:
            if one.reference == picked:
                return one.reference
        exact = [one for one in found if one.exact or one.label.casefold() == text.casefold()]
        if len(exact) == 1:
            return exact[0].reference
        self.candidates = found
        if found:
            raise ValidationError(_("Choose which one you mean."))
        raise ValidationError(
            _("We know nothing by this name. Check how it is written, or leave it empty.")
        )


class Pointers(Pointer):
    """Several places or things: those that stay are ticked, another one is typed."""

    many = True

    def read(self, value: Pointed) -> Any:
        """Those that stay, and the one that was typed."""
        kept = [key for key in dict.fromkeys(value.meant) if self.may_keep(key)]
        for text in re.split(r"[;\n]", value.text):
            if text.strip():
                key = self.resolve(text.strip(), value.picked)
                kept += [key] if key not in kept else []
        return kept


class FileInput(forms.HiddenInput):
    """The identifier of a stored file; the mark `<name>.here` says that the question was asked."""

    def value_from_datadict(
        self, data: Mapping[str, Any], _files: MultiValueDict[str, Any], name: str
    ) -> Any:
        """An unticked file is none."""
        return data.get(name) or ("" if f"{name}.here" in data else None)


class FileAnswer(Answer):
    """A file: one that was there, or one that the asker uploaded."""

    def __init__(self, *args: Any, allowed: frozenset[str], **kwargs: Any) -> None:
        self.allowed = allowed
        super().__init__(*args, **kwargs)

    def make_widget(self) -> forms.Widget:
        """Hidden; the file itself comes beside it."""
        return FileInput()

    def read(self, value: Any) -> Any:
        """Somebody else's file is no answer."""
        if value and str(value) not in self.allowed:
            raise ValidationError(_("This file is not here any more. Choose it again."))
        return value


def known_labels(wanted: Mapping[str, set[str]], asker: Asker) -> dict[str, dict[str, str]]:
    """What all references of a form are called, a few queries for all of them."""
    return {
        sort: labels_of(sort, keys, asker.reader, asker.viewer) if keys else {}
        for sort, keys in wanted.items()
    }
