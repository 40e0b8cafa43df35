"""Talk at a place that members of Ondara write in and its admin moderates; the member asked there."""

from __future__ import annotations

import uuid
from typing import Any

from agora.talk.access import PLACE, POST, THREAD
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.talk.talking import asked, at, opening, place_at, said

NEVER = uuid.UUID(int=9)


def _place(end: str = "", **data: str) -> Any:
    def make(cast: Cast) -> Example:
        never = place_at(cast.ondara, end).replace(str(cast.ondara.pk), str(NEVER))
        return Example(place_at(cast.ondara, end)[1:], data=data, foreign=(never[1:],))

    return make


def _thread(end: str = "", **data: str) -> Any:
    def make(cast: Cast) -> Example:
        mine, theirs = asked(cast["member"], cast.ondara), asked(cast["other"], cast.brumal)
        begin = place_at(cast.ondara)[1:]
        return Example(
            at(mine, end)[1:],
            data=data,
            foreign=(f"{begin}{theirs.pk}/{end}", f"{begin}{NEVER}/{end}"),
        )

    return make


def _post(end: str, *, reply: bool = False, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        mine, theirs = asked(cast["member"], cast.ondara), asked(cast["other"], cast.brumal)
        post = said(cast["member"], mine) if reply else opening(mine)
        return Example(
            at(mine, f"posts/{post.pk}/{end}")[1:],
            data=data,
            foreign=(
                at(mine, f"posts/{opening(theirs).pk}/{end}")[1:],
                at(mine, f"posts/{NEVER}/{end}")[1:],
            ),
        )

    return make


ADDRESSES = {
    PLACE: _place(),
    f"{PLACE}new/": _place("new/"),
    f"{PLACE}follow/": _place("follow/", how="daily"),
    THREAD: _thread(),
    f"{THREAD}follow/": _thread("follow/", do="follow"),
    f"{THREAD}state/": _thread("state/", do="close"),
    f"{POST}edit/": _post("edit/"),
    f"{POST}remove/": _post("remove/"),
    f"{POST}answer/": _post("answer/", reply=True),
    f"{POST}hide/": _post("hide/"),
    f"{POST}report/": _post("report/"),
}
