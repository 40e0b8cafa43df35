"""An organisation takes out what is its own: nothing unpublished of others, and nobody's address."""

from __future__ import annotations

import pytest

from agora.exchange.whole.reading import archive_read
from agora.exchange.whole.writing import archive_write, scope_of
from agora.people.models import Membership
from tests.catalogue.shelf import found, put
from tests.editorial.reviewing import drafted, sent
from tests.exchange.whole.archives import inside, rows_in
from tests.readers.keeping import follows, keep_search, kept_list


@pytest.fixture
def brumal(chidi, db):
    """Another organisation, in which Chidi writes."""
    made = found("brumal", name="City of Brumal", kind="local-government")
    Membership.objects.create(person=chidi.person, organisation=made, role="editor")
    return made


@pytest.fixture
def full(amina, beto, chidi, ondara, brumal):
    """Both have public things, hidden things, drafts and things sent; Beto did not agree to be named."""
    put("ondara-guide", owner="ondara")
    put("ondara-inner", owner="ondara", visibility="organisation")
    guide = put("brumal-guide", owner="brumal")
    put("brumal-inner", owner="brumal", visibility="organisation")
    put(
        "ondara-shelf", owner="ondara", type="collection",
        items=[{"to": "brumal-guide"}, {"to": "ondara-guide"}],
    )  # fmt: skip
    by_ondara = [{"role": "publisher", "organisation": "ondara"}]
    put("of-nobody", contributions=by_ondara)
    put("of-nobody-inner", contributions=by_ondara, visibility="network")
    put("of-nobody-by-others", contributions=[{"role": "publisher", "organisation": "brumal"}])
    drafted(amina, ondara, "ondara-draft")
    sent(amina, ondara, "ondara-sent")
    drafted(chidi, brumal, "brumal-draft")
    sent(chidi, brumal, "brumal-sent")
    kept_list(amina, guide, name="Mine alone")
    keep_search(amina, text="trees")
    follows(amina, "organisation", brumal)
    type(beto.person).objects.filter(pk=beto.person.pk).update(is_credited=False)


@pytest.fixture
def archive(full, tmp_path):
    archive_write(tmp_path / "o.zip", scope=scope_of("ondara"), vocabularies=False)
    return inside(tmp_path / "o.zip")


def test_it_holds_what_is_its_own(archive):
    slugs = {row["slug"] for row in rows_in(archive, "catalogue.Resource")}
    assert slugs == {
        "ondara-guide", "ondara-inner", "ondara-shelf", "brumal-guide", "of-nobody",
    }  # fmt: skip
    drafts = [row["document"]["slug"] for row in rows_in(archive, "editorial.Draft")]
    assert sorted(drafts) == ["ondara-draft", "ondara-sent"]
    assert [row["document"]["slug"] for row in rows_in(archive, "editorial.Submission")] == [
        "ondara-sent"
    ]
    assert len(rows_in(archive, "catalogue.CollectionItem")) == 2
    versions = {row["document"]["slug"] for row in rows_in(archive, "editorial.Version")}
    assert versions == {"ondara", "ondara-guide", "ondara-inner", "ondara-shelf"}


def test_nothing_unpublished_of_others_and_no_address_is_in_it(archive):
    everything = b"\n".join(archive.values())
    for word in (
        b"brumal-inner",
        b"brumal-draft",
        b"brumal-sent",
        b"@ondara.example",
        b"Mine alone",
    ):
        assert word not in everything
    assert not any(name.startswith("readers/") for name in archive)
    assert "people/people.account.jsonl" not in archive


def test_whoever_did_not_agree_is_an_id_without_a_name(archive, amina, beto):
    people = {row["id"]: row["name"] for row in rows_in(archive, "people.Person")}
    assert people == {str(amina.person.pk): "Amina", str(beto.person.pk): ""}
    assert b"Beto" not in b"\n".join(archive.values())
    assert {row["person"] for row in rows_in(archive, "people.Membership")} == set(people)


@pytest.mark.django_db(transaction=True)
def test_it_is_read_into_an_empty_agora_and_comes_out_the_same(full, worlds, tmp_path):
    from django.db import connection

    from tests.exchange.whole.archives import dateless
    from tests.worlds import PLAIN, forget

    archive_write(tmp_path / "o.zip", scope=scope_of("ondara"), vocabularies=False)
    here, there = connection.settings_dict["NAME"], worlds.copy(PLAIN)
    try:
        worlds._use(there)
        forget()
        archive_read(tmp_path / "o.zip")
        archive_write(tmp_path / "p.zip", scope=scope_of("ondara"), vocabularies=False)
        assert dateless(inside(tmp_path / "p.zip")) == dateless(inside(tmp_path / "o.zip"))
    finally:
        connection.close()
        worlds._use(here)
        worlds.drop(there)
        forget()
