"""What this room's pages answer to whom. What is in them belongs to one reader: here, `member`."""

from agora.kernel.access import LANGUAGE, Access, Work, reads, register

MINE = f"{LANGUAGE}mine/"
ONE = f"{MINE}lists/<uuid:list_id>/"
_ANYBODY = reads("visitor", "*")


def _own(status: int = 0) -> Work:
    return Work({**reads("member"), **({"POST": {"member": status}} if status else {})})


def _all(status: int = 0) -> Work:
    post = {"POST": {"*": status}} if status else {}
    return Work({**reads("*"), **post}, names_a_thing=False)


register(
    {
        MINE: _all(),
        # Everybody may save what they may see; the example is public, another one hidden.
        f"{MINE}save/<uuid:resource_id>/": Work({**reads("*"), "POST": {"*": 302}}),
        f"{MINE}lists/": _all(422),
        ONE: _own(302),
        f"{ONE}delete/": _own(302),
        f"{ONE}give/": _own(422),
        f"{ONE}list.csv": _own(),
        f"{ONE}print/": _own(),
        f"{LANGUAGE}lists/<slug:secret>/": Work(_ANYBODY, visitor=404),
        f"{MINE}searches/": _all(),
        f"{MINE}searches/save/": _all(422),
        f"{MINE}searches/<uuid:search_id>/delete/": Work({"POST": {"member": 302}}),
        f"{MINE}following/": _all(),
        f"{MINE}follow/<slug:kind>/<uuid:object_id>/": Work({**reads("*"), "POST": {"*": 302}}),
        f"{MINE}digest/": Work({"POST": {"*": 302}}, names_a_thing=False),
        f"{MINE}digest/stop/<str:token>/": Work(
            {**_ANYBODY, "POST": {"visitor": 200, "*": 200}}, visitor=404
        ),
        f"{MINE}uses/": _all(),
        f"{MINE}uses/new/<uuid:resource_id>/": Work({**reads("*"), "POST": {"*": 422}}),
        # Its author, and an admin of the organisation in whose name it speaks.
        f"{MINE}uses/<uuid:use_id>/": Work(
            {**reads("member", "admin"), "POST": {"member": 302, "admin": 302}}
        ),
        # A page of the market: the same for everybody who may see the thing and the organisation.
        f"{LANGUAGE}uses/<uuid:use_id>/": Access(
            dict.fromkeys(("GET", "HEAD"), (200, 200, 200, 404)), names_a_thing=True
        ),
    }
)
