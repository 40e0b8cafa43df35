"""What this room's pages answer to whom. What is in them belongs to one person: here, `member`."""

from agora.kernel.access import LANGUAGE, Work, reads, register

MINE = f"{LANGUAGE}mine/"

register(
    {
        f"{MINE}actions/": Work({**reads("*")}, names_a_thing=False),
        f"{MINE}actions/new/": Work({**reads("*"), "POST": {"*": 422}}, names_a_thing=False),
        # Their own; the example is for their organisation, whose people may read it.
        f"{MINE}actions/<uuid:action_id>/": Work(
            {
                **reads("member", "translator", "editor", "reviewer", "admin"),
                "POST": {"member": 422},
            }
        ),
        f"{MINE}actions/brief/<uuid:enrolment_id>/": Work(reads("member")),
        f"{MINE}follow-ups/<uuid:follow_up_id>/": Work(
            {**reads("member"), "POST": {"member": 422}}
        ),
    }
)
