"""``inscredit identity``: who a name meant on a day."""

from __future__ import annotations

import json

import pytest

from inscredit_models.cli import main


def test_a_bureau_is_found_by_any_of_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identity", "上海保监局", "--kind", "bureau", "--on", "2017-12-31", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == told["current"] == "310000"
    assert {"name": "上海银保监局", "from": "2018-12-01", "to": "2023-01-01"} in told["names"]
    assert main(["identity", "310000", "--kind", "bureau"]) == 0
    assert "国家金融监督管理总局上海监管局" in capsys.readouterr().out


def test_an_unknown_name_is_refused_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identity", "上海保监", "--kind", "bureau", "--on", "2017-12-31"]) == 2
    assert "near: 上海保监局" in capsys.readouterr().err


def test_a_name_of_another_day_and_a_short_name_lead_to_the_name_of_the_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    day = ["--kind", "bureau", "--on", "2026-06-30"]
    assert main(["identity", "上海保监局", *day]) == 2
    told = capsys.readouterr().err
    assert "it meant '310000'" in told and "called 国家金融监督管理总局上海监管局" in told
    assert main(["identity", "上海监管局", *day]) == 2
    assert "near: 国家金融监督管理总局上海监管局" in capsys.readouterr().err


def test_a_table_of_persons_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identity", "张三", "--kind", "person"]) == 2
    told = capsys.readouterr().err
    assert "--aliases FILE" in told and "张三" not in told
