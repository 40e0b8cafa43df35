"""What to bring in, from where and for whom; and which column is which field."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.exchange.bringing import columns
from agora.exchange.bringing.opening import is_address
from agora.exchange.bringing.records import MOST_BYTES
from agora.exchange.models import Source
from agora.kernel import languages

KINDS = {
    Source.Kind.TABLE: gettext_lazy("A spreadsheet (CSV or XLSX)"),
    Source.Kind.WORDPRESS: gettext_lazy("A WordPress export"),
    Source.Kind.FEED: gettext_lazy("A feed (RSS or Atom)"),
    Source.Kind.SITEMAP: gettext_lazy("A site, by its sitemap"),
}


class NewForm(forms.Form):
    """A file or an address, never both; a sitemap has an address."""

    organisation = forms.ChoiceField(label=gettext_lazy("For whom you bring it in"))
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, max_length=200, allow_empty_file=True
    )
    url = forms.CharField(
        label=gettext_lazy("Or its web address"), required=False, max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Language of what names none"),
        required=False,
        help_text=gettext_lazy("Leave it open, and it is guessed from the words."),
    )

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        owners: list[tuple[str, str]],
        initial: dict[str, Any],
    ) -> None:
        if len(owners) == 1:
            initial.setdefault("organisation", owners[0][0])
        super().__init__(data, files, initial=initial)
        self.fields["organisation"].choices = owners  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(k.value, words) for k, words in KINDS.items()]  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Guess it")),
            *((one.tag, one.own_name) for one in languages.INTERFACE),
        ]

    def clean(self) -> dict[str, Any]:
        """One of both."""
        found = super().clean() or {}
        file, url = found.get("file"), (found.get("url") or "").strip()
        found["url"] = url
        if not file and not url and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or give its web address."))
        elif file and url:
            self.add_error("url", _("Give a file or an address, not both."))
        elif url and not is_address(url):
            self.add_error("url", _("A web address begins with https:// or http://."))
        elif file and found.get("kind") == Source.Kind.SITEMAP:
            self.add_error("url", _("Give the web address of the sitemap."))
        if file and (getattr(file, "no_room", False) or (file.size or 0) > MOST_BYTES):
            self.add_error(
                "file", _("It is larger than %(most)s MB. Divide it.") % {"most": MOST_BYTES >> 20}
            )
        return found

    def owner(self) -> uuid.UUID:
        """The chosen organisation."""
        return uuid.UUID(self.cleaned_data["organisation"])


class ColumnsForm(forms.Form):
    """One choice per column; the names of the inputs are numbers, for a heading may be anything."""

    def __init__(self, data: Any, *, heads: list[str], chosen: dict[str, str]) -> None:
        super().__init__(data)
        self.heads = heads
        options = [("", _("Nothing: leave it out")), *((f.key, f.label) for f in columns.FIELDS)]
        for number, head in enumerate(heads):
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=head, choices=options, required=False, initial=chosen.get(head, "")
            )

    def mapping(self) -> dict[str, str]:
        """By heading."""
        return {head: self.cleaned_data[f"c{n}"] for n, head in enumerate(self.heads)}
