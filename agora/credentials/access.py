"""What this room's pages answer to whom. The certificate of the examples is the member's own.

It is issued by their organisation, and its holder shares nothing: so whoever has its number sees that it
is genuine, and only the holder has the file.
"""

from agora.kernel.access import LANGUAGE, Work, reads, register

MINE = f"{LANGUAGE}mine/certificates/"
ONE = f"{MINE}<uuid:credential_id>/"
CHECK = f"{LANGUAGE}check/"
_ANYBODY = reads("visitor", "*")

register(
    {
        ".well-known/did.json": Work(_ANYBODY, names_a_thing=False),
        "did/organisations/<uuid:organisation_id>/did.json": Work(_ANYBODY, visitor=404),
        "credentials/<uuid:credential_id>": Work(reads("member"), visitor=404),
        "credentials/status/<uuid:list_id>": Work(_ANYBODY, visitor=404),
        MINE: Work(reads("*"), names_a_thing=False),
        ONE: Work({**reads("member"), "POST": {"member": 302}}),
        f"{ONE}certificate.pdf": Work(reads("member")),
        f"{ONE}certificate.json": Work(reads("member")),
        CHECK: Work({**_ANYBODY, "POST": {"visitor": 422, "*": 422}}, names_a_thing=False),
        f"{CHECK}<slug:code>/": Work(_ANYBODY, visitor=404),
        f"{CHECK}<slug:code>/manage/": Work(
            {**reads("admin", "lead"), "POST": {"admin": 302, "lead": 302}}
        ),
    }
)
