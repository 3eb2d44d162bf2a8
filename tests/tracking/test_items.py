import sys
from pathlib import Path
from subprocess import run as start

import pytest

from inscredit_models.tracking.items import Metric, Param, Run, Tag

ROOT = Path(__file__).parents[2]


def test_items_of_a_kind_keep_their_order():
    run = Run("r", (Metric("b", 1), Param("p", "1"), Metric("a", 2)))
    assert [metric.name for metric in run.of(Metric)] == ["b", "a"]


def test_result_digest_is_none_without_its_tag():
    assert Run("r", (Tag("other", "x"),)).result_digest is None


def test_items_cannot_be_changed():
    with pytest.raises(AttributeError):
        Param("p", "1").value = "2"


def test_importing_tracking_does_not_import_mlflow():
    modules = ", ".join(
        f"inscredit_models.tracking.{name}" for name in ("items", "writer", "ui", "store", "logged_model")
    )
    code = f"import sys; import {modules}; sys.exit('mlflow' in sys.modules)"
    assert start([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
