"""Where a bureau stands in a map-like grid (监管局方格图): the 36 real ones as on a map, invented ones in a square."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from inscredit_models.catalogue.catalogue import load_catalogue

BUREAUS = "bureau"
"""Code list of the bureaus, with the names they have had."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One field of the grid: the bureau as records name it, where it stands, and how it is written."""

    bureau: str
    row: int
    column: int
    zh: str
    en: str


@cache
def _places() -> dict[str, Tile]:
    text = files("inscredit_models.report").joinpath("bureau_tiles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: Tile(row["code"], int(row["row"]), int(row["column"]), row["zh"], row["en"]) for row in rows}


@cache
def _codes_by_name() -> dict[str, str]:
    """Give the code of every name a bureau has had, and of the code itself."""
    items = load_catalogue().code_list(BUREAUS)
    return {name: item.code for item in items for name in (item.code, item.zh, item.en)}


def tiles_of(bureaus: Sequence[str]) -> tuple[Tile, ...]:
    """Give the tiles of bureaus as records name them.

    Where every name is a bureau of the catalogue (its code or a name it has had), all 36 tiles stand as on a map.
    Where any is not (invented regions of a simulated world), they stand in the order of their names in a square, so
    that nothing invented looks like a place.

    Parameters
    ----------
    bureaus : sequence of str
        Names, each once; an empty one is left out.

    Examples
    --------
    >>> [(tile.zh, tile.row, tile.column) for tile in tiles_of(["深圳保监局", "110000"]) if tile.bureau != tile.zh][:1]
    [('黑龙江', 0, 8)]
    >>> [(tile.zh, tile.row, tile.column) for tile in tiles_of(["Region 02", "Region 01", "Region 03"])]
    [('01', 0, 0), ('02', 0, 1), ('03', 1, 0)]
    """
    named = sorted({name for name in bureaus if name})
    codes = {name: _codes_by_name().get(name) for name in named}
    if named and all(code in _places() for code in codes.values()):
        given = {code: name for name, code in codes.items()}
        return tuple(
            Tile(given.get(code, code), place.row, place.column, place.zh, place.en)
            for code, place in _places().items()
        )
    width = max(math.isqrt(max(len(named) - 1, 0)) + 1, 1)
    return tuple(
        Tile(name, place // width, place % width, name.removeprefix("Region "), name.removeprefix("Region "))
        for place, name in enumerate(named)
    )
