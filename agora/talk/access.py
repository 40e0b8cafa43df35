"""What this room's pages answer to whom.

Who may read, write and moderate is said by the room that opened the place. The example here is one that those
who belong to an organisation read and write in, and its admin moderates.
"""

from agora.kernel.access import LANGUAGE, Work, reads, register

PLACE = f"{LANGUAGE}talk/<slug:kind>/<uuid:place_id>/"
THREAD = f"{PLACE}<uuid:thread_id>/"
POST = f"{THREAD}posts/<uuid:post_id>/"
IN = ("member", "translator", "editor", "reviewer", "admin")

register(
    {
        PLACE: Work(reads(*IN)),
        f"{PLACE}new/": Work({**reads(*IN), "POST": dict.fromkeys(IN, 422)}),
        f"{PLACE}follow/": Work({"POST": dict.fromkeys(IN, 302)}),
        THREAD: Work({**reads(*IN), "POST": dict.fromkeys(IN, 422)}),
        f"{THREAD}follow/": Work({"POST": dict.fromkeys(IN, 302)}),
        f"{THREAD}state/": Work({"POST": {"admin": 302}}),
        # The example was written by the member, in a thread of their own.
        f"{POST}edit/": Work({**reads("member"), "POST": {"member": 422}}),
        f"{POST}remove/": Work({**reads("member"), "POST": {"member": 302}}),
        # Whoever asked, and the moderator.
        f"{POST}answer/": Work({"POST": {"member": 302, "admin": 302}}),
        f"{POST}hide/": Work({**reads("admin"), "POST": {"admin": 422}}),
        # Nobody reports their own.
        f"{POST}report/": Work({**reads(*IN[1:]), "POST": dict.fromkeys(IN[1:], 422)}),
    }
)
