"""A spreadsheet comes in: by dry run, really, again; changed at the source, edited here, taken back."""

import json

import pytest
from django.core.management import call_command

from agora.catalogue.models import Resource, ResourceText
from agora.editorial.models import Draft, Version
from agora.editorial.services import document_read, version_publish
from agora.exchange.bringing import services, writing
from agora.exchange.models import Import, ImportRow, Item, Source
from agora.kernel.models import OutboxEntry
from tests.exchange.bringing.given import bring, table

pytestmark = pytest.mark.django_db

ROWS = [
    ("1", "Waste in small cities", "https://example.org/waste", "", "en"),
    ("2", "Agua para todos", "", "Cómo una ciudad llevó el agua a cada barrio.", "es"),
    ("3", "", "https://example.org/none", "", "en"),
    ("4", "Nothing to open", "", "", "en"),
    ("2", "Agua otra vez", "https://example.org/agua", "", "es"),
    ("6", '=HYPERLINK("https://example.org")', "https://example.org/x", "", "en"),
    ("7", "Unknown language", "https://example.org/y", "", "klingonese"),
    ("8", "Bad link", "javascript:alert(1)", "", "en"),
]


@pytest.fixture
def sheet(tmp_path, ondara):
    return table(tmp_path / "guides.csv", ROWS)


def test_a_dry_run_says_what_is_wrong_with_each_row_and_writes_nothing(sheet):
    last, before = bring("csv", sheet, "--dry-run")
    assert last == "Nothing was written. 2 new, 0 changed, 0 unchanged, 6 rejected"
    said = "\n".join(before)
    for sentence in (
        "row 4, https://example.org/none: rejected\n  It has no title. Write one.",
        "row 5, Nothing to open: rejected\n  It has neither an address nor a text.",
        "row 6, Agua otra vez: rejected\n  It is the same thing as row 3.",
        "The cell “title” holds a formula.",
        "“klingonese” is not a language we know.",
        "“javascript:alert(1)” is not a web address",
    ):
        assert sentence in said
    assert not Source.objects.exists()
    assert not Resource.objects.exists()


def test_what_is_good_comes_in_and_the_same_again_changes_nothing(sheet, ondara, index):
    last, _ = bring("csv", sheet)
    assert last == "2 new, 0 changed, 0 unchanged, 6 rejected"
    spanish = ResourceText.objects.get(title="Agua para todos")
    assert (spanish.language, spanish.origin) == ("es", "imported")
    assert spanish.body == "<p>Cómo una ciudad llevó el agua a cada barrio.</p>"
    assert spanish.resource.owner_id == ondara.pk
    assert spanish.resource.version == 1
    assert not OutboxEntry.objects.filter(kind="resource").exists()
    versions = Version.objects.count()
    last, _ = bring("csv", sheet)
    assert last == "0 new, 0 changed, 2 unchanged, 6 rejected"
    assert Version.objects.count() == versions


def test_what_somebody_edited_here_is_locked_against_the_source(sheet, tmp_path, ondara, amina):
    bring("csv", sheet)
    text = ResourceText.objects.get(title="Waste in small cities")
    version = Version.objects.get(object_id=text.resource_id)
    edited = json.loads(json.dumps(version.document))
    edited["texts"]["en"]["title"] = "Waste, told better"
    version_publish(
        "resource", text.resource_id, document_read("resource", edited), by=amina.account.pk
    )
    changed = [("1", "Waste in all cities", "https://example.org/waste-2", "", "en"), *ROWS[1:2]]
    table(sheet, changed)
    _last, said = bring("csv", sheet, "--dry-run")
    assert "  texts.en.title was edited here and stays as it is" in said
    last, _ = bring("csv", sheet)
    assert last == "0 new, 1 changed, 1 unchanged, 0 rejected"
    live = Version.objects.filter(object_id=text.resource_id).latest("number").document
    assert live["texts"]["en"]["title"] == "Waste, told better"
    assert [one["url"] for one in live["editions"]] == ["https://example.org/waste-2"]
    last, _ = bring("csv", sheet)
    assert last == "0 new, 0 changed, 2 unchanged, 0 rejected"


def test_an_import_is_taken_back_but_what_was_edited_since_stays(sheet, tmp_path, ondara, amina):
    bring("csv", sheet)
    first = Import.objects.get()
    changed = [
        ("1", "Waste in all cities", "https://example.org/waste", "", "en"),
        ROWS[1],
        ("9", "New and edited", "https://example.org/9", "", "en"),
        ("10", "New", "https://example.org/10", "", "en"),
    ]
    table(sheet, changed)
    bring("csv", sheet)
    second = Import.objects.exclude(pk=first.pk).get()
    kept = Version.objects.get(document__texts__en__title="New and edited")
    document = {**kept.document, "licence": "cc-by"}
    version_publish("resource", kept.object_id, document_read("resource", document))
    call_command("import", "undo", str(second.pk), stdout=__import__("io").StringIO())
    live = {t.title for t in ResourceText.objects.filter(resource__withdrawn_at__isnull=True)}
    assert live == {"Waste in small cities", "Agua para todos", "New and edited"}
    second.refresh_from_db()
    assert (second.state, second.undone) == ("undone", 2)
    last, _ = bring("csv", sheet)
    assert last == "1 new, 1 changed, 2 unchanged, 0 rejected"


def test_a_killed_import_goes_on_where_it_stood_and_ends_once(tmp_path, ondara, monkeypatch):
    path = table(
        tmp_path / "many.csv",
        [(n, f"Guide {n}", f"https://example.org/{n}", "", "en") for n in range(70)],
    )
    run = services.import_begin(
        ondara.pk, "csv", "many.csv", by=None, publishes=True, content=path.read_bytes()
    )
    assert services.import_read(run.pk)
    services.import_start(run.pk)
    assert not writing.import_write(run.pk, seconds=0)  # one transaction, then killed
    run.refresh_from_db()
    assert 0 < run.written < 70
    assert Resource.objects.count() == run.written
    assert writing.import_write(run.pk)
    assert writing.import_write(run.pk)
    assert (
        Resource.objects.count()
        == Item.objects.count()
        == Version.objects.filter(kind="resource").count()
        == 70
    )
    assert run.rows.filter(state=ImportRow.State.WAITING).count() == 0


def test_an_editors_import_makes_drafts_that_nobody_else_sees(sheet, ondara, amina):
    run = services.import_begin(
        ondara.pk,
        "csv",
        "guides.csv",
        by=amina.account.pk,
        publishes=False,
        content=sheet.read_bytes(),
    )
    services.import_read(run.pk)
    services.import_start(run.pk)
    writing.import_write(run.pk)
    assert not Resource.objects.exists()
    assert {draft.title for draft in Draft.objects.filter(organisation=ondara)} == {
        "Waste in small cities", "Agua para todos",
    }  # fmt: skip
    writing.undo_start(run.pk)
    writing.import_undo(run.pk)
    assert not Draft.objects.exists()
    assert not Item.objects.exists()
