"""A file that is not published goes to those who work on what it is for, and to nobody else."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from agora.editorial.models import Submission
from agora.editorial.services import document_read, version_publish
from agora.kernel import ids
from agora.kernel.errors import InvalidDocument
from agora.media.models import File
from agora.media.services import file_store
from agora.people.models import Duty, Membership
from tests.catalogue.shelf import put, written
from tests.conftest import _somebody
from tests.media.giving import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(ondara, amina):
    return file_store(upload("a.pdf", pdf("Words")), by=amina.account.pk, organisation=ondara.pk)


def status(somebody, file):
    client = Client() if somebody is None else somebody.client()
    return client.get(f"/media/{file.pk}/").status_code


def joined(name, organisation, role):
    somebody = _somebody(name)
    Membership.objects.create(person=somebody.person, organisation=organisation, role=role)
    return somebody


def on_duty(name, role):
    somebody = _somebody(name)
    Duty.objects.create(person=somebody.person, role=role)
    return somebody


def test_who_reads_the_drafts_of_the_organisation_has_its_files(file, ondara, amina, beto, chidi):
    assert status(amina, file) == 200
    assert status(None, file) == 404
    assert status(chidi, file) == 404
    assert status(beto, file) == 404  # a member works with no texts
    for role in ("admin", "reviewer", "translator", "approver"):
        assert status(joined(role.title(), ondara, role), file) == 200
    for role in ("facilitator", "trainer", "data-steward", "member"):
        assert status(joined(role.title(), ondara, role), file) == 404


def test_the_same_role_in_another_organisation_is_a_strangers(file):
    from tests.catalogue.shelf import found

    assert status(joined("Esi", found("port-verde"), "admin"), file) == 404


def test_the_learning_team_has_what_waits_for_it(file, ondara):
    lead, reviewer = on_duty("Dana", "lead"), on_duty("Femi", "reviewer")
    assert status(lead, file) == 200
    assert status(reviewer, file) == 404
    sent = Submission.objects.create(
        kind="resource", object_id=uuid.uuid4(), organisation=ondara, title="Sent", language="en",
        revision=1, document={"editions": [{"language": "en", "file": str(file.pk)}]},
    )  # fmt: skip
    assert status(reviewer, file) == 200
    Submission.objects.filter(pk=sent.pk).update(state="declined")
    assert status(reviewer, file) == 404


def test_a_file_of_the_learning_team_is_the_teams(amina):
    file = file_store(upload("a.pdf", pdf("Words")), by=None, organisation=None)
    assert status(on_duty("Femi", "reviewer"), file) == 200
    assert status(amina, file) == 404
    assert status(None, file) == 404


def test_a_published_file_is_everybodys(file):
    put("guide", owner="ondara", editions=[{"language": "en", "file": str(file.pk)}])
    assert status(None, file) == 200
    assert File.objects.get().is_kept


def test_nobody_publishes_the_file_of_another_organisation(file):
    """Whoever learns a file's id must not make it public by naming it in a document of their own."""
    from tests.catalogue.shelf import found

    found("port-verde")
    for owner in ("port-verde", None):
        document = written(
            "stolen", owner=owner, editions=[{"language": "en", "file": str(file.pk)}]
        )
        with pytest.raises(InvalidDocument) as refused:
            version_publish(
                "resource", ids.fixed_id("resource", "stolen"), document_read("resource", document)
            )
        assert [problem.field for problem in refused.value.problems] == ["editions.file"]
    assert status(None, file) == 404


def test_a_picture_or_page_among_files_is_a_download(ondara, amina):
    from tests.media.giving import picture

    file = file_store(upload("a.gif", picture("GIF")), by=amina.account.pk, organisation=ondara.pk)
    answer = amina.client().get(f"/media/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("private")
