"""Bringing in: a run is begun, read (the dry run), started, written, and perhaps undone.

Everything goes in short transactions, each of which ends with the run knowing how far it is; so a run
whose process was killed goes on where it stood, and ends once.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.editorial.rules import WRITERS
from agora.exchange.bringing import columns
from agora.exchange.bringing.documents import Candidate, Setting, candidate_of
from agora.exchange.bringing.faults import Fault, SourceUnfit
from agora.exchange.bringing.judging import Given, Judged, Verdict, judge
from agora.exchange.bringing.opening import (
    fetch_given,
    given_forget,
    given_keep,
    given_path,
    is_address,
    opened,
)
from agora.exchange.bringing.records import Opened
from agora.exchange.fetching import Client
from agora.exchange.models import Import, ImportRow, Source
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.bulk import rows_insert
from agora.kernel.errors import AgoraError, NotYours
from agora.people.models import Organisation
from agora.people.queries import Standing
from agora.topics.queries import vocabulary

ACTS = {
    "import-start": gettext_lazy("began to bring things in from a source"),
    "import-end": gettext_lazy("brought things in from a source"),
    "import-undo": gettext_lazy("took back what was brought in from a source"),
}
State = Import.State
BATCH: Final = 200
"""Rows of one transaction at most; one never takes longer than half a second on purpose."""
FLUSH: Final = 2.0
"""Seconds after which rows that came slowly are written down."""


class WrongMoment(AgoraError):
    """The run is not where this step belongs."""

    def __init__(self) -> None:
        super().__init__(
            _("This import has gone on meanwhile. Look at it as it is now, then decide.")
        )


def may_bring(standing: Standing, organisation: uuid.UUID) -> bool:
    """Whether somebody may bring things in for this organisation."""
    return standing.is_lead or standing.has(organisation, *WRITERS)


def may_publish(standing: Standing) -> bool:
    """Whether what they bring in goes live: the learning team's does, all else becomes drafts."""
    return standing.is_lead


@transaction.atomic
def import_begin(
    organisation: uuid.UUID,
    kind: str,
    name: str,
    *,
    by: uuid.UUID | None,
    publishes: bool,
    language: str = "",
    content: bytes | None = None,
    ask_columns: bool = False,
) -> Import:
    """A new run over the source of this name, from its `content` or (None) from its address.

    With `ask_columns` it waits for somebody to say what the columns are.
    """
    source, _made = Source.objects.get_or_create(
        organisation_id=organisation,
        kind=kind,
        name=name[:1000],
        defaults={"created_by": by},
    )
    if source.language != language:
        source.language = language
        source.save(update_fields=["language"])
    run = Import(source=source, by=by, publishes=publishes)
    if content is not None:
        run.stored = given_keep(run.pk, content)
    run.state = State.COLUMNS if ask_columns else State.READING
    run.save()
    entry_write("import-start", "import", run.pk, actor=by, organisation=organisation)
    return run


@transaction.atomic
def columns_choose(import_id: uuid.UUID, mapping: Mapping[str, str]) -> Import:
    """Say which column is which field; what was read so far is read anew. Raises WrongMoment."""
    run = _locked(import_id)
    if run.state not in (State.COLUMNS, State.READY, State.FAILED):
        raise WrongMoment
    chosen = {str(k)[:200]: str(v) for k, v in mapping.items() if str(v) in ("", *columns.KEYS)}
    fields = [field for field in chosen.values() if field]
    if "title" not in fields:
        raise AgoraError(_("Say which column is the title."), "title")
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise AgoraError(
            _("Two columns are the same field. Choose one of them, and nothing for the other."),
            twice,
        )
    run.source.mapping = {**run.source.mapping, **chosen}
    run.source.save(update_fields=["mapping"])
    run.rows.all().delete()
    run.state, run.total, run.left_out, run.fault = State.READING, 0, 0, None
    run.save()
    return run


