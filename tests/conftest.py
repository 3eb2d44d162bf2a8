"""What several test files share: one small study on records, carried out once per session."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.result import StudyResult
from inscredit_models.study import run
from tests.small_study import write_small_experiment


@pytest.fixture(scope="session")
def small_experiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small experiment."""
    return write_small_experiment(tmp_path_factory.mktemp("experiments"))


@pytest.fixture(scope="session")
def small_result(small_experiment: Path) -> StudyResult:
    """The small study, carried out with one worker and tracked; its runs lie in ``small_result.run_dir.parents[1]``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)  # other tests of this process may have left it
        return run(small_experiment, out=small_experiment.parent / "runs", threads=1, progress=False)
