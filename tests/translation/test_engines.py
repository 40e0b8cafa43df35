"""Engines are off unless named, found once, and their failures end in the log."""

from __future__ import annotations

import subprocess

import pytest
from django.core.exceptions import ImproperlyConfigured

from agora.config.environment import Environment
from agora.translation import engines
from tests.translation.test_freedict import written

MODE = "sed -u -z s/agua/water/"


@pytest.fixture
def switched_on(tmp_path, settings):
    """Both engines, made of everyday programs and one small dictionary."""
    modes, words = tmp_path / "modes", tmp_path / "words"
    modes.mkdir()
    words.mkdir()
    (modes / "spa-eng.mode").write_text(MODE)
    written(words, "spa-eng", {"agua": "water, tide"})
    settings.ENGINES = ("apertium", "freedict")
    settings.APERTIUM_MODES, settings.FREEDICT = [modes], [words]
    engines.forget()
    return modes


def test_unless_named_nothing_is_looked_for_and_no_program_starts(settings, monkeypatch):
    started: list[object] = []
    whole = subprocess.Popen.__init__

    def count(self, *args, **options):
        started.append(args)
        whole(self, *args, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", count)
    assert settings.ENGINES == ()
    assert not engines.are_on()
    assert engines.translate("agua", "es", "en") is None
    assert engines.look_up("agua", "es", "en") == ()
    assert (engines.translators(), engines.dictionaries()) == ((), ())
    assert started == []


def test_named_engines_translate_and_look_up(switched_on):
    assert engines.are_on()
    assert engines.translate("agua", "es", "en") == "water"
    assert engines.translate_many(["agua", "x", "agua"], "es", "en") == ["water", "x", "water"]
    assert engines.translate("agua", "es", "fr") is None
    assert engines.look_up("agua", "es", "en") == ("water", "tide")


def test_an_answer_is_remembered_and_a_failure_is_not(switched_on):
    assert engines.translate("agua", "es", "en") == "water"
    (pipe,) = engines.translators()[0].pipes()
    pipe.close()
    assert engines.translate("agua", "es", "en") == "water"
    assert not pipe.is_running
    assert engines.translate("otra agua", "es", "en") == "otra water"
    assert pipe.is_running
    (switched_on / "spa-eng.mode").write_text("true")
    engines.forget()
    assert engines.translate("agua", "es", "en") is None
    assert engines.translate("agua", "es", "en") is None
    assert engines._answers == {}


def test_what_is_remembered_stays_within_bounds(switched_on, monkeypatch):
    monkeypatch.setattr(engines, "REMEMBERED", 10)
    engines.translate_many([f"agua {n}" for n in range(50)], "es", "en")
    engines.translate("agua " * 100, "es", "en")
    assert len(engines._answers) == 10


def test_an_engine_that_is_named_and_not_installed_is_said_in_the_log(tmp_path, settings, caplog):
    settings.ENGINES = ("apertium", "freedict")
    settings.APERTIUM_MODES = settings.FREEDICT = [tmp_path / "nowhere"]
    engines.forget()
    assert not engines.are_on()
    assert [record.getMessage() for record in caplog.records] == [
        "AGORA_ENGINES names apertium, which is not installed",
        "AGORA_ENGINES names freedict, which is not installed",
    ]


def test_reports_name_each_engine_with_its_pairs(switched_on, settings):
    apertium, freedict = engines.reports()
    assert (apertium.name, apertium.wanted, apertium.pairs) == ("apertium", True, (("es", "en"),))
    assert (freedict.name, freedict.wanted, freedict.pairs) == ("freedict", True, (("es", "en"),))
    settings.ENGINES = ()
    assert [report.wanted for report in engines.reports()] == [False, False]


def test_the_setting_takes_names_we_know_and_no_others():
    known = ("apertium", "freedict")
    assert Environment({}).some_of("E", known) == ()
    assert Environment({"E": " freedict, apertium ,freedict"}).some_of("E", known) == (
        "freedict", "apertium",
    )  # fmt: skip
    with pytest.raises(ImproperlyConfigured, match="E names “deepl”"):
        Environment({"E": "deepl"}).some_of("E", known)
