"""The strict door: what is wrong in a document is named, all of it, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import (
    Code,
    Declaration,
    read_csv_rows,
    read_file,
    read_toml,
    structure,
    structure_partly,
)
from inscredit_models.findings import Findings


class Leaf(Declaration):
    """A table in a document."""

    kind: Literal["leaf"]
    weight: float
    count: int = 0


class Twig(Declaration):
    """Another table, told apart by its kind."""

    kind: Literal["twig"]
    length: float


class Tree(Declaration):
    """A document."""

    code: Code
    part: tuple[Leaf | Twig, ...] = ()
    tagged: Leaf | Twig | None = Field(default=None, discriminator="kind")


class Span(Declaration):
    """A document with a rule across its fields."""

    low: int
    high: int

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.high < self.low:
            raise ValueError("'high' lies below 'low'")
        return self


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(findings: Findings) -> list[str]:
    return [finding.code for finding in findings]


def test_good_document_is_read_without_findings(tmp_path: Path) -> None:
    findings = Findings()
    values = read_toml(write(tmp_path, "t.toml", 'code = "oak"\n[[part]]\nkind = "leaf"\nweight = 2\n'), findings)
    tree = structure(Tree, values, "t.toml", findings)
    assert tree.code == "oak"
    assert tree.part[0].weight == 2
    assert len(findings) == 0


def test_unknown_key_is_named_with_the_near_one() -> None:
    findings = Findings()
    assert structure(Tree, {"code": "oak", "prat": []}, "t.toml", findings) == Tree(code="oak")
    (finding,) = findings
    assert finding.code == "ICM003"
    assert finding.where == "t.toml, prat"
    assert "'part'" in finding.remedy
    assert finding.allowed == "code, part, tagged"


def test_unknown_key_in_a_tagged_table_is_compared_with_the_keys_there() -> None:
    findings = Findings()
    values = {"code": "oak", "tagged": {"kind": "leaf", "weight": 1.0, "wieght": 2.0}}
    structure(Tree, values, "t.toml", findings)
    (finding,) = findings
    assert finding.code == "ICM003"
    assert "'weight'" in finding.remedy


def test_everything_wrong_is_found_at_once() -> None:
    findings = Findings()
    values = {"code": "Not A Code", "colour": "green", "tagged": {"kind": "leaf", "count": "three"}}
    assert structure(Tree, values, "t.toml", findings) is None
    found = {(finding.code, finding.where.split(".")[-1].split(", ")[-1]) for finding in findings}
    assert found == {("ICM006", "code"), ("ICM003", "colour"), ("ICM007", "weight"), ("ICM006", "count")}


def test_document_is_read_without_its_unknown_keys_so_that_the_rest_is_checked_too() -> None:
    findings = Findings()
    values = {"code": "oak", "colour": 1, "tagged": {"kind": "leaf", "weight": 1.0, "size": 2}}
    tree = structure(Tree, values, "t.toml", findings)
    assert tree == Tree(code="oak", tagged=Leaf(kind="leaf", weight=1.0))
    assert codes(findings) == ["ICM003", "ICM003"]


def test_rule_across_fields_is_checked_behind_an_unknown_key() -> None:
    findings = Findings()
    assert structure(Span, {"low": 2, "high": 1, "hihg": 3}, "t.toml", findings) is None
    assert [(finding.code, finding.where) for finding in findings] == [
        ("ICM003", "t.toml, hihg"),
        ("ICM006", "t.toml, document"),
    ]


def test_unknown_key_in_a_kind_of_a_union_adds_no_missing_key() -> None:
    findings = Findings()
    values = {"code": "oak", "part": [{"kind": "leaf", "weight": 1.0, "size": 2}]}
    structure(Tree, values, "t.toml", findings)
    assert "t.toml, part.0.Leaf.weight" not in [finding.where for finding in findings if finding.code == "ICM007"]
    assert "t.toml, part.0.Leaf.size" in [finding.where for finding in findings if finding.code == "ICM003"]


def test_fields_that_can_be_read_are_given_of_a_document_that_cannot() -> None:
    findings = Findings()
    tree = structure_partly(Tree, {"code": "oak", "tagged": {"kind": "leaf"}, "colour": 1}, "t.toml", findings)
    assert tree.code == "oak" and tree.model_fields_set == {"code"}
    assert codes(findings) == ["ICM007", "ICM003"]


@pytest.mark.parametrize("wrong", ["2", True, [2]])
def test_number_of_another_type_is_refused(wrong: object) -> None:
    findings = Findings()
    values = {"code": "oak", "tagged": {"kind": "leaf", "weight": 1.0, "count": wrong}}
    assert structure(Tree, values, "t.toml", findings) is None
    assert codes(findings) == ["ICM006"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_that_is_not_finite_is_refused(value: float) -> None:
    findings = Findings()
    values = {"code": "oak", "tagged": {"kind": "leaf", "weight": value}}
    assert structure(Tree, values, "t.toml", findings) is None
    assert codes(findings) == ["ICM006"]


def test_missing_key_is_named() -> None:
    findings = Findings()
    assert structure(Tree, {}, "t.toml", findings) is None
    (finding,) = findings
    assert finding.code == "ICM007"
    assert "'code'" in finding.allowed


def test_cells_of_a_table_are_text_and_become_numbers() -> None:
    findings = Findings()
    leaf = structure(Leaf, {"kind": "leaf", "weight": "2.5", "count": "3"}, "t.csv, row 2", findings, text_cells=True)
    assert leaf == Leaf(kind="leaf", weight=2.5, count=3)
    assert structure(Leaf, {"kind": "leaf", "weight": "heavy"}, "t.csv, row 3", findings, text_cells=True) is None
    assert [finding.where for finding in findings] == ["t.csv, row 3, weight"]


@pytest.mark.parametrize("text", ['code = "oak"\ncode = "elm"\n', "[a]\nx = 1\n[a]\ny = 2\n", "a = { x = 1, x = 2 }\n"])
def test_duplicate_key_is_a_finding_with_its_line(tmp_path: Path, text: str) -> None:
    findings = Findings()
    assert read_toml(write(tmp_path, "t.toml", text), findings) is None
    (finding,) = findings
    assert finding.code == "ICM004"
    assert "line" in finding.where


def test_broken_toml_is_a_finding_with_its_line(tmp_path: Path) -> None:
    findings = Findings()
    assert read_toml(write(tmp_path, "t.toml", 'code = "oak"\npart = [\n'), findings) is None
    (finding,) = findings
    assert finding.code == "ICM005"


@pytest.mark.parametrize("name", ["t.toml", "t.csv"])
def test_bytes_in_another_encoding_are_refused(tmp_path: Path, name: str) -> None:
    findings = Findings()
    path = write(tmp_path, name, 'code = "橡树"\n'.encode("gb18030"))
    assert (read_toml if name == "t.toml" else read_csv_rows)(path, findings) is None
    (finding,) = findings
    assert finding.code == "ICM009"
    assert finding.where == f"{name}, byte 8"


@pytest.mark.parametrize("content", [b"", b" \n\n"])
def test_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    findings = Findings()
    assert read_file(write(tmp_path, "t.csv", content), findings) is None
    assert codes(findings) == ["ICM002"]


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    findings = Findings()
    assert read_file(tmp_path / "none.toml", findings) is None
    assert read_file(tmp_path, findings) is None
    assert codes(findings) == ["ICM001", "ICM001"]


def test_byte_order_mark_of_a_spreadsheet_is_read_over(tmp_path: Path) -> None:
    findings = Findings()
    rows = read_csv_rows(write(tmp_path, "t.csv", b"\xef\xbb\xbfkind,weight\nleaf,2\n"), findings)
    assert rows == [{"kind": "leaf", "weight": "2"}]


def test_byte_order_mark_of_an_editor_is_read_over(tmp_path: Path) -> None:
    findings = Findings()
    assert read_toml(write(tmp_path, "t.toml", b'\xef\xbb\xbfcode = "oak"\n'), findings) == {"code": "oak"}
    assert len(findings) == 0


def test_empty_cells_are_left_out_of_a_row(tmp_path: Path) -> None:
    findings = Findings()
    rows = read_csv_rows(write(tmp_path, "t.csv", 'kind,weight,note\nleaf,,"a, b"\n\nleaf,2,\n'), findings)
    assert rows == [{"kind": "leaf", "note": "a, b"}, {"kind": "leaf", "weight": "2"}]


def test_every_ragged_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    findings = Findings()
    rows = read_csv_rows(write(tmp_path, "t.csv", "kind,weight\nleaf\nleaf,2\nleaf,3,4\n"), findings)
    assert rows == [{"kind": "leaf", "weight": "2"}]
    assert [(finding.code, finding.where) for finding in findings] == [
        ("ICM012", "t.csv, row 2"),
        ("ICM012", "t.csv, row 4"),
    ]


def test_duplicate_column_is_named(tmp_path: Path) -> None:
    findings = Findings()
    read_csv_rows(write(tmp_path, "t.csv", "kind,weight,kind\nleaf,2,twig\n"), findings)
    assert codes(findings) == ["ICM028"]
