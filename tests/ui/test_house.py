"""Rules of the face: nothing inline, every icon there, light enough for a slow line."""

import re
import sys
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "agora" / "ui" / "static"
TEMPLATES = sorted(ROOT.glob("agora/*/templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or "application/ld+json" in script


def test_every_icon_a_template_names_is_built():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from front_end import ICONS
    finally:
        sys.path.pop(0)
    named = set()
    for path in [*TEMPLATES, ROOT / "agora" / "ui" / "templatetags" / "ui.py"]:
        named |= set(re.findall(r"icon[ (]\"([a-z0-9-]+)\"", path.read_text()))
    assert named == set(ICONS)


def test_style_and_script_are_within_their_budget():
    assert len(brotli.compress((STATIC / "ui" / "agora.css").read_bytes())) <= 9_000
    assert len(brotli.compress((STATIC / "ui" / "agora.js").read_bytes())) <= 2_000


PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?:left|right)\s*:)"
)
FOUR_SIDES = re.compile(
    r"(?<![-\w])(?:margin|padding)\s*:\s*([\w.%-]+)\s+([\w.%-]+)\s+([\w.%-]+)\s+([\w.%-]+)\s*[;}]"
)


def _one_handed(css: str) -> list[str]:
    """What would stand on the wrong side in Arabic: physical sides, or four of which two differ."""
    found = [match.group() for match in PHYSICAL.finditer(css)]
    return found + [m.group() for m in FOUR_SIDES.finditer(css) if m.group(2) != m.group(4)]


@pytest.mark.parametrize("sheet", ["agora.css", "desk.css"])
def test_the_style_sheets_speak_in_logical_properties(sheet):
    assert _one_handed((STATIC / "ui" / sheet).read_text()) == []


@pytest.mark.parametrize("css", ["a { left: 0 }", "a { padding-left: 1rem }", "a { padding: 0 .5rem 1px 0 }"])  # fmt: skip
def test_a_side_that_does_not_turn_would_be_found(css):
    assert _one_handed(css)
