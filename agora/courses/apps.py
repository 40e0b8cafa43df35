"""Start-up of the room `courses`."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses: their lessons, runs, enrolment and progress."""

    name = "agora.courses"
    label = "courses"

    def ready(self) -> None:
        """Register what lower rooms must know: the lessons of a resource, its files, its editing."""
        from dataclasses import replace

        from django.utils.translation import gettext_lazy as _

        from agora.catalogue import pages
        from agora.catalogue.documents import ResourceDocument
        from agora.catalogue.many import publishing as many
        from agora.courses import documents, editing, publishing, words
        from agora.courses.certificates import views as certifying
        from agora.courses.pages import course as page
        from agora.courses.pages import finishing
        from agora.courses.queries import files
        from agora.courses.seats import starting
        from agora.courses.tutoring import starting as tutoring
        from agora.credentials import words as certificate_words
        from agora.journal import verbs
        from agora.kernel import kinds, personal
        from agora.media import queries as media
        from agora.ui import mine

        def is_plain(document: ResourceDocument) -> bool:
            return many.resource_is_plain(document) and not getattr(document, "course", None)

        kinds.register(
            replace(
                kinds.kind_named("resource"),
                schema=documents.CourseDocument,
                apply=publishing.course_apply,
                many=kinds.Many(is_plain, many.resources_apply_new),
            )
        )
        editing.register_sorts()
        pages.register("course", page.course)
        mine.register("my-courses", _("My courses"), "my-courses", 20)
        media.register(files.file_visible_to)
        media.register_readers(files.file_readable_by)
        verbs.register(words.ACTS)
        finishing.register(certifying.onwards)
        certificate_words.facts_register({"score": _("Result")})
        certificate_words.type_register("course", "Course")
        personal.register("courses.Enrolment", "account", "empty", owner="account")
        personal.register("courses.Note", "text", "delete", owner="enrolment__account")
        personal.register("courses.Attempt", "answers", "empty", owner="enrolment__account")
        personal.register("courses.Attempt", "marked_by", "empty", owner="marked_by")
        personal.register(
            "courses.Cohort",
            "name",
            "keep",
            owner=personal.NOBODY,
            reason="the name of a group, given by its organisers",
        )
        personal.register("courses.CohortTutor", "account", "delete", owner="account")
        starting.register()
        tutoring.register()
