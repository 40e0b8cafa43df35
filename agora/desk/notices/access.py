"""What the pages about mails answer to whom."""

from agora.kernel.access import LANGUAGE, Work, reads, register

register(
    {
        f"{LANGUAGE}desk/notices/": Work({**reads("*"), "POST": {"*": 302}}, names_a_thing=False),
        f"{LANGUAGE}desk/notices/stop/<str:token>/": Work(
            {**reads("visitor", "*"), "POST": {"visitor": 200, "*": 200}}
        ),
    }
)
