"""Names of regulators: regions by the bureau of the catalogue, the authority by its own list."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.published.regulators import load_regulators


def test_every_bureau_has_the_name_of_its_region() -> None:
    names = load_regulators().names
    assert len({item.id for item in names if item.id != "R000"}) == 36
    assert load_regulators().id_of("宁波") == "330200"


def test_the_hotline_and_the_authority_are_one_subject_and_the_nation_is_none() -> None:
    regulators = load_regulators()
    assert regulators.id_of("全国12378") == regulators.id_of("中国保险监督管理委员会") == "R000"
    assert regulators.id_of("全国") is None and regulators.id_of("商务部") is None


def test_a_name_with_two_ids_is_refused(tmp_path: Path) -> None:
    rows = ["id,name,alias_basis", "R001,甲,printed", "R002,甲,printed"]
    (tmp_path / "regulators.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(Refused, match="ICM082"):
        load_regulators(tmp_path)
