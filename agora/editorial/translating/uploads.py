"""What a file of translations would change, row by row, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.translation import gettext as _

from agora.editorial.translating.queries import Subject, Work
from agora.editorial.translating.segments import STALE, Segment, shown
from agora.editorial.translating.services import Outcome, Written, translation_save
from agora.people.queries import Standing

NEW: Final = "new"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
REJECTED: Final = "rejected"


class Entry(Protocol):
    """One segment of a file."""

    @property
    def key(self) -> str:
        """Of which segment."""

    @property
    def source(self) -> str:
        """The source as the file has it."""

    @property
    def target(self) -> str:
        """The translation."""

    @property
    def unsure(self) -> bool:
        """Whether the file calls it unfinished."""


@dataclass(frozen=True)
class Row:
    """What would become of one entry; `reason` says why it is rejected, or what is particular."""

    key: str
    verdict: str
    source: str
    before: str
    after: str
    reason: str = ""
    confirmed: bool = False
    seen: tuple[str, str] = ("", "")

    @property
    def changes(self) -> bool:
        """Whether taking the file changes this segment."""
        return self.verdict in (NEW, CHANGED)


def upload_judge(work: Work, entries: Iterable[Entry], *, unsure_is_refused: bool) -> list[Row]:
    """What each entry would change; nothing is changed.

    `unsure_is_refused`: a text that was changed and is still marked unfinished is not taken (in PO,
    where programs set and remove that mark).
    """
    by_key = {one.key: one for one in work.segments}
    rows: list[Row] = []
    seen: set[str] = set()
    for entry in entries:
        segment = by_key.get(entry.key)
        if segment is None:
            reason = _("There is no such text in the original any more.")
            rows.append(Row(entry.key, REJECTED, entry.source, "", entry.target, reason))
        elif entry.key in seen:
            reason = _("This text stands in the file twice; the first one is taken.")
            rows.append(
                Row(entry.key, REJECTED, entry.source, segment.target, entry.target, reason)
            )
        else:
            rows.append(_judged(segment, entry, unsure_is_refused=unsure_is_refused))
        seen.add(entry.key)
    return rows


def _judged(segment: Segment, entry: Entry, *, unsure_is_refused: bool) -> Row:
    target = segment.tidied(entry.target)

    def row(verdict: str, reason: str = "", *, confirmed: bool = False) -> Row:
        return Row(
            segment.key, verdict, segment.source, segment.target, target or entry.target, reason,
            confirmed, (shown(segment.source), shown(segment.target)),
        )  # fmt: skip

    if not target or (target == segment.target and (entry.unsure or segment.state != STALE)):
        return row(UNCHANGED)
    if entry.source != segment.source:
        return row(
            REJECTED,
            _("The original has changed here since the file was made. Download it again."),
        )
    if target == segment.target:
        return row(CHANGED, _("Stays as it is, for the changed original."), confirmed=True)
    if entry.unsure and unsure_is_refused:
        return row(REJECTED, _("It is still marked as fuzzy. Take the mark away when it is right."))
    if wrong := segment.faults(target):
        return row(REJECTED, " ".join(wrong))
    return row(CHANGED if segment.target else NEW)


def upload_take(standing: Standing, subject: Subject, rows: Sequence[Row]) -> Outcome:
    """Save what a judged file changes; what was changed meanwhile by others is told, not overwritten."""
    return translation_save(
        standing,
        subject,
        {
            row.key: Written(row.after, row.seen[0], row.seen[1], confirmed=row.confirmed)
            for row in rows
            if row.changes
        },
    )
