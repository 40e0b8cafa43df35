"""What is dear to make is kept on disk, and only our own file, for the same state, is ever read."""

import pickle
from pathlib import Path

import pytest

from agora.kernel.kept import kept


class Maker:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"made": self.times}


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.KEPT = tmp_path / "kept"
    return settings.KEPT


class Bomb:
    """Runs something when it is read."""

    def __reduce__(self):
        return (pytest.fail, ("a foreign file was opened",))


def test_it_is_made_once_and_read_afterwards(folder):
    make = Maker()
    assert [kept("words", "1", make) for _ in range(3)] == [{"made": 1}] * 3
    assert make.times == 1


def test_another_state_is_made_anew(folder):
    make = Maker()
    assert [kept("words", state, make)["made"] for state in ("1", "2", "2", "1")] == [1, 2, 2, 3]


def test_a_file_of_another_installation_is_never_opened(folder, settings):
    kept("words", "1", Maker())
    path = folder / "words.kept"
    whole = path.read_bytes()
    head = whole[32 : whole.index(b"\n1\n") + 3]
    for content in (head + pickle.dumps(Bomb()), b"", b"x" * 31, b"\0" * 4096):
        path.write_bytes(whole[:32] + content)
        assert kept("words", "1", Maker()) == {"made": 1}
    settings.SECRET_KEY = "another key of another installation"
    make = Maker()
    kept("words", "1", make)
    assert make.times == 1


def test_a_file_of_another_name_does_not_stand_in(folder):
    kept("words", "1", Maker())
    (folder / "others.kept").write_bytes((folder / "words.kept").read_bytes())
    make = Maker()
    kept("others", "1", make)
    assert make.times == 1


def test_a_folder_that_cannot_be_written_is_no_fault(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    settings.KEPT = tmp_path / "file"
    assert kept("words", "1", Maker()) == {"made": 1}
    assert "cannot be kept" in caplog.text


@pytest.mark.django_db
def test_the_vocabulary_and_the_bridge_read_from_the_file_are_what_was_made(folder, monkeypatch):
    from agora.catalogue import bridge
    from agora.topics import queries

    queries.forget()
    made_words, made = queries.vocabulary(), bridge.bridge()
    assert sorted(path.name for path in folder.iterdir()) == ["bridge.kept", "vocabulary.kept"]
    queries.forget()
    monkeypatch.setattr(queries, "_read", lambda: pytest.fail("it was made again"))
    monkeypatch.setattr(bridge, "_made", lambda _words: pytest.fail("it was made again"))
    words, found = queries.vocabulary(), bridge.bridge()
    assert words is not made_words
    assert words == made_words
    for query, language in (("vivienda", "es"), ("السكن اللائق", "ar"), ("waste pickers", "en")):
        assert found.lexicon.read(query, language) == made.lexicon.read(query, language)
    queries.forget()
