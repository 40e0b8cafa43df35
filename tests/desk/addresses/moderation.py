"""Examples of reports on a thing of Ondara, and of what was decided about one."""

from __future__ import annotations

import uuid
from typing import Any

from agora.desk.moderation.access import DECISIONS, REPORTS
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.moderation.deciding import decided, put_for, reported

NEVER = uuid.UUID(int=9)


def _report(end: str) -> Any:
    def make(cast: Cast) -> Example:
        matter = reported(put_for(cast.ondara, "told-on")).matter
        return Example(
            f"en/desk/reports/{matter.pk}/{end}", foreign=(f"en/desk/reports/{NEVER}/{end}",)
        )

    return make


def _decision(cast: Cast) -> Example:
    mine = decided(cast["lead"], put_for(cast.ondara, "put-right"), "corrected")
    foreign = tuple(f"en/desk/decisions/{key}/" for key in (NEVER, mine.matter_id))
    return Example(f"en/desk/decisions/{mine.pk}/", foreign=foreign)


ADDRESSES = {
    REPORTS: Example("en/desk/reports/"),
    f"{REPORTS}<uuid:matter_id>/": _report(""),
    f"{REPORTS}<uuid:matter_id>/appeal/": _report("appeal/"),
    DECISIONS: Example("en/desk/decisions/"),
    f"{DECISIONS}<uuid:decision_id>/": _decision,
}
