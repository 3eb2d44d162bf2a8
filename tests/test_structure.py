"""The walls of the house: who may import whom, what may stand where; nothing stands untested or unexplained."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "inscredit_models"
TESTS = ROOT / "tests"

FLOW = (
    "catalogue",
    "records",
    "worlds",
    "indicators",
    "scoring",
    "models",
    "evaluation",
    "explain",
    "run",
    "policy",
    "standard",
)
"""The folders in the order of the data: each may import those to its left."""

ON_TOP = ("report", "tracking")
"""Folders that may import the whole flow, but not each other."""

ONLY_HERE = {"matplotlib": "report", "mlflow": "tracking", "shap": "explain"}
NEVER_FITS = ("catalogue", "records", "indicators", "scoring")
LEAVES = ("findings", "digest", "durable", "locking")
LONGEST = 600

SOURCES = sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> set[str]:
    """Give the dotted names of all modules that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} imports relatively; write the whole name"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _rooms_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in _imports(path) if name.startswith("inscredit_models.")}


def _import_findings(path: Path) -> list[str]:
    """Name every import of a file that breaks the direction of the data."""
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = set(LEAVES) | {room}
    if room in FLOW:
        allowed |= set(FLOW[: FLOW.index(room)])
        if room == "indicators":
            allowed -= {"worlds"}
    elif room in ON_TOP:
        allowed |= set(FLOW)
    elif room in LEAVES:
        allowed = set(LEAVES)
    else:
        return []
    return [f"{_name(path)} imports {name}" for name in sorted(_rooms_imported(path) - allowed)]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_imports_point_to_the_left(path: Path) -> None:
    assert _import_findings(path) == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_special_libraries_stay_in_their_room(path: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(path)}
    room = path.relative_to(PACKAGE).parts[0]
    assert [library for library, home in ONLY_HERE.items() if library in roots and room != home] == []
    assert not roots & {"pickle", "cloudpickle", "joblib", "dill", "marshal", "shelve"}


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] in NEVER_FITS], ids=_name
)
def test_nothing_is_fitted_before_the_models(path: Path) -> None:
    fitted = {"fit", "partial_fit", "fit_transform"}
    assert [
        node.name for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef) and node.name in fitted
    ] == []


def test_only_evaluation_reads_the_truth() -> None:
    readers = [
        _name(path)
        for path in SOURCES
        if re.search(r"[\"']truth[\"']\s*/|/\s*[\"']truth[\"']|truth/", path.read_text(encoding="utf-8"))
        and path.relative_to(PACKAGE).parts[0] not in ("evaluation", "worlds")
        and _name(path) not in ("records/store.py", "records/manifest.py")  # write and list what worlds hands over
    ]
    assert readers == []


@pytest.mark.parametrize(
    "path", [*SOURCES, *sorted(TESTS.rglob("*.py"))], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.name not in ("__init__.py", "__main__.py")], ids=_name
)
def test_every_source_has_its_test(path: Path) -> None:
    parts = path.relative_to(PACKAGE)
    assert (TESTS / parts.parent / f"test_{parts.name}").is_file()


def _undocumented(path: Path) -> list[str]:
    """Name the public modules, classes, functions and methods of a file that have no docstring."""
    missing = [] if ast.get_docstring(_tree(path)) else [_name(path)]

    def visit(node: ast.AST, owner: str, *, in_private: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                private = in_private or child.name.startswith("_")
                overload = any(ast.unparse(item) in ("overload", "typing.overload") for item in child.decorator_list)
                if not private and not overload and not ast.get_docstring(child):
                    missing.append(f"{owner}.{child.name}")
                if isinstance(child, ast.ClassDef):
                    visit(child, f"{owner}.{child.name}", in_private=private)

    visit(_tree(path), _name(path), in_private=False)
    return missing


INHERITED = re.compile(r"\.(fit|predict|predict_proba|decision_function|transform|get_feature_names_out|__\w+__)$")
"""scikit-learn's own words: what they do is said by its contract, on the class."""


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_every_public_name_is_explained(path: Path) -> None:
    assert [name for name in _undocumented(path) if not INHERITED.search(name)] == []


def test_no_vague_names() -> None:
    vague = {"utils", "helpers", "common", "misc", "util", "helper", "tools"}
    assert [_name(path) for path in SOURCES if set(path.with_suffix("").parts) & vague] == []


def test_repository_names_no_machine_and_no_registry() -> None:
    """A lock names versions and hashes, never where packages come from; no file names a path of one machine."""
    assert not re.search(r"https?://|file:", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    machine = re.compile(r"(?:^|[\s\"'=(])/(?:home|root|work|Users|tmp)/\w", re.MULTILINE)
    texts = [*SOURCES, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    assert [path.name for path in texts if machine.search(path.read_text(encoding="utf-8"))] == []


def test_a_planted_import_to_the_right_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "records"
    room.mkdir()
    planted = room / "planted.py"
    planted.write_text('"""Planted."""\nfrom inscredit_models.models.dataset import Dataset\n', encoding="utf-8")
    monkeypatch.setattr("tests.test_structure.PACKAGE", tmp_path)
    assert _import_findings(planted) == ["records/planted.py imports models"]


def test_a_planted_undocumented_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('"""Planted."""\n\n\ndef open_question():\n    return 42\n', encoding="utf-8")
    monkeypatch.setattr("tests.test_structure.PACKAGE", tmp_path)
    assert _undocumented(planted) == ["planted.py.open_question"]
