"""Templates stay in their room, and nothing in them is inline."""

import ast
import re

import pytest

from tests.house.rooms import PACKAGE, floors, shown, sources

TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.*"))
_USES = re.compile(r"\{%\s*(?:extends|include)\s+(\S+)")
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
_DATA = ("application/ld+json", "application/json")


def strangers(room: str, text: str) -> list[str]:
    """What a template of this room uses that is neither its own room's nor ui's."""
    found = []
    for name in _USES.findall(text):
        literal = re.fullmatch(r"[\"']([\w-]+)/[\w./-]+[\"']", name)
        if not literal or literal.group(1) not in (room, "ui"):
            found.append(name)
    return found


def inline(text: str) -> list[str]:
    """Styles and scripts that the content security policy forbids."""
    found = re.findall(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text, re.IGNORECASE
    )
    for attributes in _SCRIPT.findall(text):
        if "src=" not in attributes and not any(kind in attributes for kind in _DATA):
            found.append(f"<script{attributes}>")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_uses_its_own_room_and_ui_only(path):
    inside = path.relative_to(PACKAGE).parts
    assert inside[2] == inside[0], f"put it into {inside[0]}/templates/{inside[0]}/"
    assert strangers(inside[0], path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_has_no_inline_style_or_script(path):
    assert inline(path.read_text()) == []


def test_code_draws_its_own_rooms_templates_or_uis():
    rooms, found = set(floors()), []
    for room, path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = re.fullmatch(r"(\w+)/[\w./-]+\.(html|txt|xml)", node.value)
                if match and match.group(1) in rooms - {room, "ui"}:
                    found.append(f"{shown(path, node.lineno)}: {node.value}")
    assert found == []


def test_faults_would_be_found():
    assert strangers("web", "{% include 'ui/card.html' %}{% extends \"web/a.html\" %}") == []
    assert strangers("web", '{% include "forums/stand.html" %}') == ['"forums/stand.html"']
    assert strangers("web", "{% include name %}") == ["name"]
    assert inline('<p style="color: red">') == [" style="]
    assert inline("<style>p{}</style><a href='javascript:x'>") == ["<style", "javascript:"]
    assert inline('<a onclick="x()">') == [' onclick="']
    assert inline("<script>x()</script>") == ["<script>"]
    assert inline('<script src="x"></script><script type="application/ld+json">') == []


def covered(tree: ast.AST) -> list[int]:
    """Lines where a view gives a template something called `page`: that hides the page itself."""
    return [
        key.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")).endswith(("render", "page"))
        for given in call.args
        if isinstance(given, ast.Dict)
        for key in given.keys
        if isinstance(key, ast.Constant) and key.value == "page"
    ]


def test_no_view_hides_the_page_and_with_it_its_language():
    assert [shown(path, line) for _room, path, tree in sources() for line in covered(tree)] == []


def test_a_view_that_hides_the_page_is_found():
    assert covered(ast.parse('desk_page(request, me, "a.html", {"page": 1}, title="A")')) == [1]