def setting_of(source: Source, found: Opened) -> Setting:
    """What holds for every row; raises SourceUnfit where no column is the title."""
    mapping = columns.guessed(source.kind, found.columns, source.mapping)
    if "title" not in mapping.values():
        raise SourceUnfit("no-title-column")
    from agora.exchange.prefill import values as v

    return Setting(
        source=source.pk,
        kind=source.kind,
        name=source.name,
        organisation=source.organisation_id,
        organisation_language=source.organisation.original_language,
        language=v.language(found.language) or source.language,
        mapping=mapping,
        words=vocabulary(),
    )


Row = tuple[Candidate, Judged | None]


def rows_judged(
    source: Source,
    candidates: list[Candidate],
    seen: dict[str, tuple[int, str]],
    *,
    publishes: bool,
) -> Iterator[Row]:
    """What each of these rows means; nothing is written. `seen` holds the rows before, by key."""
    good = []
    for place, one in enumerate(candidates):
        if one.document is None or one.object_id is None:
            continue
        if one.key in seen:
            line, title = seen[one.key]
            values: dict[str, Any] = {"line": line} if line else {"title": title[:80]}
            fault = Fault("twice" if line else "twice-named", "", values)
            candidates[place] = Candidate(
                one.key, one.title, one.address, one.line, faults=(fault,)
            )
            continue
        seen[one.key] = (one.line, one.title)
        good.append(Given(one.key, one.object_id, one.document.model_dump(mode="json")))
    judged = iter(judge(source, good, publishes=publishes))
    for one in candidates:
        yield one, (next(judged) if one.document is not None else None)


def dry_run(
    source: Source, content: Path | None, client: Client, left_out: Counter[str], *, publishes: bool
) -> Iterator[Row]:
    """What a run over a source would do, without writing anything.

    When all was read, `left_out` has counted what is nothing to learn from, by its kind. Raises
    SourceUnfit.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as aside:
        path = content
        if path is None:
            path = Path(aside) / "given"
            path.write_bytes(fetch_given(source.kind, source.name, client))
        found = opened(source.kind, path, source.name, client)
        setting = setting_of(source, found)
        seen: dict[str, tuple[int, str]] = {}
        number = 0
        for part in _parts(candidate_of(record, setting) for record in found.records):
            number += len(part)
            yield from rows_judged(source, part, seen, publishes=publishes)
        left_out.update(found.left_out)
        if number == 0 and not found.left_out:
            raise SourceUnfit("no-items")


def import_read(
    import_id: uuid.UUID, *, client: Client | None = None, seconds: float = float("inf")
) -> bool:
    """Read on, for so many seconds; whether nothing is left to read.

    A source that cannot be read ends the run as failed, with its reason.
    """
    end = time.monotonic() + seconds
    client = client or Client()
    run = Import.objects.select_related("source__organisation").get(pk=import_id)
    if run.state != State.READING:
        return True
    source = run.source
    try:
        if not run.stored:
            if not is_address(source.name):
                raise SourceUnfit("not-there")
            run.stored = given_keep(run.pk, fetch_given(source.kind, source.name, client))
            Import.objects.filter(pk=run.pk).update(stored=run.stored)
        found = opened(source.kind, given_path(run.stored), source.name, client, skip=run.total)
        setting = setting_of(source, found)
        if source.mapping != {**source.mapping, **setting.mapping}:
            source.mapping = {**source.mapping, **setting.mapping}
            source.save(update_fields=["mapping"])
        number = run.total
        for part in _parts(candidate_of(record, setting) for record in found.records):
            if not _rows_write(run, part, number):
                return True  # another process reads on, or somebody chose other columns
            number += len(part)
            if time.monotonic() > end:
                return False
        if number == 0 and not found.left_out:
            raise SourceUnfit("no-items")
    except SourceUnfit as error:
        Import.objects.filter(pk=run.pk, state=State.READING).update(
            state=State.FAILED, fault=error.fault.kept(), ended_at=clock.now()
        )
        given_forget("" if source.kind == Source.Kind.TABLE else run.stored)
        return True
    Import.objects.filter(pk=run.pk, state=State.READING).update(
        state=State.READY, left_out=sum(found.left_out.values())
    )
    return True


def _parts(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """So many at once as fit into one transaction, and no slower than somebody waits."""
    part: list[Candidate] = []
    since = time.monotonic()
    for one in candidates:
        part.append(one)
        if len(part) >= BATCH or time.monotonic() - since > FLUSH:
            yield part
            part, since = [], time.monotonic()
    if part:
        yield part


@transaction.atomic
def _rows_write(run: Import, part: list[Candidate], number: int) -> bool:
    """Write down what these rows are; False where the run stands elsewhere by now."""
    here = Import.objects.select_for_update().get(pk=run.pk)
    if here.state != State.READING or here.total != number:
        return False
    keys = [one.key for one in part if one.key]
    seen = {
        key: (line, title)
        for key, line, title in ImportRow.objects.filter(run=run, key__in=keys)
        .exclude(verdict=Verdict.REJECTED)
        .values_list("key", "line", "title")
    }
    rows = []
    judged = rows_judged(run.source, part, seen, publishes=run.publishes)
    for place, (one, said) in enumerate(judged, number + 1):
        rows.append(_row(run, place, one, said))
    rows_insert(ImportRow, rows)
    here.total = number + len(part)
    here.save(update_fields=["total"])
    return True


def _row(run: Import, number: int, one: Candidate, judged: Judged | None) -> ImportRow:
    row = ImportRow(
        run=run,
        number=number,
        line=one.line,
        key=one.key,
        title=one.title,
        address=one.address,
        object_id=one.object_id,
    )
    if judged is None:
        row.verdict = Verdict.REJECTED
        row.says = says(one.faults)
    else:
        row.verdict = judged.verdict
        row.says = says(judged.faults, one.notes, judged.changed, judged.locked)
        if judged.verdict in (Verdict.NEW, Verdict.CHANGED):
            row.document = judged.given
    if row.verdict in (Verdict.REJECTED, Verdict.UNCHANGED) and not row.says.get("locked"):
        row.state = ImportRow.State.DONE
    elif row.verdict == Verdict.UNCHANGED and judged is not None:
        row.document = judged.given  # all that changed at the source is locked: only remembered
    elif row.verdict == Verdict.REJECTED:
        row.state = ImportRow.State.DONE
    return row


def says(
    faults: Iterable[Fault] = (),
    notes: Iterable[Fault] = (),
    changed: Iterable[str] = (),
    locked: Iterable[str] = (),
) -> dict[str, Any]:
    """What is kept of a row's reasons; only what there is."""
    made: dict[str, Any] = {
        "faults": [fault.kept() for fault in list(faults)[:20]],
        "notes": [note.kept() for note in notes],
        "changed": list(changed)[:40],
        "locked": list(locked)[:40],
    }
    return {name: value for name, value in made.items() if value}


