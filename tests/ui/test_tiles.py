"""Tiles: the same id gives the same tile, small, and nothing a strict browser would refuse."""

import re
from xml.etree import ElementTree

from agora.ui.tiles import initials, mosaic, motif, tile


def test_the_same_id_always_gives_the_same_tile():
    assert tile("a-resource") == tile("a-resource")


def test_ids_give_many_different_tiles():
    assert len({motif(f"resource {number}") for number in range(300)}) > 120


def test_a_tile_is_well_formed_under_one_kilobyte_and_without_inline_style():
    for number in range(500):
        drawn = tile(f"resource {number}", serial=99)
        ElementTree.fromstring(drawn)  # noqa: S314 (our own drawing)
        assert len(drawn.encode()) < 1024
        assert "style=" not in drawn


def test_two_drawings_of_one_thing_on_a_page_have_different_ids():
    def name(drawn: str) -> str:
        return re.search(r'id="([^"]+)"', drawn)[1]

    assert name(tile("same", 1)) != name(tile("same", 2))


def test_in_a_mosaic_no_two_neighbours_are_alike():
    columns, rows = 7, 5
    names = re.findall(r'fill="url\(#(m\d)\)"', mosaic("agora", columns, rows))
    assert len(names) == columns * rows
    for index, name in enumerate(names):
        if index % columns:
            assert name != names[index - 1]
        if index >= columns:
            assert name != names[index - columns]


def test_initials_stand_for_a_name():
    assert initials("Ondara City Council") == "OC"
    assert initials("UCLG") == "UC"
    assert initials("Swedish International Centre for Local Democracy") == "SI"
    assert initials("مدينة أوندارا") == "مأ"
    assert initials("") == "·"
