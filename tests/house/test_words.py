"""What is said is found by the program that takes words into the catalogues."""

import ast

from tests.house.rooms import shown, sources

NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}  # fmt: skip


def hidden(tree: ast.Module) -> list[int]:
    """Lines with a message within an f-string, which xgettext does not look into."""
    return [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Name)
        and inner.func.id in NAMES
    ]


def test_no_message_hides_in_an_f_string():
    found = [shown(path, line) for _, path, tree in sources() for line in hidden(tree)]
    assert found == []


def test_a_message_in_an_f_string_would_be_found():
    assert hidden(ast.parse("""said = f'<b>{escape(_("Pages"))}</b>'""")) == [1]
    assert hidden(ast.parse("""said = _("Pages")""")) == []
