import json
import math

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.tracking.items import Artifact, Figure, Metric, ModelItem, Param, Run, Table, Tag
from inscredit_models.tracking.view import ROWS_NAME, read_view, view_path, write_view


@pytest.fixture
def run_dir(tmp_path):
    rows = pd.DataFrame({"年龄": [1.5, None, 3.0], "subject_id": ["a", "b", "c"], "amount": [0.1, 0.2, 0.3]})
    rows.to_parquet(tmp_path / ROWS_NAME)
    (tmp_path / "journal").mkdir()
    return tmp_path


def a_run(run_dir):
    example = pd.read_parquet(run_dir / ROWS_NAME, columns=["amount", "年龄"]).head(2)
    items = (
        Param("seed", "7"),
        Tag("verdict", "inconclusive 不确定"),
        Metric("auc", 0.1 + 0.2),
        Metric("ks", float("nan")),
        Table("league.csv", pd.DataFrame({"model": ["评分卡"], "estimate": [0.1 + 0.2]})),
        Figure("a/roc.png", b"\x89PNG\x00"),
        Artifact(run_dir / "report.html", "pages"),
    )
    return Run("study", items, (Run("card", (ModelItem(run_dir / "journal" / "m", example, "card"),)),))


def test_view_gives_back_what_was_shown(run_dir):
    run = a_run(run_dir)
    write_view(run, "研究 study", run_dir)
    again, experiment = read_view(run_dir)
    assert experiment == "研究 study" and again.name == "study"
    for left, right in zip(run.items, again.items, strict=True):
        if isinstance(left, Table):
            assert (right.name, right.text) == (left.name, left.text())
        elif isinstance(left, Metric) and math.isnan(left.value):
            assert math.isnan(right.value)
        else:
            assert right == left
    (kept,), (read,) = run.children[0].items, again.children[0].items
    assert (read.folder, read.code) == (kept.folder, kept.code)
    pd.testing.assert_frame_equal(read.example, kept.example)


def test_view_written_twice_is_the_same_file(run_dir):
    write_view(a_run(run_dir), "study", run_dir)
    first = view_path(run_dir).read_bytes()
    write_view(a_run(run_dir), "study", run_dir)
    assert view_path(run_dir).read_bytes() == first


def test_view_of_a_view_is_the_same_file(run_dir):
    write_view(a_run(run_dir), "study", run_dir)
    first = view_path(run_dir).read_bytes()
    write_view(*read_view(run_dir), run_dir)
    assert view_path(run_dir).read_bytes() == first


def test_view_holds_no_cell_of_the_rows_and_no_path_of_the_machine(run_dir):
    write_view(a_run(run_dir), "study", run_dir)
    text = view_path(run_dir).read_text(encoding="utf-8")
    assert "1.5" not in text and str(run_dir) not in text


def test_folder_without_a_view_is_refused(tmp_path):
    with pytest.raises(Refused) as refusal:
        read_view(tmp_path)
    assert refusal.value.findings[0].code == "ICM001"


@pytest.mark.parametrize("damage", ["byte", "cut", "value", "list"])
def test_changed_view_is_refused(run_dir, damage):
    write_view(a_run(run_dir), "study", run_dir)
    path = view_path(run_dir)
    data = path.read_bytes()
    changed = {
        "byte": data[:50] + bytes([data[50] ^ 1]) + data[51:],
        "cut": data[:-9],
        "value": json.dumps(json.loads(data) | {"experiment": "other"}).encode(),
        "list": b"[]",
    }
    path.write_bytes(changed[damage])
    with pytest.raises(Refused) as refusal:
        read_view(run_dir)
    assert refusal.value.findings[0].code == "ICM019"
