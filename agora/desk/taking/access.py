"""What the pages of taking out answer to whom: admins of an organisation, and whoever leads all."""

from agora.kernel.access import LANGUAGE, Work, reads, register

TAKING = f"{LANGUAGE}desk/taking/"
FILE = f"{TAKING}<uuid:archive_id>/archive.zip"

register(
    {
        TAKING: Work(
            {**reads("admin", "other", "lead"), "POST": {"admin": 302}}, names_a_thing=False
        ),
        FILE: Work(reads("admin")),
    }
)
