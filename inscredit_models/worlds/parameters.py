"""The parameters of a world (参数): every number with its mark and source, and named variants as overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from inscredit_models.catalogue.documents import Declaration, read_toml, structure
from inscredit_models.findings import Findings, near_names

DATA = Path(__file__).parent / "data"
DEFAULT = "default"
SHARED = "shared.toml"
"""What all worlds have in common: regions, insurers, observation, later statements."""

Mark = Literal["P", "L", "A", "V"]
"""P published figure, L law, A assumed here (no figure was found), V value validated by a trial run."""


class WorldParameter(Declaration):
    """One parameter: its value, how well it is supported, and by what."""

    value: bool | int | float | str | tuple[int | float, ...] | tuple[str, ...]
    mark: Mark
    source: str


class Variant(Declaration):
    """A named set of overrides, and what a sound method should do with it; ``base`` is a variant it builds upon."""

    name: str
    zh: str
    en: str
    expectation: str
    base: str = DEFAULT
    set: dict[str, bool | int | float | str | tuple[int | float, ...]]


class VariantDocument(Declaration):
    """A TOML document of variants."""

    variant: tuple[Variant, ...]


@dataclass(frozen=True)
class Parameters(Mapping[str, Any]):
    """Parameter values by dotted name, as in ``parameters["frailty.shape"]``."""

    world: str
    variant: str
    items_by_name: Mapping[str, WorldParameter]

    def __getitem__(self, name: str) -> Any:
        return self.items_by_name[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self.items_by_name)

    def __len__(self) -> int:
        return len(self.items_by_name)

    def table(self, prefix: str) -> dict[str, Any]:
        """Give all values whose name begins with ``prefix.``, by the rest of the name."""
        return {name.removeprefix(f"{prefix}."): self[name] for name in self if name.startswith(f"{prefix}.")}

    def described(self) -> dict[str, dict[str, Any]]:
        """Give value, mark and source of every parameter as plain values."""
        return {name: item.model_dump(mode="json") for name, item in self.items_by_name.items()}


@cache
def variants_of(world: str) -> tuple[Variant, ...]:
    """Read the variants of a world; refuse the document as a whole if anything in it is wrong."""
    findings = Findings()
    path = DATA / f"{world}_variants.toml"
    values = read_toml(path, findings)
    document = structure(VariantDocument, values, path.name, findings) if values is not None else None
    findings.refuse()
    return document.variant if document else ()


@cache
def load_parameters(world: str, variant: str = DEFAULT) -> Parameters:
    """Read the parameters of a world under one of its variants.

    Parameters
    ----------
    world : str
        Name of the world, as ``practitioner``.
    variant : str
        ``default`` or a variant of ``data/<world>_variants.toml``.

    Raises
    ------
    Refused
        For an unknown variant (ICM008), or a document with mistakes; all findings at once.

    Examples
    --------
    >>> load_parameters("practitioner")["frailty.shape"]
    4.0
    >>> load_parameters("practitioner", "noisy_frailty")["frailty.shape"]
    0.5
    """
    findings = Findings()
    chosen = _choose(world, variant, findings)
    findings.refuse()
    if chosen is None:
        items = _read_items(DATA / SHARED, findings) | _read_items(DATA / f"{world}.toml", findings)
    else:
        base = load_parameters(world, chosen.base).items_by_name
        items = override(base, chosen.set, f"variant {variant!r}", findings)
    findings.refuse()
    return Parameters(world, variant, items)


def override(
    items: Mapping[str, WorldParameter], changes: Mapping[str, Any], where: str, findings: Findings
) -> dict[str, WorldParameter]:
    """Change values by dotted name; a changed value is marked as assumed, with the change as its source."""
    result = dict(items)
    for name, value in changes.items():
        if name not in items:
            findings.add("ICM008", where, f"parameter {name!r}", "a parameter of the world", near_names(name, items))
        else:
            result[name] = WorldParameter(value=value, mark="A", source=where)
    return result


def _read_items(path: Path, findings: Findings) -> dict[str, WorldParameter]:
    items = {}
    for table, entries in (read_toml(path, findings) or {}).items():
        for name, values in entries.items():
            item = structure(WorldParameter, values, f"{path.name}, {table}.{name}", findings)
            if item is not None:
                items[f"{table}.{name}"] = item
    return items


def _choose(world: str, variant: str, findings: Findings) -> Variant | None:
    variants = {item.name: item for item in variants_of(world)}
    if variant != DEFAULT and variant not in variants:
        known = [DEFAULT, *variants]
        findings.add("ICM008", f"world {world!r}", f"variant {variant!r}", ", ".join(known), near_names(variant, known))
    return variants.get(variant)
