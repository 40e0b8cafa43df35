"""The pages of figures: Ondara's, those of what it publishes, and the market's."""

from __future__ import annotations

import uuid
from typing import Any

from agora.desk.statistics.access import HERE, ORGANISATION, RESOURCE
from tests.catalogue.shelf import put
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.statistics.counted import closed, past

NEVER = uuid.UUID(int=9)


def _published(cast: Cast) -> Any:
    trees = put("trees", contributions=[{"role": "publisher", "organisation": cast.ondara.slug}])
    past(trees, 40)
    closed()
    return trees


def _organisation(end: str = "") -> Any:
    def make(cast: Cast) -> Example:
        _published(cast)
        begin = "en/desk/statistics/organisations"
        wrong = (f"{begin}/{cast.ondara.pk}/nothing.csv",) if end else ()
        return Example(
            f"{begin}/{cast.ondara.pk}/{end}", foreign=(f"{begin}/{NEVER}/{end}", *wrong)
        )

    return make


def _resource(end: str = "") -> Any:
    def make(cast: Cast) -> Example:
        trees = _published(cast)
        begin = "en/desk/statistics/resources"
        wrong = (f"{begin}/{trees.pk}/nothing.csv",) if end else ()
        return Example(f"{begin}/{trees.pk}/{end}", foreign=(f"{begin}/{NEVER}/{end}", *wrong))

    return make


def _table(cast: Cast) -> Example:
    _published(cast)
    begin = "en/desk/statistics/tables"
    return Example(f"{begin}/months.csv", foreign=(f"{begin}/nothing.csv",))


ADDRESSES = {
    HERE: Example("en/desk/statistics/"),
    f"{HERE}coverage/": Example("en/desk/statistics/coverage/"),
    f"{HERE}searches/": Example("en/desk/statistics/searches/"),
    f"{HERE}funders/": Example("en/desk/statistics/funders/"),
    f"{HERE}tables/<slug:table>.csv": _table,
    ORGANISATION: _organisation(),
    f"{ORGANISATION}<slug:table>.csv": _organisation("months.csv"),
    RESOURCE: _resource(),
    f"{RESOURCE}<slug:table>.csv": _resource("languages.csv"),
}
