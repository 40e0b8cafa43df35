"""What a reader calls the fields of a record, where a sentence lists them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

FIELD_WORDS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("title", pgettext_lazy("field", "title")),
    ("original_language", pgettext_lazy("field", "language")),
    ("summary", pgettext_lazy("field", "summary")),
    ("body", pgettext_lazy("field", "description")),
    ("why", pgettext_lazy("field", "why it matters")),
    ("outcomes", pgettext_lazy("field", "what one learns")),
    ("published", pgettext_lazy("field", "date")),
    ("editions", pgettext_lazy("field", "editions")),
    ("contributions", pgettext_lazy("field", "credits")),
    ("duration_minutes", pgettext_lazy("field", "duration")),
    ("licence", pgettext_lazy("field", "licence")),
    ("audiences", pgettext_lazy("field", "for whom")),
    ("places", pgettext_lazy("field", "places")),
    ("themes", pgettext_lazy("field", "topics")),
    ("goals", pgettext_lazy("field", "topics")),
    ("targets", pgettext_lazy("field", "topics")),
    ("axes", pgettext_lazy("field", "topics")),
    ("pledges", pgettext_lazy("field", "topics")),
    ("items", pgettext_lazy("field", "items")),
    ("problem", pgettext_lazy("field", "the problem")),
    ("done", pgettext_lazy("field", "what was done")),
    ("components", pgettext_lazy("field", "components")),
    ("series", pgettext_lazy("field", "figures")),
    ("lessons", pgettext_lazy("field", "lessons")),
    ("keywords", pgettext_lazy("field", "keywords")),
)
"""The first part of a field's path, and its words."""
