"""Why a row or a source was not taken, and what was assumed of it: a code now, a sentence when read.

Rows are kept and read by people of several languages, so only the code and its values are kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agora.exchange.fetching.errors import AnsweredWithError, FetchFailed
from agora.kernel.errors import AgoraError

SENTENCES: Final[dict[str, Promise | str]] = {
    # A row
    "no-title": _("It has no title. Write one."),
    "no-content": _("It has neither an address nor a text. Give one of them."),
    "title-long": _("The title is longer than %(most)s characters. Shorten it."),
    "text-long": _("The text is longer than %(most)s characters. Shorten it, or put it into a file."),
    "address-unfit": _("“%(value)s” is not a web address that begins with https:// or http://."),
    "language-unknown": _("“%(value)s” is not a language we know. Write its code, such as es or pt-BR."),
    "type-unknown": _("“%(value)s” is not one of our types. Use a word of the template."),
    "type-own": _("A practice or a collection is written on the desk: its parts do not fit into a row."),
    "licence-unknown": _("“%(value)s” is not a licence we know. Write it as in CC BY 4.0, or leave it empty."),
    "date-unfit": _("“%(value)s” is not a date such as 2022, 2022-10 or 2022-10-11."),
    "minutes-unfit": _("“%(value)s” is not a number of minutes."),
    "topic-unknown": _("“%(value)s” is not one of our topics. Use its name as it stands on the market."),
    "place-unknown": _("“%(value)s” is not a place we know. Use its name as it stands on the market."),
    "place-several": _("There are several places called “%(value)s”. Write its address, such as %(first)s."),
    "format-unknown": _("“%(value)s” is not one of our formats. Use a word of the template."),
    "formula": _("The cell “%(column)s” holds a formula. Replace it by its result."),
    "cell-error": _("The cell “%(column)s” holds an error of the spreadsheet (%(value)s). Correct it."),
    "cell-long": _("The cell “%(column)s” is longer than %(most)s characters. Shorten it."),
    "too-many-cells": _("The row has %(count)s cells, but there are %(columns)s columns. Perhaps a separator stands in a text without quotation marks."),
    "quotes": _("The quotation marks of this row do not match: %(why)s. Close each that is opened."),
    "merged": _("Cells of this row are merged with others. Separate them."),
    "twice": _("It is the same thing as row %(line)s. Keep one of them."),
    "twice-named": _("It is the same thing as “%(title)s” before it. Keep one of them."),
    "withdrawn": _("It was taken off this market. Publish it again here first."),
    "moved": _("It belongs to another organisation here by now."),
    "lies-in-draft": _("It is a draft here that nobody has published. Send or discard the draft first."),
    "document": _("“%(field)s” cannot be taken as it is written. Correct it, or leave it empty."),
    "document-long": _("“%(field)s” is longer than we keep. Shorten it."),
    "document-number": _("“%(field)s” is a number that is too small or too large. Correct it."),
    "document-unknown": _("“%(field)s” names something that does not exist on this market. Correct it, or leave it empty."),
    "wordpress-status": _("It is not published in WordPress (%(value)s), so it stays there."),
    "wordpress-password": _("It is behind a password in WordPress, so it stays there."),
    "no-json-ld": _("The page does not describe itself (no JSON-LD with a name)."),
    "not-a-page": _("There is something else than a page at this address (%(value)s)."),
    "fetch": _("%(why)s"),
    "other-host": _("It lies on another site than the sitemap, so it was not opened."),
    "broken-here": _("The file is broken from line %(line)s on: %(why)s. What stood before was read."),
    "deep-here": _("From line %(line)s on, elements are nested deeper than %(most)s levels. What stood before was read."),
    "sitemap-broken": _("This sitemap could not be read: %(why)s"),
    "sitemap-loops": _("The sitemaps lead in a circle; each was read once."),
    "sitemap-many": _("There are more than %(most)s sitemaps or pages; the rest was left out."),
    "rows-many": _("There are more than %(most)s rows; the rest was left out. Divide the source."),
    # What was assumed
    "language-assumed": _("It does not say its language; it was taken as that of your organisation."),
    "language-guessed": _("It does not say its language; it was guessed from the words."),
    "not-sent": _("It could not be sent: something is missing or somebody is at work on it. Open the draft to see what."),
    # A whole source
    "not-there": _("The file cannot be opened. Check its name."),
    "too-large": _("It is larger than %(most)s MB. Divide it."),
    "empty": _("There is nothing in it."),
    "no-header": _("The first row must name the columns. Use the template."),
    "header-twice": _("Two columns are called “%(column)s”. Give each its own name."),
    "header-merged": _("The row that names the columns has merged cells. Separate them."),
    "columns-many": _("There are more than %(most)s columns."),
    "no-title-column": _("No column is the title. Say which one it is."),
    "not-a-sheet": _("This is not a spreadsheet we can read. Save it as XLSX or CSV."),
    "sheet-unpacks": _("The spreadsheet unpacks to far more than a spreadsheet holds. Save the table anew as CSV."),
    "sheet-encrypted": _("The spreadsheet is locked with a password. Save it without one."),
    "xml-entities": _("The file declares entities of its own, which we do not read. Export it anew."),
    "xml-deep": _("Elements are nested deeper than %(most)s levels. Export it anew."),
    "xml-broken": _("Line %(line)s is not well-formed XML: %(why)s. Export it anew."),
    "not-wordpress": _("This is no export of WordPress. In WordPress, choose Tools, then Export."),
    "not-a-feed": _("This is not a feed (RSS or Atom). Look for the address of the feed itself."),
    "not-a-sitemap": _("This is not a sitemap. It is often at /sitemap.xml."),
    "no-items": _("It can be read, but there is nothing to bring in."),
    "not-fetched": _("%(why)s"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or was assumed; `field` is the field of ours it is about."""

    code: str
    field: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """For people, in the language of whoever reads."""
        text, values = str(SENTENCES[self.code]), dict(self.values)
        if "reason" in values:
            values["why"] = _why(values["reason"], values.get("status", 0))
        elif isinstance(values.get("because"), Mapping):
            values["why"] = fault_of(values["because"]).sentence
        return text % values if values else text

    def kept(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return {"code": self.code, "field": self.field, "values": dict(self.values)}


def fetch_fault(code: str, error: FetchFailed) -> Fault:
    """A fault that says why something was not fetched, in words that are chosen when it is read."""
    return Fault(code, "", {"reason": error.reason, "status": error.status})


def _why(reason: str, status: int) -> str:
    """The sentence of a fetch that failed for this reason."""
    for kind in FetchFailed.__subclasses__():
        if kind.reason == reason:
            made = AnsweredWithError(status) if kind is AnsweredWithError else kind()  # type: ignore[call-arg]
            return made.message
    return ""


def fault_of(kept: Mapping[str, Any]) -> Fault:
    """A fault as it was kept."""
    return Fault(kept["code"], kept.get("field", ""), kept.get("values") or {})


_KINDS: Final = (
    ("does not exist", "document-unknown"),
    ("is not one of our", "document-unknown"),
    ("we know", "document-unknown"),
    ("should have at most", "document-long"),
    ("should be less", "document-number"),
    ("should be greater", "document-number"),
)


def document_fault(field: str, message: str) -> Fault:
    """A fault of a document as a sentence of ours: what checks it speaks English and to programmers.

    What it said is kept beside for whoever looks into the database.
    """
    code = next((code for part, code in _KINDS if part in message), "document")
    return Fault(code, field, {"field": field, "said": quoted(message)})


def quoted(value: str) -> str:
    """So much of somebody's value as fits into a sentence."""
    value = " ".join(value[:200].split())
    return value if len(value) <= 60 else value[:59] + "…"


class SourceUnfit(AgoraError):
    """Nothing can be taken from the source as a whole."""

    def __init__(self, code: str | Fault, **values: Any) -> None:
        self.fault = code if isinstance(code, Fault) else Fault(code, "", values)
        super().__init__(self.fault.sentence)
