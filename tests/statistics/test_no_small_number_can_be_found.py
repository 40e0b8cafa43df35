"""No number below five is shown, nor found by subtracting, whatever the counts and tables are."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.statistics.logic import (
    LEAST,
    Node,
    Period,
    hidden_among,
    period_at,
    periods_of,
    shown_across,
    shown_in,
    so_far,
    sum_of,
    words_kept,
)

TAGS = ("ar", "en", "es", "fr", "pt")
small = st.one_of(st.integers(0, 9), st.integers(0, 400))
languages = st.lists(small, min_size=5, max_size=5)
market = st.lists(st.lists(languages, min_size=1, max_size=4), min_size=1, max_size=4)


def tree(owners, other):
    """A month: organisations with things with languages, and pages that are no single thing's."""
    of = [
        sum_of(
            f"o{a}",
            [
                sum_of(
                    f"o{a}t{b}",
                    [Node(f"o{a}t{b}{tag}", n) for tag, n in zip(TAGS, row, strict=True)],
                )
                for b, row in enumerate(things)
            ],
        )
        for a, things in enumerate(owners)
    ]
    return sum_of("all", [*of, Node("other", sum(other))])


def nodes(root):
    yield root
    for child in root.children:
        yield from nodes(child)


@given(market, languages)
@settings(max_examples=300, deadline=None)
def test_what_is_hidden_under_a_total_is_never_one_number_nor_a_small_sum(owners, other):
    root = tree(owners, other)
    shown = shown_in(root)
    assert all(number >= LEAST for number in shown.values())
    for node in nodes(root):
        if node.key not in shown:
            assert not any(child.key in shown for child in nodes(node) if child is not node)
            continue
        hidden = [
            child.number for child in node.children if child.key not in shown and child.number
        ]
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)


def spanned(rows, wanted, prime=1_000_003):
    """Whether `wanted` is a sum of multiples of these rows: what an attacker adds and subtracts."""
    reduced = {}
    for row in rows:
        reduce(row, reduced, prime)
    return not reduce(wanted, reduced, prime)


def reduce(row, reduced, prime):
    """Take off what earlier rows say; keep what is new. Says whether anything was."""
    row = [value % prime for value in row]
    for at in range(len(row)):
        if not row[at]:
            continue
        if at not in reduced:
            inverse = pow(row[at], -1, prime)
            reduced[at] = [value * inverse % prime for value in row]
            return True
        factor = row[at]
        row = [(value - factor * by) % prime for value, by in zip(row, reduced[at], strict=True)]
    return False


@given(market, languages)
@settings(max_examples=100, deadline=None)
def test_no_hidden_number_is_found_by_adding_and_subtracting_all_that_is_shown(owners, other):
    """All tables of the month at once, the one that crosses the others too."""
    root = tree(owners, other)
    shown = shown_in(root)
    totals = {
        tag: sum(row[at] for things in owners for row in things) + other[at]
        for at, tag in enumerate(TAGS)
    }
    below = {tag: sum(number for key, number in shown.items() if key[-2:] == tag) for tag in TAGS}
    across = shown_across(totals, dict(zip(TAGS, other, strict=True)), below)
    # The unknowns: every thing's reads in every language, and those of the other pages.
    leaves = [key for node in nodes(root) if (key := node.key)[-2:] in TAGS]
    leaves += [f"other{tag}" for tag in TAGS]

    def sums(node):
        if node.key == "other":
            return {f"other{tag}" for tag in TAGS}
        if not node.children:
            return {node.key}
        return set().union(*(sums(child) for child in node.children))

    def row(held):
        return [int(leaf in held) for leaf in leaves]

    said = [row(sums(node)) for node in nodes(root) if node.key in shown]
    said += [row({leaf for leaf in leaves if leaf.endswith(tag)}) for tag in across]
    for node in nodes(root):
        if 0 < node.number < LEAST:
            assert not spanned(said, row(sums(node))), node.key
    for tag in set(TAGS) - set(across):
        if 0 < totals[tag] < LEAST:
            assert not spanned(said, row({leaf for leaf in leaves if leaf.endswith(tag)}))


@pytest.mark.parametrize("size", [2, 3, 4])
def test_of_every_small_table_no_hidden_cell_is_determined(size):
    """All tables of cells up to eight: what is shown agrees with at least two values of each hidden cell."""
    for cells in itertools.product(range(9), repeat=size):
        total = sum(cells)
        if total < LEAST:
            continue
        hidden = hidden_among(cells)
        assert all(cells[at] in (0, *range(LEAST, 9)) for at in set(range(size)) - hidden)
        unseen = [at for at in range(size) if at in hidden or not cells[at]]
        rest = total - sum(cells[at] for at in range(size) if at not in unseen)
        assert rest == 0 or (rest >= LEAST and len(unseen) > 1), cells


@given(languages, languages)
@settings(deadline=None)
def test_the_markets_languages_hold_a_part_that_is_shown_nowhere(reads, other):
    totals = {tag: a + b for tag, a, b in zip(TAGS, reads, other, strict=True)}
    never = dict(zip(TAGS, other, strict=True))
    shown = shown_across(totals, never, {})
    assert all(number >= LEAST and never[tag] >= LEAST for tag, number in shown.items())
    hidden = [number for tag, number in totals.items() if number and tag not in shown]
    assert not hidden or len(hidden) > 1 or len([n for n in totals.values() if n]) == 1


def test_a_quarter_says_nothing_its_months_did_not():
    assert Period("q", dt.date(2026, 10, 1)).holds(dt.date(2026, 12, 1))
    assert not Period("q", dt.date(2026, 10, 1)).holds(dt.date(2027, 1, 1))


def test_only_whole_months_can_be_asked_for():
    months = [dt.date(2026, 12, 1), dt.date(2027, 1, 1)]
    codes = [period.code for period in periods_of(months)]
    assert codes == ["all", "2027", "2026", "2027-q1", "2026-q4", "2027-01", "2026-12"]
    assert period_at("2026-q4", months) == Period("q", dt.date(2026, 10, 1))
    for other in ("", "2026-12-03", "2025", "x"):
        assert period_at(other, months) == Period("m", dt.date(2027, 1, 1))
    assert period_at("all", []) is None


def test_a_running_month_moves_by_five():
    assert [so_far(number) for number in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Rain   WATER, harvesting! ", "rain water harvesting"),
        ("ＴＲＥＥＳ", "trees"),
        ("agenda 2030", "agenda 2030"),
        ("مياه الأمطار", "مياه الأمطار"),
        ("noor@ondara.example", ""),
        ("noor＠ondara", ""),
        ("+34 612 34 56", ""),
        ("12345", ""),
        ("١٢٣٤٥٦", ""),
        ("https://ondara.example/x", ""),
        ("one two three four five six seven eight nine", ""),
        ("x" * 81, ""),
        ("?!", ""),
    ],
)  # fmt: skip
def test_words_that_may_be_somebodys_are_left_out(text, kept):
    assert words_kept(text) == kept
