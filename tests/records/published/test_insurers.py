"""Insurers of the published tables: exact names, sectors kept apart, near names only named."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.records.published.insurers import load_insurers, near_insurers, resolve_names
from inscredit_models.records.published.table import list_published, load_published
from tests.records.published.small_table import ROWS, write_small

HEADER = "id,name,valid_from,valid_to,sector,licence,predecessor,successor,alias_basis,succession_basis"


def _list(folder: Path, *rows: str) -> Path:
    (folder / "insurers.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return folder


def _codes(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_insurers(folder)
    return [finding.code for finding in refused.value.findings]


def test_a_near_name_is_a_finding_and_not_merged(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0], ROWS[1].replace("甲乙财险", "甲乙产险"))
    findings = Findings()
    insurers = load_insurers(_list(tmp_path, "P001,甲乙财险,,,property,,,,printed,"))
    found = resolve_names(load_published("small", tmp_path), insurers, findings)
    assert found["insurer_id"].tolist()[0] == "P001"
    assert found["insurer_id"].isna().tolist() == [False, True]
    assert found["near"].tolist() == ["", "甲乙财险"]
    assert [finding.code for finding in findings] == ["ICM083"]


def test_a_name_near_none_is_a_finding_of_its_own(tmp_path: Path) -> None:
    write_small(tmp_path, *ROWS[:2])
    findings = Findings()
    resolve_names(
        load_published("small", tmp_path), load_insurers(_list(tmp_path, "L001,丙丁人寿,,,life,,,,printed,")), findings
    )
    assert [finding.code for finding in findings] == ["ICM154"]


def test_a_name_of_another_sector_is_not_matched(tmp_path: Path) -> None:
    write_small(tmp_path, *ROWS[:2])
    insurers = load_insurers(_list(tmp_path, "L001,甲乙财险,,,life,,,,printed,"))
    assert resolve_names(load_published("small", tmp_path), insurers, Findings())["insurer_id"].isna().all()


def test_a_name_counts_only_in_its_validity(tmp_path: Path) -> None:
    write_small(tmp_path, *ROWS[:2])
    insurers = load_insurers(_list(tmp_path, "P001,甲乙财险,,2016-06-30,property,,,,printed,"))
    found = resolve_names(load_published("small", tmp_path), insurers, Findings())
    assert found["insurer_id"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("P001,甲,,,property,,,,printed,", "P002,甲,,,property,,,,printed,"), "ICM082"),
        (("P001,甲,,,property,,,,printed,", "P001,乙,,,life,,,,stated,"), "ICM006"),
        (("P001,甲,,,property,,,P009,printed,stated",), "ICM008"),
        (("P001,甲,,,property,,,P002,printed,", "P002,乙,,,property,,,,printed,"), "ICM007"),
        (("P1,甲,,,property,,,,printed,",), "ICM006"),
        (("P001,甲,,,property,motor,,,printed,",), "ICM007"),
        (("P001,甲,,,property,anything,,,printed,",), "ICM006"),
        (("P001,甲,2020-01-01,2019-01-01,property,,,,printed,",), "ICM074"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(tmp_path: Path, rows: tuple[str, ...], code: str) -> None:
    assert code in _codes(_list(tmp_path, *rows))


def test_short_names_are_near_by_their_core_not_by_their_business() -> None:
    assert near_insurers("戊己财险", ("甲乙财险", "丙丁财险")) == ()
    assert near_insurers("平安产险", ("平安财险", "永安财险")) == ("平安财险",)


def test_shipped_names_are_those_of_the_tables_and_every_other_name_is_a_finding() -> None:
    insurers, printed, unmatched = load_insurers(), set(), set()
    for name in list_published():
        table = load_published(name)
        findings = Findings()
        found = resolve_names(table, insurers, findings)
        printed |= set(zip(found["name"], found["sector"], strict=True))
        missing = found[found["insurer_id"].isna()]
        unmatched |= set(missing["name"])
        assert len(findings) == missing["name"].nunique()
    assert {(item.name, item.sector) for item in insurers.names} <= printed
    assert len(unmatched) == 59
    assert {"平安产险", "人保", "中华人寿", "新华保险"} <= unmatched


def test_shipped_aliases_are_only_those_that_a_source_states() -> None:
    names: dict[str, list[str]] = {}
    for item in load_insurers().names:
        names.setdefault(item.id, []).append(item.name)
    assert sorted(sorted(group) for group in names.values() if len(group) > 1) == [
        ["交银人寿", "交银康联"],
        ["人保寿险", "人民人寿"],
        ["众安保险", "众安在线", "众安在线财险"],
        ["太保寿险", "太平洋人寿"],
        ["太保财险", "太平洋财险"],
        ["富德生命", "富德生命人寿", "生命人寿"],
    ]


def test_shipped_list_knows_two_successions_with_their_source() -> None:
    names = load_insurers().names
    ids = {item.name: item.id for item in names}
    followed = {item.name: (item.successor, item.succession_basis) for item in names if item.successor}
    assert followed == {
        "安邦财险": (ids["大家财险"], "inferred"),
        "安邦养老": (ids["大家养老"], "stated"),
    }
    for item in names:
        other = next((each for each in names if each.id == item.successor), None)
        assert other is None or other.predecessor == item.id
        assert (item.successor or item.predecessor) is None or (item.source and item.confidence)
        assert item.alias_basis == "printed" or (item.source and item.confidence)


def test_the_span_in_which_a_name_is_printed_is_that_of_the_tables() -> None:
    spans: dict[tuple[str, str], tuple[object, object]] = {}
    for name in list_published():
        frame = load_published(name).frame
        rows = frame[frame["subject_kind"] == "insurer"].groupby(["subject", "sector"])
        for key, part in rows[["period_start", "period_end"]]:
            first, last = part["period_start"].min().date(), part["period_end"].max().date()
            before = spans.get(key, (first, last))
            spans[key] = min(first, before[0]), max(last, before[1])
    for item in load_insurers().names:
        assert (item.printed_from, item.printed_to) == spans[item.name, item.sector], item.name


def test_no_source_gives_a_day_on_which_a_name_begins_or_ends() -> None:
    assert {(item.valid_from, item.valid_to) for item in load_insurers().names} == {(None, None)}


def test_a_licence_is_what_the_printed_name_says_and_empty_where_it_says_nothing() -> None:
    names = load_insurers().names
    said = {item.name: item.licence for item in names}
    for item in names:
        own = {_business(each.name) for each in names if each.id == item.id} - {None}
        assert item.licence == (own.pop() if own else None), item.name
        assert (item.licence is None) == (item.licence_basis is None)
    assert (
        said["国元农险"] == "agricultural" and said["和谐健康"] == "health" and said["阳光信保"] == "credit_guarantee"
    )
    # 中信保诚 ends in no word of business, though 信保 stands in it; 中银保险 says insurance and no more.
    assert said["中信保诚"] is None and said["中银保险"] is None


def _business(name: str) -> str | None:
    """Read the word of business at the end of a name."""
    words = {
        "农险": "agricultural", "车险": "motor", "航运": "shipping", "火灾": "property", "信保": "credit_guarantee",
        "健康": "health", "养老": "pension", "相互": "mutual", "集团": "group", "资产": "asset_manager",
        "人寿": "life", "寿险": "life", "财险": "property", "财产": "property",
    }  # fmt: skip
    short = name.removesuffix("保险")
    return next((licence for word, licence in words.items() if short.endswith(word)), None)
