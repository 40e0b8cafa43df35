"""Writing what was read: live or into drafts, a few rows at a time; and taking it back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from pydantic import BaseModel

from agora.editorial.bringing import DraftIsAnothers, draft_bring, draft_bring_back
from agora.editorial.models import Version
from agora.editorial.services import (
    Published,
    content_withdraw,
    document_read,
    version_publish,
    versions_publish,
)
from agora.exchange.bringing.documents import KIND
from agora.exchange.bringing.faults import Fault, document_fault, fault_of
from agora.exchange.bringing.judging import Given, Judged, Verdict, digest_of, judge
from agora.exchange.bringing.opening import given_forget
from agora.exchange.bringing.services import WrongMoment, _locked, says
from agora.exchange.models import Import, ImportRow, Item
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import InvalidDocument, Problem

State = Import.State
MOST: Final = 200
FIRST: Final = 25
LONGEST: Final = 0.25
"""Seconds that a transaction is meant to take; others write between two."""
NOTE: Final = "Imported"


class _Pace:
    """How many rows fit into one transaction."""

    def __init__(self) -> None:
        self.rows = FIRST

    def took(self, rows: int, seconds: float) -> None:
        if rows:
            fits = int(rows * LONGEST / max(seconds, 0.001))
            self.rows = max(1, min(MOST, fits, 2 * self.rows))


def import_write(
    import_id: uuid.UUID,
    *,
    seconds: float = float("inf"),
    told: Callable[[int, float], None] = lambda _rows, _seconds: None,
) -> bool:
    """Write on, for so many seconds; whether nothing is left to write.

    `told` hears after each transaction how many rows it had and how many seconds it took.
    """
    end, pace = time.monotonic() + seconds, _Pace()
    while True:
        begun = time.monotonic()
        done = _some_write(import_id, pace.rows)
        if done is None:
            return True
        took = time.monotonic() - begun
        pace.took(done, took)
        told(done, took)
        if time.monotonic() > end:
            return False


@transaction.atomic
def _some_write(import_id: uuid.UUID, most: int) -> int | None:
    """Write some rows; None where none is left and the run is over."""
    run = _locked(import_id)
    if run.state != State.WRITING:
        return None
    rows = list(run.rows.filter(state=ImportRow.State.WAITING).order_by("number")[:most])
    if not rows:
        run.state, run.ended_at = State.DONE, clock.now()
        run.save(update_fields=["state", "ended_at"])
        entry_write(
            "import-end", "import", run.pk, actor=run.by,
            organisation=run.source.organisation_id, note=f"{run.written} rows",
        )  # fmt: skip
        stored, run.stored = run.stored, ""
        run.save(update_fields=["stored"])
        transaction.on_commit(lambda: given_forget(stored))
        return None
    given = [Given(row.key, row.object_id or uuid.UUID(int=0), row.document or {}) for row in rows]
    judged = judge(run.source, given, publishes=run.publishes)
    before = {row.pk: (row.verdict, row.says) for row in rows}
    made, wrong = _publish(run, rows, judged)
    items = [
        item
        for row, said in zip(rows, judged, strict=True)
        if (item := _write_one(run, row, said, made, wrong)) is not None
    ]
    _items_keep(items)
    _rows_keep(rows, before)
    run.written += len(rows)
    run.save(update_fields=["written"])
    return len(rows)


def _rows_keep(rows: list[ImportRow], before: Mapping[int, tuple[str, Any]]) -> None:
    """Note what became of the rows: one statement for those that went as the dry run said."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    others = []
    for row in rows:
        if row.former is None and row.draft is None and before[row.pk] == (row.verdict, row.says):
            alike.setdefault((row.state, row.before, row.after), []).append(row.pk)
        else:
            others.append(row)
    for (state, number_before, number_after), keys in alike.items():
        ImportRow.objects.filter(pk__in=keys).update(
            state=state, document=None, former=None, draft=None,
            before=number_before, after=number_after,
        )  # fmt: skip
    # One statement for all; an update of two hundred with eight columns each takes longer to say.
    ImportRow.objects.bulk_create(
        others, update_conflicts=True, unique_fields=["run", "number"], update_fields=_WRITTEN
    )


_WRITTEN: Final = ("verdict", "says", "state", "document", "former", "draft", "before", "after")


Made = Mapping[uuid.UUID, Published]
Wrong = Mapping[uuid.UUID, Sequence[Problem]]


def _publish(run: Import, rows: list[ImportRow], judged: list[Judged]) -> tuple[Made, Wrong]:
    """What goes live of these rows, all at once; nothing where drafts are made."""
    if not run.publishes:
        return {}, {}
    documents: dict[uuid.UUID, BaseModel] = {}
    unread: dict[uuid.UUID, Sequence[Problem]] = {}
    for row, said in zip(rows, judged, strict=True):
        if said.document is not None and row.object_id is not None:
            try:
                documents[row.object_id] = document_read(KIND, said.document)
            except InvalidDocument as error:
                unread[row.object_id] = error.problems
    made, wrong = versions_publish(KIND, documents, by=run.by, note=NOTE)
    return made, {**unread, **wrong}


