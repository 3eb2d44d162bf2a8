"""The face of the package: quick to import, and its verbs are what they say."""

from __future__ import annotations

import subprocess
import sys


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("pandas", "numpy", "duckdb", "sklearn", "lightgbm", "shap", "mlflow", "matplotlib")
    assert _python(f"import inscredit_models, sys; print([name for name in {heavy} if name in sys.modules])") == "[]"


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
