"""Kept worlds: found again where nothing changed, made anew where anything did."""

from __future__ import annotations

import dataclasses

import pytest

from inscredit_models.findings import Refused
from inscredit_models.worlds import kept
from inscredit_models.worlds.kept import kept_name, kept_world
from inscredit_models.worlds.parameters import load_parameters


def test_a_kept_world_is_simulated_once(tmp_path, monkeypatch):
    asked = {"subject": "practitioner", "subjects": 5, "seed": 3, "variant": "default", "progress": False}
    first = kept_world(tmp_path, **asked)
    monkeypatch.setattr(kept, "simulate", lambda *_, **__: pytest.fail("simulated a second time"))
    assert kept_world(tmp_path, **asked).digest == first.digest
    assert [path.name for path in tmp_path.iterdir()] == [kept_name("practitioner", 5, 3, "default")]


def test_the_name_tells_size_seed_and_variant():
    assert kept_name("practitioner", 5, 3, "thin_files").startswith("practitioner_5_3_thin_files_")


def test_another_generator_or_another_parameter_gives_another_name(monkeypatch):
    before = kept_name("practitioner", 5, 3, "default")
    monkeypatch.setitem(kept.VERSIONS, "consumer", "another")
    assert kept_name("practitioner", 5, 3, "default") == before
    monkeypatch.setitem(kept.VERSIONS, "practitioner", "another")
    assert kept_name("practitioner", 5, 3, "default") != before
    monkeypatch.undo()
    default = load_parameters("practitioner")
    rate = default.items_by_name["serious.rate"].model_copy(update={"value": 0.05})
    changed = dataclasses.replace(default, items_by_name={**default.items_by_name, "serious.rate": rate})
    monkeypatch.setattr(kept, "load_parameters", lambda *_: changed)
    assert kept_name("practitioner", 5, 3, "default") != before


def test_unknown_subjects_and_variants_are_refused(tmp_path):
    with pytest.raises(Refused, match="ICM008"):
        kept_name("practitionr", 5, 3, "default")
    with pytest.raises(Refused, match="thin_files"):
        kept_name("practitioner", 5, 3, "thin_file")
