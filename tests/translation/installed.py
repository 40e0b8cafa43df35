"""Engines for tests: those installed, and stand-ins made of everyday programs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from agora.translation.apertium import FOLDER as MODES
from agora.translation.apertium import Apertium
from agora.translation.freedict import FOLDER as DICTIONARIES

TAGS = ("en", "es", "fr", "pt", "ar")


def _missing(what: str) -> None:
    """Skip on a visitor's machine, fail where all must be there."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def need_apertium() -> None:
    """The pairs the tests use."""
    for mode in ("spa-eng", "eng-spa", "fr-es", "es-fr", "pt-es", "es-pt"):
        if not (MODES / f"{mode}.mode").exists():
            _missing("Install apertium-eng-spa, apertium-fr-es and apertium-es-pt for this test.")


def need_freedict() -> None:
    """The dictionaries the tests use."""
    for pair in ("spa-eng", "eng-fra", "ara-eng"):
        if not (DICTIONARIES / f"freedict-{pair}.index").exists():
            _missing("Install dict-freedict-spa-eng, -eng-fra and -ara-eng for this test.")


def apertium(seconds: float = 10.0) -> Apertium:
    """The installed one, patient with a busy machine."""
    return Apertium(seconds=seconds, first=TAGS)


def stand_in(folder: Path, modes: dict[str, str], seconds: float = 10.0) -> Apertium:
    """An Apertium whose modes run these command lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, line in modes.items():
        (folder / f"{name}.mode").write_text(line + "\n")
    return Apertium((folder,), seconds=seconds, first=TAGS)


def alive(process_ids: Iterable[int]) -> list[int]:
    """Those of these processes that still run."""
    return [pid for pid in process_ids if Path(f"/proc/{pid}").exists()]
