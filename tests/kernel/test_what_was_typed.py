"""What somebody typed is kept without what no database holds, and otherwise as they typed it."""

from __future__ import annotations

import pytest

from agora.kernel.typed import typed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  one\r\ntwo\tthree  ", "one\ntwo\tthree"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\ud800b", "ab"),
        ("سلام\u200c", "سلام\u200c"),
        ("\x00 \x00", ""),
    ],
)
def test_only_what_cannot_be_kept_is_left_out(given, kept):
    assert typed(given) == kept
