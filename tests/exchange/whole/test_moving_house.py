"""Everything goes out of one Agora and into an empty one, and out of that one the same again.

In plain words: the operator of a market with drafts, things sent for review, lists, files and people writes one
archive, sets up a new Agora, reads the archive in, and has the same market there: whoever signed in before signs in
again, a search finds what it found, and another archive made there is the same byte for byte.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from agora.credentials.did import MARKET
from agora.credentials.keys import key_in_use
from agora.credentials.services import credential_rename
from agora.people.queries import Standing
from tests.catalogue.shelf import put
from tests.credentials.earning import earned
from tests.editorial.reviewing import drafted, sent
from tests.exchange.whole.archives import dateless, inside, rows_in
from tests.readers.keeping import follows, keep_search, kept_list
from tests.worlds import PLAIN, forget


def lived_in(amina, chidi, ondara):
    """Work, files, lists and a second place: what a market that is used has beside its content."""
    from agora.catalogue.models import Resource
    from agora.journal.services import entry_write
    from agora.media.models import File
    from agora.people.models import Duty

    file = File.objects.create(
        stored=ContentFile(b"%PDF-1.4 shade", name="shade.pdf"), name="shade.pdf",
        media_type="application/pdf", size_bytes=14, organisation=ondara, is_kept=True,
        sha256="1c5b9c4a1f1f3f1a4d6c8a7a4ee1a3a5f1a3c4b5d6e7f8091a2b3c4d5e6f7081",
    )  # fmt: skip
    drafted(amina, ondara, "shade-draft")
    sent(amina, ondara, "shade-sent", note="Please read it.")
    kept_list(chidi, *Resource.objects.filter(visibility="public")[:3])
    keep_search(chidi, text="trees")
    follows(chidi, "organisation", ondara)
    Duty.objects.create(person=amina.person, role=Duty.Role.LEAD)
    key_in_use(MARKET)
    wrong = earned(chidi, ondara)
    credential_rename(Standing(account=chidi.account.pk), wrong.pk, name="Chidi Okoro Obi")
    entry_write("edit", "organisation", ondara.pk, actor=amina.account.pk, organisation=ondara.pk)
    return file


@pytest.mark.django_db(transaction=True)
def test_an_archive_read_into_an_empty_agora_gives_the_same_archive(
    market, worlds, amina, chidi, ondara, tmp_path, settings, client
):
    file = lived_in(amina, chidi, ondara)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    call_command("export", "everything", "--to", str(first), verbosity=0)
    call_command("export", "everything", "--to", str(tmp_path / "again.zip"), verbosity=0)
    assert dateless(inside(first)) == dateless(inside(tmp_path / "again.zip"))

    here, there = connection.settings_dict["NAME"], worlds.copy(PLAIN)
    try:
        worlds._use(there)
        settings.MEDIA_ROOT = tmp_path / "new-media"
        forget()
        key_in_use(MARKET)  # the set-up made one there
        call_command("import", "everything", str(first), "--dry-run", verbosity=0)
        assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))
        call_command("import", "everything", str(first), verbosity=0)
        forget()
        call_command("export", "everything", "--to", str(second), verbosity=0)
        assert dateless(inside(second)) == dateless(inside(first))
        entries = inside(second)
        assert entries[f"files/{file.pk}"] == b"%PDF-1.4 shade"
        assert [row["name"] for row in rows_in(entries, "readers.SavedList")] == ["Shade"]

        from agora.journal.services import entry_write
        from agora.people.models import Account

        assert client.get("/en/explore/?q=housing").status_code == 200
        client.force_login(Account.objects.get(email="amina@ondara.example"))
        assert client.get("/en/desk/drafts/").content.count(b"Shade draft") == 1
        # Sequences go on after the highest number there.
        entry_write("edit", "organisation", ondara.pk, actor=None)
    finally:
        connection.close()
        worlds._use(here)
        worlds.drop(there)
        forget()


@pytest.mark.data
def test_an_archive_of_sqlite_is_read_on_this_database(db, tmp_path, settings):
    """Set AGORA_TEST_ARCHIVE to an archive made elsewhere: SQLite’s goes into PostgreSQL the same."""
    given = os.environ.get("AGORA_TEST_ARCHIVE")
    if not given:
        pytest.skip("No archive is given.")
    call_command("import", "everything", given, verbosity=0)
    call_command("export", "everything", "--to", str(tmp_path / "out.zip"), verbosity=0)
    assert dateless(inside(tmp_path / "out.zip")) == dateless(inside(Path(given)))
    assert json.loads(inside(Path(given))["manifest.json"])["version"] == 1


def test_an_agora_with_anything_in_it_is_refused(db, tmp_path, ondara):
    from agora.exchange.whole.errors import ArchiveUnfit
    from agora.exchange.whole.reading import archive_read
    from agora.exchange.whole.writing import archive_write

    archive_write(tmp_path / "a.zip", vocabularies=False)
    with pytest.raises(ArchiveUnfit, match="not empty"):
        archive_read(tmp_path / "a.zip")
    assert put("guide").slug == "guide"
