"""What the way to a certificate answers to whom: an example has not completed the course."""

from agora.kernel.access import LANGUAGE, Work, reads, register

register(
    {
        f"{LANGUAGE}courses/<slug:slug>/learn/certificate/": Work(
            {**reads("*", status=302), "POST": {"*": 302}}
        ),
    }
)
