"""A learner's pages: `member` learns in the course; whoever does not is led to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agora.courses.pages.access import AT
from agora.kernel.access import LANGUAGE
from tests.courses import making as make
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = "00000000-0000-0000-0000-000000000007"


def _learns(end: str, *foreign: str, **data: Any) -> Callable[[Cast], Example]:
    def made(cast: Cast) -> Example:
        make.takes_answers()
        block = {
            "key": make.key("note"),
            "kind": "reflection",
            "texts": make.says(en={"text": "?"}),
        }
        data_ = make.document(make.module("m", make.lesson("one", block), make.lesson("two")))
        make.publish(make.document(make.module("o", make.lesson("other")), slug="other-course"))
        make.enrol(make.run_of(make.publish(data_)), cast["member"].account)
        begin = "en/courses/small-course/learn/"
        return Example(
            f"{begin}{end}",
            data=data,
            foreign=(
                f"en/courses/never-was/learn/{end}",
                *(f"{begin}{one}" for one in foreign),
            ),
        )

    return made


ONE, TWO, NOTE, OTHER = (make.key(name) for name in ("one", "two", "note", "other"))

ADDRESSES = {
    f"{LANGUAGE}mine/courses/": Example("en/mine/courses/"),
    AT: _learns(""),
    f"{AT}progress/": _learns("progress/"),
    f"{AT}finished/": _learns("finished/"),
    f"{AT}certificate/": _learns("certificate/"),
    f"{AT}new-version/": _learns("new-version/"),
    f"{AT}<uuid:lesson>/": _learns(f"{TWO}/", f"{OTHER}/", f"{NEVER}/", f"{NOTE}/"),
    f"{AT}<uuid:lesson>/<uuid:block>/": _learns(
        f"{ONE}/{NOTE}/", f"{TWO}/{NOTE}/", f"{OTHER}/{NOTE}/", f"{ONE}/{NEVER}/", text="Thought"
    ),
}
