"""What the pages about runs answer to whom: whoever organises an organisation's courses."""

from agora.kernel.access import LANGUAGE, Work, reads, register

RUNS = f"{LANGUAGE}desk/runs/"
RUN = f"{RUNS}<uuid:run_id>/"
_THOSE = ("editor", "admin", "lead")


def _page(post: int = 0) -> Work:
    sends = {"POST": dict.fromkeys(_THOSE, post)} if post else {}
    return Work({**reads(*_THOSE), **sends})


register(
    {
        # An admin of another organisation sees their own.
        RUNS: Work(reads(*_THOSE, "other"), names_a_thing=False),
        f"{RUNS}new/<uuid:course_id>/": _page(422),
        RUN: _page(),
        f"{RUN}edit/": _page(422),
        f"{RUN}act/": Work({"POST": dict.fromkeys(_THOSE, 302)}),
        f"{RUN}groups/": _page(422),
        f"{RUN}groups/<uuid:cohort_id>/": _page(422),
        f"{RUN}quotas/": _page(422),
        f"{RUN}questions/": _page(422),
        f"{RUN}people/": _page(),
        f"{RUN}people.csv": _page(),
        f"{RUN}waiting/": _page(),
        f"{RUN}applications/": _page(),
        f"{RUN}applications/<uuid:enrolment_id>/": _page(422),
        f"{RUN}announce/": _page(302),
    }
)
