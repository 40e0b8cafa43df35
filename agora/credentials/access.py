"""What this room's pages answer to whom. The certificate of the examples is the member's own.

It is issued by their organisation, and its holder shares nothing: so whoever has its number sees that it
is genuine, and only the holder has the file.
"""

from agora.kernel.access import LANGUAGE, Access, Statuses, Work, reads, register

MINE = f"{LANGUAGE}mine/certificates/"
ONE = f"{MINE}<uuid:credential_id>/"
CHECK = f"{LANGUAGE}check/"


def _public(visitor: int, account: int, member: int, stranger: int) -> dict[str, Statuses]:
    return dict.fromkeys(("GET", "HEAD"), (visitor, account, member, stranger))


EVERYBODY = Access(_public(200, 200, 200, 200))
PUBLIC = {
    # What a verifier asks for.
    ".well-known/did.json": EVERYBODY,
    "did/organisations/<uuid:organisation_id>/did.json": EVERYBODY,
    "credentials/status/<uuid:list_id>": EVERYBODY,
    "credentials/<uuid:credential_id>": Access(_public(404, 404, 200, 404), names_a_thing=True),
    # An empty form is refused with what is missing.
    CHECK: Access({**_public(200, 200, 200, 200), "POST": (422, 422, 422, 422)}),
    # Whoever has the number.
    f"{CHECK}<slug:code>/": EVERYBODY,
}

register(
    {
        **PUBLIC,
        MINE: Work(reads("*"), names_a_thing=False),
        ONE: Work({**reads("member"), "POST": {"member": 302}}),
        f"{ONE}certificate.pdf": Work(reads("member")),
        f"{ONE}certificate.json": Work(reads("member")),
        f"{CHECK}<slug:code>/manage/": Work(
            {**reads("admin", "lead"), "POST": {"admin": 302, "lead": 302}}
        ),
    }
)
