"""A citation says what the record says and nothing of a title gets out of its field."""

from agora.catalogue.logic import Cited, bibtex


def cited(title):
    """A record with this title."""
    return Cited(title, ["Amina Ondara"], ["Ondara"], "2022", "https://a.example/id/1", "a-1", "en")


def test_a_bibtex_entry_holds_every_part():
    assert bibtex(cited("50 % & more")) == (
        "@misc{a-1,\n"
        "  title = {50 \\% \\& more},\n"
        "  author = {Amina Ondara},\n"
        "  publisher = {Ondara},\n"
        "  year = {2022},\n"
        "  language = {en},\n"
        "  url = {https://a.example/id/1}\n"
        "}\n"
    )


def test_braces_in_a_title_stay_balanced():
    entry = bibtex(cited("a} , url={http://evil} \\ b"))
    assert entry.count("{") == entry.count("}")
    assert "\\textbraceright{} , url=\\textbraceleft{}http://evil" in entry
    assert "\\textbackslash{} b" in entry
