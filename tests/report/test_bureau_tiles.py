"""Where bureaus stand: real ones on the map, invented ones in a square."""

from __future__ import annotations

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.report.bureau_tiles import BUREAUS, tiles_of


def test_all_36_bureaus_of_the_catalogue_have_a_tile_of_their_own() -> None:
    codes = load_catalogue().codes(BUREAUS)
    tiles = tiles_of(codes)
    assert len(codes) == 36 and {tile.bureau for tile in tiles} == set(codes)
    assert len({(tile.row, tile.column) for tile in tiles}) == 36


def test_neighbours_stand_as_on_a_map() -> None:
    place = {tile.zh: (tile.row, tile.column) for tile in tiles_of(["110000"])}
    assert place["黑龙江"][0] < place["北京"][0] < place["广东"][0] < place["海南"][0]
    assert place["新疆"][1] < place["四川"][1] < place["上海"][1]


def test_old_names_of_a_bureau_stand_on_its_tile() -> None:
    tiles = {tile.zh: tile.bureau for tile in tiles_of(["宁波银保监局", "110000"])}
    assert tiles["宁波"] == "宁波银保监局" and tiles["北京"] == "110000" and tiles["上海"] == "310000"


def test_one_unknown_name_takes_all_off_the_map() -> None:
    tiles = tiles_of(["110000", "Region 07", ""])
    assert [(tile.bureau, tile.row, tile.column) for tile in tiles] == [("110000", 0, 0), ("Region 07", 0, 1)]


def test_no_bureau_gives_no_tile() -> None:
    assert tiles_of([]) == ()
