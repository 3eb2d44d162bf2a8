"""Canaries never sing: of invented persons nothing is found outside the record store and the key store."""

from __future__ import annotations

import logging
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from inscredit_models.records.rights.queries import access_folder
from tests.canaries.failures import failures
from tests.canaries.planting import CONSUMERS, INSURERS, PRACTITIONERS, Kind, plant
from tests.canaries.searching import Hit, Search, footer_text
from tests.canaries.workflow import Carried

TABLES_OF_TOKENS = ("panel.parquet", "panel.disputed.csv", "indicators.parquet", "disputed.csv")
"""Tables for computing: rows named by the store's tokens, columns with the values of indicators; nothing else."""


def carried(tmp_path: Path, people: int, kind: Kind = PRACTITIONERS, *, study: bool = False) -> Carried:
    planted = plant(tmp_path / "delivery", people, kind)
    place = Carried(tmp_path / "place", planted)
    with place.kept():
        place.take_in()
        place.look(days=4 if study else 1)
        if study:
            place.study()
        place.fail(models=study)
        place.hand_over()
        place.erase()
    return place


def hits_of(place: Carried) -> list[Hit]:
    """Give everything found outside the allowed places: copies of record files that a failure was given are input."""
    given = tuple(path for path in (place.root / "work").glob("*") if path.name != "runs")
    allowed = (place.store, place.keys, access_folder(place.store), *given)
    return [hit for hit in Search(place.planted).tree(place.root, allowed=allowed) if not may_stand(hit)]


def may_stand(hit: Hit) -> bool:
    """Say that a table for computing holds tokens and amounts, and stores of pseudonyms amounts, as they are for."""
    place = Path(hit.file)
    if place.name in TABLES_OF_TOKENS:
        return hit.kind in ("subject token", "amount")
    return place.parts[0] in ("pseudonyms", "package.zip", "received") and hit.kind == "amount"


def footer_hits(place: Carried) -> set[tuple[str, str]]:
    """Give every file outside the two stores whose Parquet footer tells of a person, tables for computing included."""
    search, outside = Search(place.planted), ("store", "keys", "work", "temporary")
    files = [path.relative_to(place.root) for path in place.root.rglob("*.parquet")]
    found = set()
    for file in (file for file in files if file.parts[0] not in outside):
        for kind, _ in search.content(footer_text((place.root / file).read_bytes())):
            if kind != "amount":
                found.add((file.as_posix(), kind))
    return found


@pytest.mark.parametrize("kind", [PRACTITIONERS, CONSUMERS], ids=["practitioners", "consumers"])
def test_there_are_fifty_failures(tmp_path: Path, kind: Kind) -> None:
    planted = plant(tmp_path / "delivery", 30, kind)
    place = Carried(tmp_path / "place", planted)
    place.take_in()
    names = [what for what, _ in failures(place.store, planted, tmp_path / "work")]
    assert len(names) >= 50 and len(set(names)) == len(names)


@pytest.mark.parametrize("kind", [PRACTITIONERS, CONSUMERS], ids=["practitioners", "consumers"])
def test_of_sixty_persons_nothing_is_found_outside_the_two_stores(tmp_path: Path, kind: Kind) -> None:
    place = carried(tmp_path, 60, kind)
    assert place.failed == []
    assert hits_of(place) == []
    assert footer_hits(place) == set() and (place.root / "panel.parquet").is_file()


def test_a_name_in_a_parquet_footer_is_found(tmp_path: Path) -> None:
    place = Carried(tmp_path / "place", plant(tmp_path / "delivery", 30))
    pd.DataFrame({"subject_id": place.planted.subjects}).to_parquet(place.root / "panel.parquet")
    assert footer_hits(place) == {("panel.parquet", "subject token")}


def test_persons_named_in_the_words_of_insurers_are_found_nowhere_else(tmp_path: Path) -> None:
    place = carried(tmp_path, 60, INSURERS)
    assert place.failed == []
    assert hits_of(place) == []


def test_a_planted_leak_is_found_with_its_file(tmp_path: Path) -> None:
    planted = plant(tmp_path / "delivery", 30)
    place = Carried(tmp_path / "place", planted)
    with place.kept():
        place.step("a print", lambda: print(planted.numbers[0]))
        place.step("a traceback", lambda: int(planted.numbers[1][:-1] + "x"))
        logging.getLogger("careless").warning("about %s", planted.subjects[2])
    found = {(hit.file, hit.kind) for hit in Search(planted).tree(place.root, allowed=(place.keys,))}
    assert {("logs/001.txt", "identity number"), ("logs/002.txt", "identity number")} <= found
    assert ("logs/logging.txt", "subject token") in found


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PRACTITIONERS, CONSUMERS], ids=["practitioners", "consumers"])
def test_of_a_thousand_persons_nothing_is_found_in_the_whole_workflow(tmp_path: Path, kind: Kind) -> None:
    """Studies, reports, models, journal and MLflow included, and a notebook that shows every result as it is."""
    place = carried(tmp_path, 1000, kind, study=True)
    notebook = nbformat.v4.new_notebook()
    store, out = str(place.store), str(place.root / "notebook")
    cells = [
        "import datetime as dt\nfrom inscredit_models import coverage, credit_file",
        f"study = coverage({store!r}, dt.date(2024, 12, 31), out=None)\nstudy",
        "study.totals()",
        f"from pathlib import Path\nstore, who = Path({store!r}), {place.planted.subjects[0]!r}",
        "file = credit_file(store, who, dt.date(2024, 12, 31))\nfile",
        "print(file.text())",
    ]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    with place.kept():
        NotebookClient(notebook, timeout=300).execute()
    Path(out).mkdir()
    outputs = [cell.outputs for cell in notebook.cells]
    (Path(out) / "outputs.json").write_text(str(outputs), encoding="utf-8")
    assert place.failed == []
    assert list(place.root.glob("runs/*/*/report.html")), "the study has a report"
    database = (place.root / "runs" / "mlflow.db").read_bytes()
    assert b"auc" in database, "MLflow holds the study"
    assert hits_of(place) == [] and footer_hits(place) == set()
