"""What every page knows of itself."""

from django.utils import translation

from agora.ui.context import Page, in_language


def test_switching_the_language_keeps_the_place_and_the_query(rf):
    with translation.override("es"):
        page = Page(rf.get("/es/explore/", {"q": "vivienda", "theme": "housing"}))
        assert page.language == "es"
        assert page.direction == "ltr"
        paths = {one.tag: one.path for one in page.languages}
    assert paths["ar"] == "/ar/explore/?q=vivienda&theme=housing"
    assert [one.tag for one in page.languages if one.current] == ["es"]
    assert page.neutral_path == "/en/explore/?q=vivienda&theme=housing"


def test_arabic_runs_from_right_to_left(rf):
    with translation.override("ar"):
        assert Page(rf.get("/ar/")).direction == "rtl"


def test_an_address_without_a_language_leads_home():
    assert in_language("/nowhere/", "fr") == "/fr/"
    assert in_language("//evil.example/x", "fr") == "/fr/"
    assert in_language("/en//evil.example/x", "fr") == "/fr//evil.example/x"


def test_serials_count_up(rf):
    page = Page(rf.get("/en/"))
    assert [page.serial(), page.serial()] == [1, 2]
