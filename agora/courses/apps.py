"""Start-up of the room `courses`."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses: their lessons, runs, enrolment and progress."""

    name = "agora.courses"
    label = "courses"

    def ready(self) -> None:
        """Register what lower rooms must know."""