@transaction.atomic
def import_start(import_id: uuid.UUID) -> Import:
    """Let it be written. Pressed twice it starts once. Raises WrongMoment."""
    run = _locked(import_id)
    if run.state in (State.WRITING, State.DONE):
        return run
    if run.state != State.READY:
        raise WrongMoment
    run.state, run.started_at = State.WRITING, clock.now()
    run.save(update_fields=["state", "started_at"])
    return run


@transaction.atomic
def import_must_be_done(import_id: uuid.UUID) -> None:
    """Raises WrongMoment unless everything was brought in, and nothing is being taken back."""
    if _locked(import_id).state != State.DONE:
        raise WrongMoment


@transaction.atomic
def import_drop(import_id: uuid.UUID) -> None:
    """Throw a run away that has written nothing. Raises WrongMoment."""
    run = _locked(import_id)
    if run.state not in (State.COLUMNS, State.READING, State.READY, State.FAILED):
        raise WrongMoment
    given_forget(run.stored)
    run.delete()


def _locked(import_id: uuid.UUID) -> Import:
    run = (
        Import.objects.select_for_update(of=("self",))
        .select_related("source")
        .filter(pk=import_id)
        .first()
    )
    if run is None:
        raise NotYours(_("There is no such import, or it is not yours."))
    return run


def organisation_named(slug: str) -> Organisation | None:
    """The organisation with this address."""
    return Organisation.objects.filter(slug=slug, withdrawn_at__isnull=True).first()
