"""`agora doctor`: what is set up, what is missing, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from agora.catalogue.indexing import live, reader
from agora.catalogue.search.contract import SearchError
from agora.credentials import drawing
from agora.credentials.keys import keys_missing
from agora.kernel import clock
from agora.kernel.console import Command as Base
from agora.kernel.models import Beat, OutboxEntry
from agora.topics.queries import vocabulary
from agora.translation import engines

Finding = tuple[bool, str]


class Command(Base):
    """Look at each part and say a sentence on it; end with 1 when something needs doing."""

    help = "Say what is set up, what is missing, and what to do."
    example = "agora doctor"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        wrong = 0
        for fine, sentence in self._findings():
            wrong += not fine
            self.say(f"{'ok     ' if fine else 'to do  '}{sentence}")
        if wrong:
            raise SystemExit(1)

    def _findings(self) -> Iterator[Finding]:
        mode = "production" if settings.PRODUCTION else "development"
        yield True, f"Mode: {mode}; address: {settings.SITE_URL}; data in {settings.DATA}"
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            yield False, f"The database does not answer: {error}. Check DATABASE_URL."
            return
        yield (
            not waiting,
            f"Database: {connection.vendor}, up to date"
            if not waiting
            else f"{len(waiting)} migrations wait: run `agora setup`.",
        )
        if waiting:
            return
        terms = len(vocabulary().terms)
        yield bool(terms), f"Vocabularies: {terms} concepts" if terms else "Run `agora setup`."
        yield from self._index()
        beats = Beat.objects.filter(
            pk__startswith="worker:", at__gt=clock.now() - dt.timedelta(minutes=2)
        ).count()
        yield (
            bool(beats),
            "Background worker: alive"
            if beats
            else "No background worker in the last two minutes: run `agora serve` or `agora worker`.",
        )
        yield from self._engines()
        lost = keys_missing()
        yield (
            not lost,
            f"Keys that sign certificates: in {settings.KEYS}"
            if not lost
            else f"{len(lost)} private keys are not in {settings.KEYS}: put them back from a backup, or "
            f"run `agora keys rotate {lost[0]}`.",
        )
        yield (
            True,
            "PDF certificates: can be drawn"
            if drawing.can_draw()
            else "PDF certificates: not drawn. To have them, install the Debian packages "
            "libpango-1.0-0 and libpangoft2-1.0-0.",
        )
        console = "console" in settings.EMAIL_BACKEND
        yield (
            not (console and settings.PRODUCTION),
            "Mail: printed, not sent" if console else f"Mail: through {settings.EMAIL_HOST}",
        )

    @staticmethod
    def _engines() -> Iterator[Finding]:
        for report in engines.reports():
            name = f"Optional engine {report.name}"
            pairs = ", ".join(f"{source}-{target}" for source, target in report.pairs)
            if report.wanted:
                yield (
                    bool(report.pairs),
                    f"{name}: {pairs}"
                    if pairs
                    else f"{name}: named in AGORA_ENGINES and not installed. Install its Debian "
                    "packages (docs/operate.md) or take it out of AGORA_ENGINES.",
                )
                for fault in report.faults:
                    yield False, f"{name}: {fault}."
            elif pairs:
                yield True, f"{name}: installed, not switched on (AGORA_ENGINES); {pairs}"
            else:
                yield True, f"{name}: not installed, not needed"

    @staticmethod
    def _index() -> Iterator[Finding]:
        waiting = OutboxEntry.objects.count()
        try:
            held, wanted = reader().count(), live().count()
        except SearchError as error:
            yield False, f"Search index: {error} Run `agora reindex`."
            return
        fine = held == wanted or waiting > 0
        yield (
            fine,
            f"Search index: {held} of {wanted} resources, {waiting} changes waiting"
            + ("" if fine else ". Run `agora reindex`."),
        )
