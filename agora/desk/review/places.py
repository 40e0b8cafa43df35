"""The places of a document that one may speak about."""

from __future__ import annotations

from agora.desk.forms.paths import is_empty, read
from agora.desk.review.common import sort_of_sent
from agora.editorial.models import Submission

_NOT_SPOKEN_OF = ("slug", "visibility", "team", "original_language", "provenance", "owner")


def places_of(sent: Submission, language: str) -> tuple[tuple[str, str], ...]:
    """Path and name of every place that says something in this language."""
    sort = sort_of_sent(sent)
    if sort is None:
        return ()
    return tuple(
        (spec.path.replace("*", language), str(spec.label))
        for spec in sort.fields()
        if spec.path not in _NOT_SPOKEN_OF
        and not is_empty(read(sent.document, spec.path, language))
    )