def _write_one(
    run: Import, row: ImportRow, judged: Judged, made: Made, wrong: Wrong
) -> Item | None:
    """Note what became of one row, and give what is remembered of it; None when rejected."""
    row.state, row.document = ImportRow.State.DONE, None
    row.verdict = judged.verdict
    kept = [fault_of(note) for note in row.says.get("notes", ())]
    row.says = says(judged.faults, kept, judged.changed, judged.locked)
    key = row.object_id
    if judged.verdict == Verdict.REJECTED or key is None:
        return None
    if key in wrong:
        row.verdict = Verdict.REJECTED
        row.says = says(document_fault(one.field, one.message) for one in wrong[key])
        return None
    if key in made:
        row.before, row.after = judged.number, made[key].number
    elif judged.document is not None:
        try:
            row.draft, row.before, row.after = draft_bring(
                run.source.organisation_id, KIND, key, judged.document,
                base_number=judged.number, by=run.by, note=NOTE,
            )  # fmt: skip
        except DraftIsAnothers:
            row.verdict, row.says = Verdict.REJECTED, says([Fault("moved")])
            return None
    item = judged.item or Item(source=run.source, key=row.key, object_id=key)
    if judged.item is not None:
        row.former = judged.item.document
    item.document, item.digest = judged.given, judged.digest or digest_of(judged.given)
    return item


def _items_keep(items: list[Item]) -> None:
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["object_id", "document", "digest"],
    )


@transaction.atomic
def undo_start(import_id: uuid.UUID) -> Import:
    """Let what a run did be taken back. Pressed twice it starts once. Raises WrongMoment."""
    run = _locked(import_id)
    if run.state in (State.UNDOING, State.UNDONE):
        return run
    if run.state != State.DONE:
        raise WrongMoment
    run.state = State.UNDOING
    run.save(update_fields=["state"])
    entry_write(
        "import-undo", "import", run.pk, actor=run.by, organisation=run.source.organisation_id
    )
    return run


def import_undo(
    import_id: uuid.UUID, *, by: uuid.UUID | None = None, seconds: float = float("inf")
) -> bool:
    """Take back on, for so many seconds; whether nothing is left to take back.

    What was made new goes, what was changed becomes what it was; what somebody edited since stays.
    """
    end, pace = time.monotonic() + seconds, _Pace()
    while True:
        begun = time.monotonic()
        done = _some_undo(import_id, pace.rows, by)
        if done is None:
            return True
        pace.took(done, time.monotonic() - begun)
        if time.monotonic() > end:
            return False


@transaction.atomic
def _some_undo(import_id: uuid.UUID, most: int, by: uuid.UUID | None) -> int | None:
    run = _locked(import_id)
    if run.state != State.UNDOING:
        return None
    rows = list(
        run.rows.filter(state=ImportRow.State.DONE, after__isnull=False).order_by("-number")[:most]
    )
    if not rows:
        run.state = State.UNDONE
        run.save(update_fields=["state"])
        return None
    for row in rows:
        taken_back = _undo_one(run, row, by or run.by)
        row.state = ImportRow.State.UNDONE if taken_back else ImportRow.State.KEPT
        run.undone += taken_back
    ImportRow.objects.bulk_update(rows, ["state"])
    run.save(update_fields=["undone"])
    return len(rows)


def _undo_one(run: Import, row: ImportRow, by: uuid.UUID | None) -> bool:
    """Take one row back, unless somebody edited since; whether it was."""
    key = row.object_id
    if key is None or row.after is None:
        return False
    note = "An import was undone"
    if row.draft is not None:
        if not draft_bring_back(row.draft, before=row.before, after=row.after, by=by, note=note):
            return False
        if row.before is not None or row.former is not None:
            return _item_back(run, row)
        Item.objects.filter(source=run.source, key=row.key).delete()
        return True
    versions = Version.objects.filter(kind=KIND, object_id=key)
    last = versions.order_by("-number").values_list("number", flat=True).first()
    if last != row.after:
        return False
    try:
        with transaction.atomic():
            if row.before is None:
                content_withdraw(KIND, key, note, by=by)
            else:
                former = versions.get(number=row.before).document
                version_publish(KIND, key, document_read(KIND, former), by=by, note=note)
    except InvalidDocument:  # hidden by the learning team, merged, or what it names is gone
        return False
    if row.before is not None:
        return _item_back(run, row)
    Item.objects.filter(source=run.source, key=row.key).delete()
    return True


def _item_back(run: Import, row: ImportRow) -> bool:
    """What the source gave before is what the next run compares with."""
    former: dict[str, Any] | None = row.former
    if former is not None:
        Item.objects.filter(source=run.source, key=row.key).update(
            document=former, digest=digest_of(former)
        )
    return True
