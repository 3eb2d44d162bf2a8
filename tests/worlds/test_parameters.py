"""Parameters: each with mark and source; variants change only what exists."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.worlds.parameters import load_parameters, override, variants_of


def test_every_parameter_has_a_source():
    assert all(item["source"] for item in load_parameters("practitioner").described().values())


def test_shares_of_integrity_add_up_to_one():
    shares = load_parameters("practitioner").table("integrity")
    assert sum(value for name, value in shares.items() if name.endswith("variance")) == pytest.approx(1.0)


@pytest.mark.parametrize("variant", [variant.name for variant in variants_of("practitioner")])
def test_a_variant_changes_exactly_what_it_names(variant):
    chosen = next(item for item in variants_of("practitioner") if item.name == variant)
    default, changed = load_parameters("practitioner", chosen.base), load_parameters("practitioner", variant)
    named = chosen.set
    assert {name for name in default if default[name] != changed[name]} == {
        name for name in named if default[name] != named[name]
    }
    assert all(changed.items_by_name[name].source == f"variant {variant!r}" for name in named)


def test_a_variant_may_build_upon_another():
    plain, built = (load_parameters("practitioner", f"prototype_12{name}") for name in ("", "_gaming_on"))
    assert {name for name in plain if plain[name] != built[name]} == {"gaming.strength"}
    assert built.items_by_name["coverage.shares"].source == "variant 'prototype_12'"


@pytest.mark.parametrize("world", ["practitioner", "consumer", "enterprise", "regulator"])
def test_what_is_built_upon_is_the_default_or_a_variant_of_its_own(world):
    variants = {item.name: item for item in variants_of(world)}
    assert len(variants) == len(variants_of(world))
    assert all(item.base == "default" or variants[item.base].base == "default" for item in variants.values())


def test_an_unknown_variant_is_refused_with_the_near_name():
    with pytest.raises(Refused, match="thin_files"):
        load_parameters("practitioner", "thin_file")


def test_an_override_of_an_unknown_parameter_is_a_finding():
    findings = Findings()
    override(load_parameters("practitioner").items_by_name, {"frailty.shap": 1.0}, "variant 'x'", findings)
    assert [finding.code for finding in findings] == ["ICM008"]
    assert "frailty.shape" in next(iter(findings)).remedy
