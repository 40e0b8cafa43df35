"""An import of Ondara's, read and not yet written, and each step of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from agora.desk.bring.access import BRING, ONE
from agora.exchange.bringing import services
from agora.exchange.models import Import
from tests.desk.addresses import Example
from tests.desk.cast import Cast

TABLE = b"title,address\nA guide,https://example.org/guide\n"


def _run(state: str = "ready", end: str = "", **data: str) -> Callable[[Cast], Example]:
    def make(cast: Cast) -> Example:
        run = services.import_begin(
            cast.ondara.pk, "csv", f"{state}-{end or 'page'}.csv", by=None, publishes=False,
            content=TABLE, ask_columns=state == "columns",
        )  # fmt: skip
        if state != "columns":
            services.import_read(run.pk)
            Import.objects.filter(pk=run.pk).update(state=state)
        return Example(
            f"en/desk/bring/{run.pk}/{end}",
            data=data or {"go": "1"},
            foreign=(
                f"en/desk/bring/{uuid.UUID(int=9)}/{end}",
                f"en/desk/bring/{run.source_id}/{end}",
            ),
        )

    return make


ADDRESSES = {
    BRING: Example("en/desk/bring/"),
    f"{BRING}new/": Example("en/desk/bring/new/"),
    f"{BRING}template.<str:form>": Example("en/desk/bring/template.xlsx"),
    ONE: _run(),
    f"{ONE}rejected.csv": _run(end="rejected.csv"),
    f"{ONE}columns/": _run("columns", "columns/", c0="title", c1="address"),
    f"{ONE}start/": _run(end="start/"),
    f"{ONE}send/": _run("done", "send/"),
    f"{ONE}undo/": _run("done", "undo/"),
    f"{ONE}drop/": _run(end="drop/"),
}
