"""Notebooks are thin, carry no outputs, begin with a question, end with an answer, and run."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.small_study import write_small_experiment

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALLOWED = {"inscredit_models", "pandas", "matplotlib", "os"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_thin(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells), "strip the outputs"
    assert len(cells) <= 15
    for cell in cells:
        tree = ast.parse(cell.source)
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= 8
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert {module.split(".")[0] for module in modules} <= ALLOWED


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_asks_and_answers(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert "Question" in notebook.cells[0].source and "问题" in notebook.cells[0].source
    headings = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert "Answer" in headings[-1] and "回答" in headings[-1]


def test_start_here_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSCREDIT_NOTEBOOK_EXPERIMENT", str(write_small_experiment(tmp_path)))
    notebook = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"../runs"', repr(str(tmp_path / "runs")))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    text = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    assert "report.html" in text
