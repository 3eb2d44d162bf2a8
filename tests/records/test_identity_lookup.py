"""Looking up who a name meant on a day, in the tables of the project or one's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.records.identity import check_identities
from inscredit_models.records.identity_lookup import bureau_identities, identities_for, look_up

THEN, NOW = dt.date(2016, 6, 30), dt.date(2024, 6, 30)


def test_every_bureau_has_one_name_on_each_day_and_keeps_its_id() -> None:
    bureaus = bureau_identities()
    findings = Findings()
    check_identities(bureaus, "bureaus", findings)
    assert list(findings) == [] and len({alias.id for alias in bureaus.aliases}) == 36
    for day, name in (
        (THEN, "北京保监局"),
        (dt.date(2020, 1, 1), "北京银保监局"),
        (NOW, "国家金融监督管理总局北京监管局"),
    ):
        answer = look_up(bureaus, "bureau", name, day)
        assert answer.id == answer.current == "110000" and len(answer.names) == 6
    with pytest.raises(Refused, match="ICM008"):
        look_up(bureaus, "bureau", "北京保监局", NOW)


def test_an_id_is_known_as_itself_and_names_say_their_days() -> None:
    answer = look_up(bureau_identities(), "bureau", "110000", NOW)
    assert answer.names[0] == {"name": "北京保监局", "from": None, "to": "2018-12-01"}
    assert "北京保监局  … – 2018-12-01" in answer.text() and answer.as_dict()["id"] == "110000"


ALIASES = """kind,id,name,valid_from,valid_to
insurer,I1,甲保险,,2018-01-01
insurer,I2,甲保险,2018-01-01,
insurer,I2,甲乙保险,,
insurer,I3,丙保险,,
person,P1,张三,,
"""
SUCCESSIONS = "kind,predecessor,successor,on\ninsurer,I1,I2,2018-01-01\ninsurer,I2,I3,2020-01-01\n"


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    aliases, successions = tmp_path / "aliases.csv", tmp_path / "successions.csv"
    aliases.write_text(ALIASES, encoding="utf-8")
    successions.write_text(SUCCESSIONS, encoding="utf-8")
    return aliases, successions


def test_successors_hold_from_their_day(tables: tuple[Path, Path]) -> None:
    mine = identities_for("insurer", *tables)
    early, late = look_up(mine, "insurer", "甲保险", dt.date(2017, 12, 31)), look_up(mine, "insurer", "甲乙保险", NOW)
    assert (early.id, early.current, early.lineage) == ("I1", "I1", ("I1",))
    assert (late.id, late.current, late.lineage) == ("I2", "I3", ("I1", "I2"))
    assert "in its place 承继者: I3" in late.text() and "I1 → I2" in late.text()
    assert "I1 → I2  since 自 2018-01-01" in late.text() and "I2 → I3  since 自 2020-01-01" in late.text()
    assert late.called == ("丙保险",) and late.successions[1]["on"] == "2020-01-01"
    before = look_up(mine, "insurer", "I2", dt.date(2019, 6, 30))
    assert len(before.successions) == 1 and before.current == "I2" and before.called == ("甲保险", "甲乙保险")


@pytest.mark.parametrize("name", ["北京监管局", "北京", "beijing", "中国银保监会北京监管局", "Beijing Bureau"])
def test_a_short_name_of_a_bureau_is_near_the_names_of_its_place_those_of_the_day_first(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        look_up(bureau_identities(), "bureau", name, NOW)
    remedy = refusal.value.findings[0].remedy
    first = "Beijing bureau (NFRA)" if name.isascii() else "国家金融监督管理总局北京监管局"
    assert first in remedy and "上海" not in remedy and "Shanghai" not in remedy
    assert "(NFRA)" in remedy.split(",")[0] or "国家金融监督管理总局" in remedy.split(",")[0]


def test_a_name_of_another_day_says_what_it_meant_and_how_that_one_is_called_now() -> None:
    with pytest.raises(Refused) as refusal:
        look_up(bureau_identities(), "bureau", "北京保监局", NOW)
    remedy = refusal.value.findings[0].remedy
    assert "it meant '110000' from the beginning to 2018-12-01" in remedy
    assert "called 国家金融监督管理总局北京监管局" in remedy and "--on" in remedy


def test_a_person_is_never_repeated_in_a_finding(tables: tuple[Path, Path]) -> None:
    mine = identities_for("person", *tables)
    assert look_up(mine, "person", "张三", NOW).id == "P1"
    with pytest.raises(Refused) as refusal:
        look_up(mine, "person", "张三丰", NOW)
    assert "张三" not in str(refusal.value)
    with pytest.raises(Refused, match="near: 甲乙保险"):
        look_up(mine, "insurer", "甲乙保险公司", NOW)


def test_persons_need_a_table_of_ones_own() -> None:
    with pytest.raises(Refused, match="ICM007"):
        identities_for("person", None, None)


def test_insurers_of_published_tables_are_known() -> None:
    assert look_up(identities_for("insurer", None, None), "insurer", "太平资产", NOW).id == "A001"
