"""The face of the package: quick to import, and its verbs are what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "numpy",
    "pandas",
    "pyarrow",
    "duckdb",
    "sqlglot",
    "scipy",
    "sklearn",
    "lightgbm",
    "shap",
    "mlflow",
    "matplotlib",
)
"""What takes long to load."""


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert _python(f"import inscredit_models, sys; print([name for name in {HEAVY} if name in sys.modules])") == "[]"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["check", "--help"], ["list", "records"], ["list", "models"]], ids=" ".join
)
def test_a_command_that_computes_nothing_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import contextlib, io, sys\n"
        "from inscredit_models.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main({arguments})\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert _python(code) == "[]"


def test_run_is_the_verb_also_after_its_folder_was_imported() -> None:
    code = (
        "import inscredit_models.run.units, inscredit_models\n"
        "from inscredit_models import run\n"
        "from inscredit_models.run.units import Unit\n"
        "from inscredit_models import run as again\n"
        "print(run.__module__, run.__name__, again is run, Unit.__name__)"
    )
    assert _python(code) == "inscredit_models.study run True Unit"


def test_unknown_names_are_unknown() -> None:
    assert _python("import inscredit_models; print(hasattr(inscredit_models, 'nothing'))") == "False"


@pytest.mark.parametrize(("name", "package"), [("spark", "pyspark"), ("duckdb1", "duckdb")])
def test_the_second_locks_pin_their_package_and_name_no_registry(name: str, package: str) -> None:
    lock = (ROOT / f"requirements-{name}.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:", lock)
    assert re.search(rf"^{package}==.*\\\n +--hash=", lock, re.MULTILINE)


def test_the_other_duckdb_is_of_the_line_before_that_of_the_lock() -> None:
    locks = [(ROOT / f"requirements{name}.lock").read_text(encoding="utf-8") for name in ("", "-duckdb1")]
    first, second = (re.search(r"^duckdb==(\d+)\.(\d+)", lock, re.MULTILINE) for lock in locks)
    assert first.group(1) == "2" and second.groups() == ("1", "5")
