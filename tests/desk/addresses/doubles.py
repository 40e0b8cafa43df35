"""Examples of likely pairs, merges, and what is getting old."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from agora.catalogue.merging.services import pair_make, resources_merge
from agora.catalogue.models import Resource
from agora.desk.ageing.access import AGEING, ONE
from agora.desk.merge.access import DONE, MERGE, PAIR
from agora.kernel import clock
from agora.people.queries import standing_of
from tests.catalogue.shelf import put
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=9)


def _pair(cast: Cast) -> Example:
    lead = standing_of(cast["lead"].account)
    put("trees")
    put("tree-guide")
    pair = pair_make(lead, "trees", "tree-guide")
    return Example(
        f"en/desk/merge/{pair.pk}/", data={"do": "not"}, foreign=(f"en/desk/merge/{NEVER}/",)
    )


def _merged(cast: Cast) -> Example:
    lead = standing_of(cast["lead"].account)
    kept, gone = put("wells"), put("well-guide")
    merge = resources_merge(lead, kept=kept.pk, gone=gone.pk, take=())
    return Example(
        f"en/desk/merge/done/{merge.pk}/undo/", foreign=(f"en/desk/merge/done/{NEVER}/undo/",)
    )


def _old(act: str, **data: Any) -> Callable[[Cast], Example]:
    def make(_cast: Cast) -> Example:
        mine, fresh = put(f"old-{act}", owner="ondara"), put("fresh", owner="ondara")
        before = clock.now() - dt.timedelta(days=4 * 366)
        Resource.objects.filter(pk=mine.pk).update(changed_at=before)
        return Example(
            f"en/desk/ageing/{mine.pk}/{act}/",
            data=data,
            foreign=(f"en/desk/ageing/{NEVER}/{act}/", f"en/desk/ageing/{fresh.pk}/{act}/"),
        )

    return make


ADDRESSES = {
    MERGE: Example("en/desk/merge/"),
    PAIR: _pair,
    DONE: Example("en/desk/merge/done/"),
    f"{DONE}<uuid:merge_id>/undo/": _merged,
    AGEING: Example("en/desk/ageing/"),
    f"{ONE}right/": _old("right"),
    f"{ONE}update/": _old("update"),
    f"{ONE}withdraw/": _old("withdraw", reason="It was replaced."),
}
