"""What a learner's pages answer to whom: the example is an enrolment of `member`."""

from agora.kernel.access import LANGUAGE, Work, reads, register

AT = f"{LANGUAGE}courses/<slug:slug>/learn/"

# Whoever does not learn in a course is led to its page, where one enrols.
_LEARNS = {method: {"*": 302, "member": 200} for method in ("GET", "HEAD")}

register(
    {
        f"{LANGUAGE}mine/courses/": Work(reads("*"), names_a_thing=False),
        AT: Work(reads("*", status=302)),
        f"{AT}progress/": Work(_LEARNS),
        # An example has not completed the course: it is told what is open.
        f"{AT}finished/": Work(reads("*", status=302)),
        f"{AT}new-version/": Work({**reads("*", status=302), "POST": {"*": 302}}),
        f"{AT}<uuid:lesson>/": Work({**_LEARNS, "POST": {"*": 302}}),
        f"{AT}<uuid:lesson>/<uuid:block>/": Work({"POST": {"*": 302, "member": 303}}),
    }
)
