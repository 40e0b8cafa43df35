"""A document drawn as a form and sent back as it was drawn is the same document."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from agora.desk.forms.answers import Asker, Pointed
from agora.desk.forms.engine import Around, StepForm
from agora.desk.forms.paths import languages_in
from agora.editorial.models import Version
from agora.kernel import editing
from agora.people.queries import ANYBODY

pytestmark = pytest.mark.usefixtures("market")


def around(kind: str, document: dict[str, Any], language: str = "", reader: str = "en") -> Around:
    original = document["original_language"]
    return Around(kind, language or original, original, Asker(reader, ANYBODY))


def sent(form: StepForm) -> QueryDict:
    """What a browser sends when nobody touched the form."""
    data = QueryDict(mutable=True)

    def walk(parts: Any) -> None:
        for part in parts:
            if part.sort == "rows":
                data[f"{part.name}.rows"] = part.order
                for row in part.rows:
                    data[f"{row.anchor}.was"] = "" if row.was is None else str(row.was)
                    walk(row.parts)
                continue
            value = part.bound.value()
            if isinstance(value, Pointed):
                data[part.name] = value.text
                data.setlist(f"{part.name}.is", list(value.meant))
            elif isinstance(value, bool):
                if value:
                    data[part.name] = "on"
            elif isinstance(value, list):
                data.setlist(part.name, value)
            else:
                data[part.name] = str(value).replace("\n", "\r\n")

    walk(form.parts)
    return data


def newest() -> list[Version]:
    return list(
        Version.objects.filter(kind__in=["resource", "organisation"]).order_by(
            "kind", "object_id", "number"
        )
    )


def test_every_demonstration_document_comes_back_as_it_was_in_every_language():
    different, seen = [], set()
    for version in newest():
        sort = editing.sort_of(version.kind, version.document)
        assert sort is not None
        seen.add(sort.name)
        for language in languages_in(version.document):
            for step in sort.steps:
                here = around(version.kind, version.document, language)
                data = sent(StepForm(step.fields, version.document, here))
                form = StepForm(step.fields, version.document, here, data)
                if form.changed_document() != version.document or form.errors:
                    different.append((version.document["slug"], step.key, language, form.errors))
    assert different == []
    assert seen == {
        "resource",
        "practice",
        "collection",
        "article",
        "course",
        "organisation",
    }
