"""Every command of ours says what it does, with an example; every setting is documented."""

import ast
import importlib
import re
import subprocess
import sys

import pytest
from django.core.management import get_commands

from agora.config.cli import COMMANDS
from tests.house.rooms import PACKAGE, ROOT, shown, sources

OURS = sorted(
    (path.relative_to(PACKAGE).parts[0], path.stem)
    for path in PACKAGE.glob("*/management/commands/*.py")
    if not path.stem.startswith("_")
)
# Not for who runs a market: they say where the tests find things, or speak to a program we start.
TOOLS = {"CHROMIUM"}
NOT_SETTINGS = {"AGORA_TEST_DATA", "AGORA_TEST_WORKERS", "AGORA_BENCH_FOLDER"}


@pytest.mark.parametrize(("room", "name"), OURS)
def test_a_command_says_what_it_does_with_an_example(room, name):
    command = importlib.import_module(f"agora.{room}.management.commands.{name}").Command()
    assert len(command.help) > 20
    assert command.help.endswith(".")
    text = command.create_parser("agora", name).format_help()
    assert re.search(rf"^Example:\n  agora {name}\b", text, re.MULTILINE)
    assert "==SUPPRESS==" not in text
    unexplained = [
        action.option_strings or action.dest
        for action in command.create_parser("agora", name)._actions
        if not action.help
    ]
    assert unexplained == []


def test_the_command_line_lists_our_commands_and_only_what_exists():
    assert {name for _room, name in OURS} <= set(COMMANDS)
    assert set(COMMANDS) <= set(get_commands())


def test_the_command_line_explains_itself():
    done = subprocess.run(
        [sys.executable, "-m", "agora.config.cli", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    for name, text in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(text)}$", done.stdout, re.MULTILINE)


def settings_read() -> set[str]:
    """The variables that config/settings.py asks the environment for."""
    tree = ast.parse((PACKAGE / "config" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_setting_is_documented_and_nothing_else_is():
    documented = set(re.findall(r"`(AGORA_[A-Z_]+|DATABASE_URL)`", _operate()))
    assert settings_read() == documented - NOT_SETTINGS


def _operate() -> str:
    return (ROOT / "docs" / "operate.md").read_text()


def test_only_settings_read_the_environment():
    found = []
    for room, path, tree in sources(without=("migrations", "bench", "config")):
        for node in ast.walk(tree):
            reads = (
                isinstance(node, ast.Attribute)
                and node.attr in ("environ", "getenv")
                and isinstance(node.value, ast.Name)
                and node.value.id == "os"
            )
            if reads and not _hands_on(tree, node):
                found.append(f"{room}: {shown(path, node.lineno)}")
    assert found == []


def _hands_on(tree: ast.Module, name: ast.Attribute) -> bool:
    """`os.environ.copy()` for a program we start, a variable set for one, or where a tool lies."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            first = node.args[0] if node.args else None
            if node.func.value is name and isinstance(first, ast.Constant):
                return first.value in TOOLS
        if isinstance(node, ast.Attribute) and node.value is name and node.attr == "copy":
            return True
        if isinstance(node, ast.Subscript) and node.value is name:
            return isinstance(node.ctx, ast.Store)
    return False
