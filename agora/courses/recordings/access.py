"""What the recordings of a course answer to whom: what the course itself does."""

from agora.kernel.access import LANGUAGE, Access, register

THING = Access(dict.fromkeys(("GET", "HEAD"), (200, 200, 200, 404)), names_a_thing=True)
AT = f"{LANGUAGE}courses/recordings/<uuid:version>/<uuid:block>/<str:language>/"

register(
    {
        f"{LANGUAGE}courses/<slug:slug>/podcast.xml": THING,
        AT: THING,
        f"{AT}<str:name>": THING,
    }
)
