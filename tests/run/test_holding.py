import os
import subprocess
import sys
from pathlib import Path

import pytest

from inscredit_models.findings import Finding, Refused
from inscredit_models.run.holding import hold_run

ROOT = Path(__file__).parents[2]


def refuse():
    raise Refused([Finding("ICM026", "split", "no row", "rows", "take another date")])


def test_second_holder_is_refused_by_name(tmp_path):
    run_dir = tmp_path / "study" / "ab12"
    with hold_run(run_dir), pytest.raises(Refused) as refusal, hold_run(run_dir):
        pass
    (finding,) = refusal.value.findings
    assert finding.code == "ICM025" and finding.where == "ab12" and f"process {os.getpid()}" in finding.found


def test_folder_is_free_again_afterwards(tmp_path):
    for _ in range(2):
        with hold_run(tmp_path / "run") as run_dir:
            assert run_dir == tmp_path / "run"


def test_folder_of_a_killed_holder_is_free(tmp_path):
    script = "import os,sys,pathlib;from inscredit_models.run.holding import hold_run\n"
    script += "with hold_run(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "run")], cwd=ROOT)
    with hold_run(tmp_path / "run"):
        pass


def test_refused_run_that_wrote_nothing_leaves_nothing(tmp_path):
    with pytest.raises(Refused), hold_run(tmp_path / "study" / "run"):
        refuse()
    assert list(tmp_path.iterdir()) == []


def test_refused_run_keeps_what_was_there(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("{}")
    with pytest.raises(Refused), hold_run(tmp_path / "run"):
        refuse()
    assert (tmp_path / "run" / "run.json").is_file()


def test_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as refusal, hold_run(tmp_path / "file" / "run"):
        pass
    assert refusal.value.findings[0].code == "ICM001"
