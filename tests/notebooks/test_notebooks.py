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
def test_no_picture_is_kept_from_the_reader(path: Path) -> None:
    """A semicolon keeps the axes from being shown; nothing else would draw them."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and ".plot(" in cell.source:
            assert not cell.source.rstrip().endswith(";"), cell.source


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


def test_insurers_run(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "10_insurers.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"../runs"', repr(str(tmp_path / "runs")))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    printed = ["".join(output.get("text", "") for output in cell.get("outputs", [])) for cell in notebook.cells]
    assert any("ICM150" in text and "ICM151" in text for text in printed)
    assert any("ICM153" in text for text in printed)
    pictures = [cell for cell in notebook.cells if ".plot(" in cell.source]
    assert len(pictures) == 4 and all("image/png" in cell.outputs[0].data for cell in pictures)
    assert "report.html" in printed[-1] and "91.70 / 91.75" in printed[-1] and "not evaluable" in printed[-1]


def _execute(name: str, tmp_path: Path) -> str:
    """Run a notebook with its runs in a temporary folder; gives what its last cell prints."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"../runs"', repr(str(tmp_path / "runs")))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    return "".join(output.get("text", "") for output in notebook.cells[-1].outputs)


@pytest.mark.slow
def test_evaluation_runs(tmp_path: Path) -> None:
    assert "report.html" in _execute("07_evaluation.ipynb", tmp_path)


@pytest.mark.slow
def test_explain_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSCREDIT_NOTEBOOK_EXPERIMENT", str(write_small_experiment(tmp_path)))
    told = _execute("08_explain.ipynb", tmp_path)
    assert "report.html" in told and ("修复后" in told or "到期退出后" in told)


def test_scorecard_runs(tmp_path: Path) -> None:
    """An edited card joins the league as a card, not as a wrapped classifier on encoded columns."""
    notebook = nbformat.read(ROOT / "notebooks" / "06_scorecard.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"../runs"', repr(str(tmp_path / "runs")))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    printed = ["".join(output.get("text", "") for output in cell.get("outputs", [])) for cell in notebook.cells]
    assert any("ICM130" in text and "min_share" in text for text in printed)
    assert any(text.startswith("True") for text in printed)
    assert "report.html" in printed[-1] and "Not evaluable" not in printed[-1]


def test_index_runs() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "04_index.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    printed = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    assert "whether the index predicts" in printed and "robust pairs: " in printed and "of 630" in printed


@pytest.mark.slow
def test_ratings_run() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "09_ratings.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": ROOT / "notebooks"}}).execute()
    printed = ["".join(output.get("text", "") for output in cell.get("outputs", [])) for cell in notebook.cells]
    assert any("ICM255" in text for text in printed)
    assert "Of 6 grades 1 has too low a probability: BB" in printed[-1]
