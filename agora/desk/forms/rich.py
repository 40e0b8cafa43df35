"""Formatted text in a plain box: what works where the editor does not run."""

from __future__ import annotations

import html
import re

_MARKUP = re.compile(r"</?(?:p|ul|ol|li|h3|h4|strong|em|a|br|blockquote)\b[^>]*>", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"(?:\s*<p>[^<>]*</p>\s*)*")
_ONE = re.compile(r"<p>([^<>]*)</p>")


def to_box(text: str) -> str:
    """What is shown in the box: plain paragraphs where the text has no other markup."""
    if text and _PARAGRAPHS.fullmatch(text):
        return "\n\n".join(html.unescape(one).strip() for one in _ONE.findall(text))
    return text


def from_box(text: str) -> str:
    """HTML from what was typed: with markup as it is, without it a paragraph per empty line."""
    text = text.strip()
    if not text or _MARKUP.search(text):
        return text
    blocks = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n"))
    return "".join(f"<p>{_lines(block)}</p>" for block in blocks if block.strip())


def _lines(block: str) -> str:
    return "<br>".join(html.escape(line.strip(), quote=False) for line in block.strip().split("\n"))
