"""The outside systems of the plan （十八）: none is missing, and nothing is promised that a role may not receive."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.exchange.partners import DATA, load_partners, partner_rows, read_partners, records_for
from inscredit_models.records.rights.access import grant_of

NAMED = (
    "国家统一信用信息共享交换平台",
    "金融信用信息基础数据库",
    "证券、信托",
    "工商管理",
    "公安交警",
    "司法机关",
    "安全生产",
    "医药卫生",
    "社会保障",
    "其他政府部门",
    "非金融行业",
    "社会组织",
    "地方性信用信息系统",
    "境外保险监管机构",
)
"""As the plan （十八） lists them."""


def test_every_system_that_the_plan_names_is_there() -> None:
    names = [item.zh for item in load_partners()]
    assert [next((name for name in names if wanted in name), None) for wanted in NAMED].count(None) == 0
    assert len(names) == len(NAMED)


def test_what_goes_to_a_system_is_open_to_its_role_in_some_way() -> None:
    for item in load_partners():
        for record in records_for(item):
            grants = {grant_of(item.role, "export", field.tier) for field in record.fields}
            assert grants - {"denied"}, (item.code, record.code)


def test_every_outside_source_of_the_catalogue_comes_from_a_system() -> None:
    sent = {code for item in load_partners() for code in item.sent_records()}
    outside = {record.code for record in load_catalogue().record_types if record.channel == "external"}
    assert outside - sent == {"media_report"}, "the media are no system of （十八）"


def test_directions_agree_with_what_goes_and_comes() -> None:
    for item in load_partners():
        assert (item.direction != "out") or not item.sends
        assert (item.direction != "in") or not item.receives


def test_an_unknown_record_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "partners.csv"
    path.write_text(DATA.read_text(encoding="utf-8").replace("traffic_accident", "trafic_accident"), encoding="utf-8")
    with pytest.raises(Refused, match="'traffic_accident'"):
        read_partners(path)


def test_rows_have_lists_of_records() -> None:
    assert all(isinstance(row["receives"], list) and isinstance(row["sends"], list) for row in partner_rows())
