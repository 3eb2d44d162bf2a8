"""``inscredit access``: queries are logged before they are answered, special requests decided by two others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.records.small_store import write_store

REQUEST = """
id = "case_1"
asked_by = "甲"
role = "insurer"
purpose = "fraud_investigation"
legal_basis = "保险法 Art. 27"
action = "query"
records = ["treatment_check"]
tier = 4
asked_on = 2026-03-01
until = 2026-03-31
"""


def record(store: str, *options: str) -> int:
    asked = ["--subject-id", "P1", "--by", "甲", "--purpose", "claims", "--shown", "file", "--reader", "regulator"]
    return main(["access", "record", store, *asked, *options])


def test_a_query_is_logged_printed_and_verified_against_a_head(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(write_store(tmp_path / "s").path)
    assert main(["access", "log", store]) == 0 and "无查询记录" in capsys.readouterr().out
    assert record(store, "--json") == 0
    head = json.loads(capsys.readouterr().out)["head"]
    assert main(["access", "log", store, "--expect", head, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["head"] == head and said["queries"][0]["purpose"] == "claims"
    assert main(["access", "log", store, "--subject-id", "P1"]) == 0
    text = capsys.readouterr().out
    assert "file" in text and head in text
    (tmp_path / "s.access" / "queries.jsonl").unlink()
    assert main(["access", "log", store, "--expect", head]) == 2


def test_the_third_report_of_a_year_may_cost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(write_store(tmp_path / "s").path)
    asked = ["access", "free", store, "--subject-id", "P1"]
    assert main(asked) == 0 and "0 reports taken this year" in capsys.readouterr().out
    for _ in range(2):
        assert record(store, "--reader", "subject") == 0
    capsys.readouterr()
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["next_is_free"] is False
    assert main([*asked, "--on", "2100-01-01"]) == 0 and "is free" in capsys.readouterr().out


def test_a_third_party_reads_on_a_consent_for_its_purpose_or_a_proof(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(write_store(tmp_path / "s").path)
    assert record(store, "--reader", "insurer") == 2 and "ICM251" in capsys.readouterr().err
    agreed = ["--basis", "C", "--purposes", "hiring", "--told-of-consequences", "--on", "2020-01-01"]
    assert main(["rights", "consent", store, "--subject-id", "P1", "--category", "violation", *agreed]) == 0
    assert record(store, "--reader", "insurer") == 2 and "ICM254" in capsys.readouterr().err
    assert record(store, "--reader", "insurer", "--purpose", "hiring") == 0
    assert record(store, "--reader", "insurer", "--proof", "保险法 Art. 27") == 0
    assert record(store, "--reader", "insurer", "--proof", "保险法 Art. 27", "--purpose", "x") == 2


def test_shenzhen_asks_for_more(tmp_path: Path) -> None:
    store = str(write_store(tmp_path / "s").path)
    assert record(store, "--region", "shenzhen") == 2
    assert record(store, "--region", "shenzhen", "--authoriser", "乙", "--proof", "授权书") == 0


def test_a_special_request_is_filed_and_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, file = str(write_store(tmp_path / "s").path), tmp_path / "r.toml"
    file.write_text(REQUEST, encoding="utf-8")
    assert main(["access", "request", store, str(file)]) == 0
    decide = ["access", "decide", store, "case_1", "--reason", "grounds", "--on", "2026-03-02"]
    assert main([*decide, "--by", "甲", "--approve"]) == 2
    assert main([*decide, "--by", " ", "--approve"]) == 2
    assert main([*decide, "--by", "乙", "--approve"]) == 0
    assert "case_1: filed" in capsys.readouterr().out
    assert main([*decide, "--by", "丙", "--approve", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "approved"
    assert main([*decide, "--by", "丁", "--refuse"]) == 2


def test_a_subject_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(write_store(tmp_path / "s").path)
    assert record(store, "--subject-id", "P77") == 2
    assert "ICM008" in (said := capsys.readouterr().err) and "P77" not in said
    assert main(["access", "free", store, "--subject-id", "P77"]) == 2
    assert not (tmp_path / "s.access").exists()


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "@SUM(A1)", "-2", "\u001b[31mred", "a\u202eb"])
def test_what_a_spreadsheet_or_terminal_would_execute_is_inert(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    store, out = str(write_store(tmp_path / "s").path), tmp_path / "log.csv"
    assert record(store, f"--purpose={text}") == 0
    capsys.readouterr()
    assert main(["access", "log", store, "--csv", str(out)]) == 0
    printed, written = capsys.readouterr().out, out.read_text(encoding="utf-8-sig")
    assert text.isprintable() or text not in printed + written
    if text.isprintable():
        assert f"'{text}" in printed and f"'{text}" in written and f" {text}" not in printed
    assert main(["access", "log", store, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["queries"][0]["purpose"] == text, "the log itself is as it was written"
