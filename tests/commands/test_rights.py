"""``inscredit rights``: a case, a store, what follows; exit code 2 where a rule is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.records.store import RecordStore
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store

ASKED = ["rights", "rule", "crr_art25_objection", "received=2026-02-09", "--on", "2026-03-02"]


def test_a_case_is_put_before_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ASKED) == 0
    text = capsys.readouterr().out
    assert "违反 broken" in text and "2026-03-01" in text and "征信业管理条例 Art. 25" in text
    assert main([*ASKED, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-03-01"


def test_without_facts_a_rule_says_what_it_asks_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rights", "rule", "crr_art22_query_log", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["facts"]) == {"name", "time", "content", "purpose"}
    assert main(["rights", "rule", "crbm_pre_release_test"]) == 0
    assert "未核实 unverified" in capsys.readouterr().out


def test_public_holidays_are_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = tmp_path / "days.csv"
    days.write_text("day,working\n2024-10-01,false\n2024-10-02,false\n", encoding="utf-8")
    asked = ["rights", "rule", "sz_art51_provider", "forwarded=2024-09-30", "--on", "2024-10-01", "--json"]
    assert main([*asked, "--holidays", str(days)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["due"] == "2024-10-04" and said["holidays_not_given"] == []
    assert main(asked) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["due"] == "2024-10-02" and said["holidays_not_given"] == [2024]
    assert main([*asked, "--holidays", str(tmp_path / "none.csv")]) == 2


def test_an_unknown_rule_or_fact_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rights", "rule", "crr_art25_objektion", "received=2026-02-09"]) == 2
    assert main(["rights", "rule", "crr_art25_objection", "recieved=2026-02-09"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_store_is_checked_expired_and_sound_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_rights_store(tmp_path / "s", violations=[violation(1)]).path)
    assert main(["rights", "check", path, "--on", "2025-03-01"]) == 2
    said = capsys.readouterr().out
    assert "crr_art16_retention: violation, 1 records, since 2025-02-28" in said and "P1" not in said
    assert main(["rights", "check", path, "--on", "2025-03-01", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["breaches"][0]["count"] == 1
    assert main(["rights", "expire", path, "--on", "2025-03-01"]) == 0
    assert "violation: 1 expired" in capsys.readouterr().out
    assert main(["rights", "check", path, "--on", "2025-03-01"]) == 0
    assert main(["rights", "expire", path, "--on", "2025-03-01", "--json"]) == 0
    assert '"superseded": null' in capsys.readouterr().out


def test_a_consent_is_withdrawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT]).path)
    asked = ["rights", "withdraw", path, "--subject-id", "P1", "--category", "tax", "--on", "2025-03-01"]
    assert main(asked) == 0 and main([*asked, "--json"]) == 2
    assert main(["rights", "check", path, "--on", "2025-03-01"]) == 2
    assert "pipl15_withdrawal" in capsys.readouterr().out


def test_a_subject_is_erased_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rights_store(tmp_path / "s", violations=[violation(1), violation(2)])
    page = tmp_path / "page.html"
    page.write_text("<p>P1</p>", encoding="utf-8")
    asked = ["rights", "erase", str(tmp_path), "--subject-id", "P1", "--on", "2026-11-01"]
    assert main(asked) == 2
    said = capsys.readouterr().out
    assert "erased (已删除): store" in said and "may still name the subject" in said
    assert main([*asked, "--delete-others", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["remaining"] == []
    assert main(asked) == 2 and "ICM008" in capsys.readouterr().err


def test_the_pseudonyms_of_a_subject_are_erased_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_rights_store(tmp_path / "data" / "s", violations=[violation(1), violation(2)]).path
    key, out = str(tmp_path / "k"), tmp_path / "data" / "o"
    main(["pseudonymise", "--new-key", key])
    main(["pseudonymise", str(source), "--project", "trial", "--key-file", key, "--out", str(out)])
    asked = ["rights", "erase", str(tmp_path / "data"), "--subject-id", "P1", "--project", "trial", "--key-file", key]
    capsys.readouterr()
    assert main([*asked, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["erased"]) == 2
    assert RecordStore.open(out).head.superseded[-1].by == "erasure"


def test_objections_are_listed_with_their_last_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"sequence": 2, "status": "disputed", "known_date": "2026-02-09", "reason": "本人的陈述"}
    path = str(write_rights_store(tmp_path / "s", violations=[violation(1), violation(1, **said)]).path)
    assert main(["rights", "objections", path, "--on", "2026-02-10"]) == 0
    text = capsys.readouterr().out
    assert "2026-03-01" in text and "open" in text and "本人的陈述" not in text
    assert main(["rights", "objections", path, "--on", "2026-02-08"]) == 0
    assert "无未结异议" in capsys.readouterr().out
    assert main(["rights", "objections", path, "--on", "2026-02-19", "--region", "shanghai", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["objections"][0]["state"] == "breach" and said["findings"][0]["code"] == "ICM252"
    assert main(["rights", "check", path, "--on", "2026-02-19", "--region", "shanghai"]) == 2
    assert "ICM252" in capsys.readouterr().out
    (tmp_path / "days.csv").write_text("day,working\n2026-02-16,false\n2026-02-17,false\n", encoding="utf-8")
    given = ["--holidays", str(tmp_path / "days.csv"), "--region", "shanghai", "--on", "2026-02-19"]
    assert main(["rights", "objections", path, *given]) == 0
    said = capsys.readouterr().out
    assert "ICM252" not in said and "2026-02-20" in said and "open" in said


def test_a_notice_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_rights_store(tmp_path / "s", violations=[violation(1)]).path
    asked = ["rights", "notify", str(path), "--subject-id", "P1", "--way", "letter", "--on", "2026-05-01"]
    assert main([*asked, "--category", "violation"]) == 0 and main([*asked, "--category", "violations"]) == 2
    assert "did you mean 'violation'" in capsys.readouterr().err
    assert RecordStore.open(path).side_table("notice").column("subject_id").to_pylist() == ["P1"]


def test_a_consent_is_written_for_a_subject_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_rights_store(tmp_path / "s", taxes=[tax(1)]).path)
    asked = ["rights", "consent", path, "--category", "tax", "--basis", "paper 1", "--on", "2026-05-01"]
    with pytest.raises(SystemExit):
        main([*asked, "--subject-id", "P1", "--told-of-consequences"])
    assert "--purposes" in capsys.readouterr().err
    assert main([*asked, "--subject-id", "P1", "--told-of-consequences", "--purposes", "hirng"]) == 2
    assert "did you mean 'hiring'" in capsys.readouterr().err
    asked += ["--purposes", "hiring,claims"]
    assert main([*asked, "--subject-id", "P1"]) == 2, "nobody told the subject of the consequences"
    assert main([*asked, "--subject-id", "P9", "--told-of-consequences"]) == 2
    assert "P9" not in capsys.readouterr().err
    assert main([*asked, "--subject-id", "P1", "--told-of-consequences", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"consented": "2026-05-01", "until": None, "purposes": ["hiring", "claims"]}
    (row,) = RecordStore.open(Path(path)).side_table("consent").to_pylist()
    assert (row["state"], row["basis"], row["notice"]) == ("consent_given", "paper 1", True)
    assert row["purposes"] == "hiring;claims"
    withdraw = ["rights", "withdraw", path, "--subject-id", "P1", "--category", "tax", "--on", "2026-06-01"]
    assert main([*withdraw, "--purposes", "marketing"]) == 2 and main([*withdraw, "--purposes", "hiring"]) == 0
    assert main(["rights", "check", path, "--on", "2026-06-01"]) == 2, "the tax record is older than the consent"
    assert "crr_art14_written_consent" in (out := capsys.readouterr().out) and "pipl15_withdrawal" not in out
