"""robots.txt: the group that names us, the longest rule, and patterns that cannot take long."""

from __future__ import annotations

import time

import pytest

from agora.exchange.links.robots import allows, rules_for_us


def test_the_group_that_names_us_counts_before_the_one_for_everybody():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Agora/1.0\nDisallow: /x\n"
    assert rules_for_us(text) == "disallow /x\n"


def test_a_group_for_us_without_rules_opens_everything():
    assert rules_for_us("User-agent: *\nDisallow: /\n\nUser-agent: agora\nDisallow:\n") == ""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/a/b", False),
        ("/a/open/b", True),
        ("/x/file.pdf", False),
        ("/x/file.pdf?page=1", True),
    ],
)
def test_the_longest_rule_decides(path, allowed):
    rules = "disallow /a\nallow /a/open\ndisallow /*.pdf$\n"
    assert allows(rules, f"https://site.example{path}") is allowed


def test_no_pattern_takes_long():
    began = time.process_time()
    allows(f"disallow /{'*a' * 9_000}b$\n", f"https://site.example/{'a' * 2_000}")
    assert time.process_time() - began < 0.5
