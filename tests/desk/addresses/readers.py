"""What readers keep, and the reports of cities. What is one reader's own is the member's here."""

from __future__ import annotations

import uuid
from typing import Any

from agora.kernel.access import LANGUAGE
from agora.readers.access import MINE, ONE
from agora.readers.digests.stopping import stop_token
from agora.readers.lists.services import list_make, list_share, resource_save
from agora.readers.lists.sharing import secret_of
from agora.readers.models import SavedList
from tests.catalogue.shelf import put
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.readers.keeping import keep_search, reported

NEVER = uuid.UUID(int=9)


def _list_of(cast: Cast, role: str) -> SavedList:
    kept = list_make(cast[role].account.pk, f"List {uuid.uuid4()}")
    resource_save(cast[role].account.pk, cast[role].viewer, put("trees").pk, list_id=kept.pk)
    return kept


def _on_list(end: str, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        mine = _list_of(cast, "member")
        return Example(
            f"en/mine/lists/{mine.pk}/{end}", data=data, foreign=(f"en/mine/lists/{NEVER}/{end}",)
        )

    return make


def _save(cast: Cast) -> Example:
    return Example(
        f"en/mine/save/{put('trees').pk}/",
        data={"do": "quick"},
        foreign=(f"en/mine/save/{NEVER}/",),
    )


def _shared(cast: Cast) -> Example:
    mine = _list_of(cast, "member")
    list_share(mine.account_id, mine.pk, on=True)
    mine.refresh_from_db()
    secret = secret_of(mine)
    return Example(
        f"en/lists/{secret}/",
        foreign=(f"en/lists/{secret[:-2]}zz/", f"en/lists/{NEVER.hex}{secret[32:]}/"),
    )


def _search(cast: Cast) -> Example:
    kept = keep_search(cast["member"], text="trees")
    theirs = f"en/mine/searches/{NEVER}/delete/"
    return Example(f"en/mine/searches/{kept.pk}/delete/", foreign=(theirs,))


def _follow(cast: Cast) -> Example:
    begin = "en/mine/follow/organisation"
    return Example(
        f"{begin}/{cast.ondara.pk}/",
        data={"do": "follow"},
        foreign=(f"{begin}/{NEVER}/", f"en/mine/follow/nothing/{cast.ondara.pk}/"),
    )


def _stop(cast: Cast) -> Example:
    token = stop_token(cast["member"].account.pk)
    return Example(
        f"en/mine/digest/stop/{token}/",
        foreign=(f"en/mine/digest/stop/{token[:-2]}zz/",),
        without_token=True,
    )


def _use(begin: str, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        use = reported(cast["member"], put("trees"), cast.ondara)
        return Example(f"{begin}/{use.pk}/", data=data, foreign=(f"{begin}/{NEVER}/",))

    return make


def _new_use(cast: Cast) -> Example:
    begin = "en/mine/uses/new"
    return Example(f"{begin}/{put('trees').pk}/", foreign=(f"{begin}/{NEVER}/",))


ADDRESSES = {
    MINE: Example("en/mine/"),
    f"{MINE}save/<uuid:resource_id>/": _save,
    f"{MINE}lists/": Example("en/mine/lists/"),
    ONE: _on_list("", do="rename", name="Another name"),
    f"{ONE}delete/": _on_list("delete/"),
    f"{ONE}give/": _on_list("give/"),
    f"{ONE}list.csv": _on_list("list.csv"),
    f"{ONE}print/": _on_list("print/"),
    f"{LANGUAGE}lists/<slug:secret>/": _shared,
    f"{MINE}searches/": Example("en/mine/searches/"),
    f"{MINE}searches/save/": Example("en/mine/searches/save/?q=trees"),
    f"{MINE}searches/<uuid:search_id>/delete/": _search,
    f"{MINE}following/": Example("en/mine/following/"),
    f"{MINE}follow/<slug:kind>/<uuid:object_id>/": _follow,
    f"{MINE}digest/": Example("en/mine/digest/", data={"do": "off"}),
    f"{MINE}digest/stop/<str:token>/": _stop,
    f"{MINE}uses/": Example("en/mine/uses/"),
    f"{MINE}uses/new/<uuid:resource_id>/": _new_use,
    f"{MINE}uses/<uuid:use_id>/": _use("en/mine/uses", do="withdraw"),
    f"{LANGUAGE}desk/uses/": Example("en/desk/uses/"),
    f"{LANGUAGE}desk/uses/<uuid:use_id>/": _use("en/desk/uses", do="approve"),
}
