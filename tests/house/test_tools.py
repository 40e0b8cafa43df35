"""The tools behind `make check` find what they look for."""

import pytest

from tools import check, postgres, set_up, words


@pytest.mark.parametrize(
    ("source", "plural", "text", "fault"),
    [
        ("%(name)s wrote", "", "%(name)s escribió", ""),
        ("%(name)s wrote", "", "escribió", "lacks %(name)s"),
        ("%(name)s wrote", "", "%(nombre)s escribió", "has %(nombre)s, which the source has not"),
        ("{name} wrote", "", "{name} escribió", ""),
        ("100%% of it", "", "100 % de ello", "lacks %%"),
        ("<b>Read</b>", "", "<b>Leer</b>", ""),
        ("<b>Read</b>", "", "<b>Leer", "has the tags"),
        ("%(n)s thing", "%(n)s things", "%(n)s cosas", ""),
        ("%(n)s thing", "%(n)s things", "cosas", "lacks %(n)s"),
        ("\nRead", "", "Leer", "line break"),
    ],
)
def test_a_translation_keeps_what_the_source_carries(source, plural, text, fault):
    found = words._difference(source, plural, text)
    assert found.startswith(fault) or fault in found
    assert bool(found) == bool(fault)


def test_a_form_for_exactly_one_may_leave_its_number_out_and_nothing_else():
    assert words._difference("%(n)s thing", "%(n)s things", "شيء واحد", silent=True) == ""
    assert words._difference("%(n)s of %(m)s", "%(n)s of %(m)s", "شيء", silent=True)


CATALOGUE = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#, fuzzy
msgid "Doubtful"
msgstr "Dudoso"

msgid "Missing"
msgstr ""

msgid "%(n)s thing"
msgid_plural "%(n)s things"
msgstr[0] "una cosa"
msgstr[1] ""

msgid "Gone"
msgstr "Ido"
"""


def test_a_catalogue_is_read_to_its_last_message(tmp_path):
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE)
    in_code = {("", "Doubtful"), ("", "Missing"), ("", "%(n)s thing"), ("menu", "New")}
    assert list(words._faults_of("es", path, in_code)) == [
        "es: “Doubtful” is marked fuzzy",
        "es: “Missing” is not translated",
        "es: “%(n)s thing” is not translated",
        "es: “New” is in the code and not in the catalogue",
        "es: “Gone” is in the catalogue and not in the code",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("agora/ui/static/vendor/icons.svg", True),
        ("agora/ui/static/ui/htmx.js", True),
        ("agora/ui/static/ui/chart.min.js", True),
        ("node_modules/x/index.js", True),
        ("agora/locale/es/LC_MESSAGES/django.mo", True),
        ("agora/ui/static/ui/agora.js", False),
        ("agora/locale/es/LC_MESSAGES/django.po", False),
        ("docs/pictures/home-360.webp", False),
    ],
)
def test_what_is_not_ours_is_told_by_its_name(name, found):
    assert bool(check._NOT_OURS.search(name)) is found


def test_a_stamp_fits_only_while_nothing_changed(tmp_path):
    stamp = set_up.Stamp(tmp_path / "a" / "stamp", "one")
    assert not stamp.fits
    stamp.write()
    assert stamp.fits
    assert not set_up.Stamp(tmp_path / "a" / "stamp", "two").fits


def test_a_database_of_ones_own_needs_a_command():
    assert postgres.main(["python"]) == 2
