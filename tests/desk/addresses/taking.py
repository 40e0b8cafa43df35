"""An archive of Ondara's that is ready, and the page that has one made."""

from __future__ import annotations

import datetime as dt
import uuid

from agora.desk.taking.access import FILE, TAKING
from agora.exchange.models import Archive
from agora.exchange.whole.queries import path_of
from agora.kernel import clock
from tests.desk.addresses import Example
from tests.desk.cast import Cast


def _ready(organisation: object, by: object, days: int = 7) -> Archive:
    now = clock.now()
    made = Archive.objects.create(
        organisation=organisation, by=by, state="ready", ready_at=now, size=2,
        expires_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    path_of(made.pk).parent.mkdir(parents=True, exist_ok=True)
    path_of(made.pk).write_bytes(b"PK")
    return made


def _file(cast: Cast) -> Example:
    mine = _ready(cast.ondara, cast["admin"].account)
    over = _ready(cast.ondara, cast["admin"].account, days=-1)
    return Example(
        f"en/desk/taking/{mine.pk}/archive.zip",
        foreign=(
            f"en/desk/taking/{uuid.UUID(int=9)}/archive.zip",
            f"en/desk/taking/{over.pk}/archive.zip",
        ),
    )


def _page(cast: Cast) -> Example:
    return Example("en/desk/taking/", data={"of": str(cast.ondara.pk)})


ADDRESSES = {TAKING: _page, FILE: _file}
