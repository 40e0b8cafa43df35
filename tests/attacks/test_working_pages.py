"""Markup in a draft, in what was sent for review and in what is translated runs on no working page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agora.editorial.models import Draft, Message, Revision, Submission
from agora.editorial.services import document_read, version_publish
from agora.kernel import editing
from agora.people.models import Duty
from tests.attacks.test_stored_markup import AUDIT, TITLES, bare_page, fired, shown
from tests.attacks.vectors import chunks, documents, feeds, vectors
from tests.catalogue.shelf import found, key_of

__all__ = ["bare_page"]


def _hostile(kind: str, document: dict[str, Any], author: Any, owner: Any) -> list[str]:
    """A draft with this document as it was typed, sent and commented on; its pages."""
    slug = document["slug"]
    draft = Draft.objects.create(
        kind=kind, object_id=key_of(kind, slug), organisation=owner,
        title=editing.title_of(document)[:300], document=document, revision=2,
    )  # fmt: skip
    for number in (1, 2):
        said = document if number == 2 else {**document, "texts": {"en": {"title": "Before"}}}
        Revision.objects.create(
            draft=draft, number=number, document=said, saved_by=author, note=TITLES[number]
        )
    sent = Submission.objects.create(
        draft=draft, kind=kind, object_id=draft.object_id, organisation=owner, title=draft.title,
        language="en", document=document, revision=2, submitted_by=author,
    )  # fmt: skip
    for number, title in enumerate(TITLES):
        Message.objects.create(
            submission=sent, author=author, verb="comment", text=title * 2, language="en",
            field="texts.en.title" if number % 2 else "",
        )  # fmt: skip
    sort = editing.sort_of(kind, document)
    assert sort is not None, kind
    base = f"/en/desk/drafts/{draft.pk}/"
    return [
        base, f"{base}preview/", f"{base}history/", *(f"{base}write/{s.key}/" for s in sort.steps),
        f"/en/desk/review/{sent.pk}/",
    ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.data
@pytest.mark.django_db
def test_on_no_working_page_anything_of_it_runs(
    bare_page, amina, chidi, ondara, data_folder: Path, client
):
    amina.person.name = TITLES[1]  # a name that was there before names were looked at
    amina.person.save()
    Duty.objects.create(person=chidi.person, role="lead")
    pages: list[str] = ["/en/desk/", "/en/desk/drafts/", "/en/desk/review/", "/en/desk/translate/"]
    pieces = list(chunks([*vectors(), *feeds(data_folder)[:200]], 17_000))
    for number, body in enumerate(pieces):
        title = TITLES[number % len(TITLES)]
        made = documents(body, title, number)
        found(f"o{number}", name=f"Office {number}")
        for address, document in made.items():
            kind = address.split()[0]
            if kind == "resource":
                live = document_read(kind, document)
                version_publish(kind, key_of(kind, document["slug"]), live)
                key = key_of(kind, document["slug"])
                pages += [
                    f"/en/desk/translate/{kind}/{key}/",
                    f"/en/desk/translate/{kind}/{key}/pt/",
                ]
                document["owner"] = "ondara"
            pages += _hostile(kind, document, amina.account.pk, ondara)
    lead = chidi.client()
    seen = 0
    for address in pages:
        answer = lead.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        shown(bare_page, answer.content.decode())
        assert fired(bare_page) == set(), address
        assert bare_page.evaluate(AUDIT) == [], address
        seen += 1
    assert seen > 60
