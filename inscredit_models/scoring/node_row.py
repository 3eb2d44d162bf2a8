"""One row of a node table (节点表): text cells as an expert writes them in a spreadsheet, and the node they mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from inscredit_models.catalogue.documents import Declaration
from inscredit_models.scoring.system import IntervalType

_PARAMETERS = {
    "linear": ("worst", "best"),
    "z_score": ("mean", "deviation", "sign"),
    "percentile": ("reference", "sign"),
    "bands": ("cuts", "points", "interval"),
    "categories": ("points", "other"),
}
Kind = Literal["linear", "z_score", "percentile", "bands", "categories"]


def _split(cell: Any) -> Any:
    """Read a list cell: items with semicolons between them."""
    return tuple(part.strip() for part in cell.split(";")) if isinstance(cell, str) else cell


Numbers = Annotated[tuple[float, ...], BeforeValidator(_split)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_split)]


class LeafDefaults(Declaration):
    """What leaves have where their own cells are empty; the table ``[defaults]`` of a head, or cells of a row.

    ``points`` holds decimals for bands (``0; 2.5; 5``) and ``name = decimal`` pairs for categories.
    """

    normalise: Kind | None = None
    worst: float | None = None
    best: float | None = None
    mean: float | None = None
    deviation: float | None = None
    sign: Literal[1, -1] | None = None
    reference: Numbers | None = None
    cuts: Numbers | None = None
    points: Texts | None = None
    other: Decimal | None = None
    interval: IntervalType | None = None
    multiply: float | None = None
    missing: Literal["points", "redistribute", "refuse"] | None = None
    missing_points: Decimal | None = None


class NodeRow(LeafDefaults):
    """The cells of one node; columns that are not here are refused."""

    sign: Annotated[Literal[1, -1] | None, BeforeValidator(lambda cell: {"1": 1, "-1": -1}.get(cell, cell))] = None
    code: str
    parent: str | None = None
    indicator: str | None = None
    weight: float | None = None
    weights_sum: float | None = None
    level: int | None = None
    split: Literal["declared", "unknown"] = "declared"
    aggregate: Literal["weighted_mean", "sum", "geometric_mean", "smallest"] | None = None
    zh: str = ""
    en: str = ""
    note: str = ""


_OF_NODE = ("code", "parent", "indicator", "weight", "weights_sum", "level", "split", "aggregate", "zh", "en", "note")


def node_values(row: NodeRow, defaults: LeafDefaults | None) -> dict[str, Any]:
    """Give the values of a node: a row's own cells, and the defaults where it is a leaf (else None is given).

    Defaults for a kind of normalisation reach only rows of that kind, and the default of a missing rule only rows
    that name none.
    """
    filled = {key: value for key, value in row if key not in _OF_NODE and value is not None}
    if defaults is not None:
        filled = _with_defaults(filled, {key: value for key, value in defaults if value is not None})
    values = {key: getattr(row, key) for key in _OF_NODE if getattr(row, key) is not None}
    if "multiply" in filled:
        values["multiply"] = filled["multiply"]
    if "missing" in filled or "missing_points" in filled:
        values["missing"] = {"rule": filled.get("missing", "points"), "points": filled.get("missing_points")}
    normalise = _normalisation(filled)
    return values if normalise is None else values | {"normalise": normalise}


def _with_defaults(own: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    skipped: set[str] = set()
    default_kind = defaults.get("normalise")
    if default_kind is not None and own.get("normalise", default_kind) != default_kind:
        skipped |= {"normalise", *_PARAMETERS[default_kind]}
    if "missing" in own or "missing_points" in own:
        skipped |= {"missing", "missing_points"}
    return {key: value for key, value in defaults.items() if key not in skipped} | own


def _normalisation(filled: dict[str, Any]) -> dict[str, Any] | None:
    values = {key: filled[key] for parameters in _PARAMETERS.values() for key in parameters if key in filled}
    kind = filled.get("normalise")
    if kind is None and not values:
        return None
    if kind == "categories" and "points" in values:
        pairs = [part.partition("=") for part in values["points"]]
        values["points"] = {name.strip(): points.strip() for name, _, points in pairs}
    return {"kind": kind, **values}
