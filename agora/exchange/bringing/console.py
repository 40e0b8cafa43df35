"""Bringing in on the command line: every row that matters, and a summary as the last line."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from agora.exchange.bringing import columns, services, writing
from agora.exchange.bringing.faults import Fault, SourceUnfit, fault_of
from agora.exchange.bringing.judging import Verdict
from agora.exchange.bringing.opening import is_address
from agora.exchange.fetching import Client
from agora.exchange.models import Import, ImportRow, Source
from agora.kernel import languages
from agora.kernel.console import Command, printable
from agora.kernel.errors import AgoraError

VERDICTS = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REJECTED)


def bring(command: Command, given: dict[str, Any], index: Callable[[], None]) -> int:
    """Bring a source in, or say what that would do; how many rows were rejected."""
    organisation = services.organisation_named(given["organisation"])
    if organisation is None:
        raise AgoraError(
            f"“{given['organisation']}” is not an organisation here: give the last part of its address"
        )
    name, publishes = given["source"], not given["drafts"]
    path = None if is_address(name) else Path(name)
    if path is not None and not path.is_file():
        raise AgoraError(
            f"{path} is not a file. Give a file, or an address that begins with https://"
        )
    try:
        language = languages.normalise(given["language"]) if given["language"] else ""
    except ValueError as error:
        raise AgoraError(str(error)) from error
    title = name if path is None else path.name
    found = {"organisation": organisation, "kind": given["kind"], "name": title}
    source = Source.objects.select_related("organisation").filter(**found).first() or Source(
        **found
    )
    mapping = {**source.mapping, **_mapping(given["map"])}
    if given["dry_run"]:
        source.mapping, source.language = mapping, language or source.language
        return _dry_run(command, source, path, publishes=publishes)
    run = services.import_begin(
        organisation.pk, given["kind"], title, by=None, publishes=publishes,
        language=language or source.language, content=path.read_bytes() if path else None,
    )  # fmt: skip
    if mapping:
        Source.objects.filter(pk=run.source_id).update(mapping=mapping)
    services.import_read(run.pk)
    run.refresh_from_db()
    if run.state == Import.State.FAILED:
        raise SourceUnfit(fault_of(run.fault or {}))
    services.import_start(run.pk)
    while not writing.import_write(run.pk, seconds=5.0):
        index()
        run.refresh_from_db()
        command.say(f"Rows: {run.written} of {run.total}")
    index()
    for row in run.rows.exclude(verdict=Verdict.UNCHANGED, says={}).order_by("number").iterator():
        if row.says.get("faults") or row.says.get("locked"):
            _tell(command, row.line, row.title or row.address, row.verdict,
                  [fault_of(one) for one in row.says.get("faults", ())], row.says.get("locked", ()))  # fmt: skip
    counts: Counter[str] = Counter(run.rows.values_list("verdict", flat=True))
    run.refresh_from_db()
    command.say(f"Import {run.pk}")
    command.say(_summary(counts, run.left_out))
    return counts[Verdict.REJECTED]


def undo(command: Command, number: str, index: Callable[[], None]) -> None:
    """Take an import back."""
    try:
        run = writing.undo_start(uuid.UUID(number))
    except ValueError as error:
        raise AgoraError(f"“{number}” is not the number of an import") from error
    writing.import_undo(run.pk)
    index()
    run.refresh_from_db()
    kept = run.rows.filter(state=ImportRow.State.KEPT).count()
    command.say(f"{run.undone} taken back, {kept} edited since and kept")


def _dry_run(command: Command, source: Source, path: Path | None, *, publishes: bool) -> int:
    counts: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for one, judged in services.dry_run(source, path, Client(), left_out, publishes=publishes):
        verdict = judged.verdict if judged else Verdict.REJECTED
        counts[verdict] += 1
        faults = [*(judged.faults if judged else one.faults), *one.notes]
        _tell(command, one.line, one.title or one.address, verdict, faults, judged.locked if judged else (),
              judged.changed if judged else ())  # fmt: skip
    command.say(f"Nothing was written. {_summary(counts, left_out.total())}")
    return counts[Verdict.REJECTED]


def _tell(
    command: Command,
    line: int,
    title: str,
    verdict: str,
    faults: Iterable[Fault],
    locked: Iterable[str] = (),
    changed: Iterable[str] = (),
) -> None:
    where = f"row {line}, " if line else ""
    command.say(printable(f"{where}{title or '—'}: {verdict}"))
    for fault in faults:
        command.say(printable(f"  {fault.sentence}"))
    for path in changed:
        command.say(printable(f"  {path} changes"))
    for path in locked:
        command.say(printable(f"  {path} was edited here and stays as it is"))


def _summary(counts: Counter[str], left_out: int) -> str:
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    return f"{told}, {left_out} left out" if left_out else told


def _mapping(given: Iterable[str]) -> dict[str, str]:
    made = {}
    for one in given:
        column, _equals, field = one.rpartition("=")
        if not column or field not in ("", *columns.KEYS):
            raise AgoraError(f"“{one}” is not COLUMN=FIELD; fields are {', '.join(columns.KEYS)}")
        made[column] = field
    return made
