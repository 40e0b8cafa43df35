"""A name cannot pass for another one: nothing unseen in it, no mixed alphabets, no look-alikes."""

from __future__ import annotations

import pytest

from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.kernel import names
from agora.kernel.errors import InvalidDocument
from agora.notices.forms import EnquiryForm
from agora.people.models import OrganisationText
from tests.catalogue.shelf import found, key_of

ALIKE = (
    ("Ondara", "Оndаrа"),  # Cyrillic О and а
    ("Ondara", "ONDARA"),
    ("Ondara", "0ndara"),
    ("Ondara", "Οndara"),  # Greek Ο
    ("Ondara", "On\u200bda\u2060ra"),
    ("Ondara", "Ond\u00adara"),
    ("Ondara", "\u202eOndara\u202c"),
    ("Ondara", "Ｏｎｄａｒａ"),  # full width
    ("Ondara", "𝐎𝐧𝐝𝐚𝐫𝐚"),  # mathematical
    ("Ondara", "Ondara\U000e0041"),  # a tag
    ("Ondara", "  Ondara "),
    ("City of Ondara", "City  of\u00a0Ondara"),
    ("Illa", "lIla"),
    ("Learning", "Leaming"),
    ("COMMUNE", "СОММUNЕ"),  # Cyrillic capitals
    ("L’Hospitalet", "L'Hospitalet"),
    ("Sub-Saharan", "Sub–Saharan"),
    ("كابل", "کابل"),  # two letters kaf
    ("علي", "علی"),  # two letters ya
    ("مدينة", "مديـنة"),  # a stretched line
)
APART = (
    ("Ondara", "Ondora"),
    ("José", "Jose"),
    ("Москва", "Moscow"),
    ("Salé", "Sale"),
    ("Ward 2", "Ward 3"),
    ("القاهرة", "قاهرة"),
    ("Αθήνα", "Athens"),
)
GOOD = (
    "Ondara", "L’Hospitalet de Llobregat", "São Paulo", "Москва", "Αθήνα", "القاهرة", "תל אביב",
    "नई दिल्ली", "서울특별시", "東京都", "می‌خواهم", "क्‍ष", "C40", "UCLG ASPAC", "Đà Nẵng", "Øksnes",
    "Αθήνα – Athens", "Москва (Moscow)", "Nuʻuʻuli", "Team ❤️ 👩‍🌾", "Łódź", "Q'eqchi'", "47",
)  # fmt: skip
BAD = (
    "\u202eOndara", "On\u200bdara", "Ondara\u200f", "On\u2066dara", "On\u00addara", "Ondara\ufeff",
    "a\u200db", "a\u200cb", "Ond\U000e0061ara", "Оndara", "Οndara", "Москвa", "Ondara\x07",
    "Ondara\u2028City", "\u3164", "…", "🙂", "- -", "Ond\u034fara", "x\ufe0f",
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_alike_has_one_skeleton(one, other):
    assert names.skeleton(one) == names.skeleton(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_looks_different_has_two(one, other):
    assert names.skeleton(one) != names.skeleton(other)


@pytest.mark.parametrize("name", GOOD)
def test_names_of_the_world_are_names(name):
    assert names.fault(name) == ""


@pytest.mark.parametrize("name", BAD)
def test_a_name_in_disguise_is_refused_in_a_sentence(name):
    assert len(names.fault(name).split()) > 4


def test_a_skeleton_of_a_skeleton_is_the_same():
    for name in (*GOOD, *BAD, *(name for pair in ALIKE for name in pair)):
        once = names.skeleton(name)
        assert names.skeleton(once) == once, name


# ---------------------------------------------------------------------- where it holds


def _called(slug: str, name: str, tag: str = "en"):
    return document_read(
        "organisation",
        {
            "slug": slug,
            "kind": "network",
            "original_language": tag,
            "texts": {tag: {"name": name}},
        },
    )


@pytest.mark.parametrize("name", ["On\u200bdara", "Оndara", "Ondara\u200f"])
def test_an_organisation_in_disguise_is_refused(name):
    with pytest.raises(InvalidDocument) as refusal:
        _called("x", name)
    assert [problem.field for problem in refusal.value.problems] == ["texts.en.name"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["city of 0ndara", "CITY OF ONDARA", "City of Ondara", "СІТҮ of Ondara"]
)
def test_no_organisation_is_called_as_another_looks_in_any_language(ondara, name):
    document = _called("impostor", name, "fr")
    with pytest.raises(InvalidDocument) as refusal:
        version_publish("organisation", key_of("organisation", "impostor"), document)
    (problem,) = refusal.value.problems
    assert problem.field == "texts.fr.name"
    assert "City of Ondara" in problem.message
    assert not OrganisationText.objects.filter(language="fr").exists()


@pytest.mark.django_db
def test_the_name_of_a_withdrawn_organisation_is_free_and_ones_own_is_ones_own(ondara):
    first = found("office", name="Office of Care")
    assert found("office", name="Office of care", short_name="OC").short_name == "OC"
    content_withdraw("organisation", first.pk, "Closed.")
    assert found("new-office", name="Office of Care").slug == "new-office"


@pytest.mark.parametrize("name", ["Ami\u202ena", "Аmina"])
def test_who_asks_a_city_signs_with_a_name_one_can_see(name):
    form = EnquiryForm({"name": name, "email": "a@b.example", "text": "What did it cost you?"})
    assert not form.is_valid()
    assert list(form.errors) == ["name"]
