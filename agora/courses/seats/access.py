"""What the pages on the way to a seat answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

_COURSE = f"{LANGUAGE}courses/<slug:slug>/"
RUN = f"{_COURSE}runs/<uuid:run_id>/"
SEATS = f"{LANGUAGE}seats/"
_ANYBODY = reads("visitor", "*")


def _secret(post: int) -> Work:
    """The address is the secret: whoever has it may."""
    return Work(
        {**_ANYBODY, "POST": {"visitor": post, "*": post}}, visitor=404, names_a_thing=False
    )


register(
    {
        f"{_COURSE}interest/": Work({**_ANYBODY, "POST": {"visitor": 422, "*": 422}}, visitor=404),
        RUN: Work(_ANYBODY, visitor=404),
        f"{RUN}enrol/": Work({**reads("*"), "POST": {"*": 422}}),
        # Only whoever has a place can give it back: in the example, a member.
        f"{RUN}seat/": Work({"POST": {"member": 302}}),
        f"{RUN}team/": Work({**reads("admin", "other"), "POST": {"admin": 422, "other": 422}}),
        f"{SEATS}interest/<str:token>/": _secret(200),
        f"{SEATS}interest/<str:token>/stop/": _secret(200),
        f"{SEATS}opening/<str:token>/": _secret(302),
        f"{SEATS}offer/<str:token>/": _secret(302),
    }
)
