"""A labelled table on the bench (上台的表): read, checked, divided, counted; the story itself is `study.bench`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.evaluation.league import check_comparison
from inscredit_models.evaluation.splits import Fold, by_time, check_fold, repeated_folds
from inscredit_models.findings import Findings
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.roster import check_models
from inscredit_models.models.table import TableRoles, parse_time
from inscredit_models.records.intake import TableOptions, read_table, type_columns
from inscredit_models.scoring.load import load_system
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.declared import check_named_models
from inscredit_models.studies.further.asking import Asked, ask
from inscredit_models.studies.further.declaration import Further

TABLE_MODELS = ("prevalence", "single_best", "logistic", "scorecard", "lightgbm")
"""Models that run on a table about which nothing is declared."""


def read_bench_table(
    table: str | Path | pd.DataFrame, name: str, options: TableOptions, findings: Findings
) -> tuple[str, pd.DataFrame | None]:
    """Read the table, or type the columns of a frame; gives its name and the frame."""
    if isinstance(table, pd.DataFrame):
        return name, type_columns(table, options, name, findings)
    path = Path(table)
    return path.name, read_table(path, options, findings)


def chosen_models(
    models: Sequence[str | tuple[str, BaseEstimator]] | None, reference: str, findings: Findings
) -> tuple[tuple[str, ...], dict[str, BaseEstimator]]:
    """Tell codes of the league from the user's own classifiers; the reference always plays."""
    chosen = list(TABLE_MODELS if models is None else models)
    custom = {item[0]: item[1] for item in chosen if not isinstance(item, str)}
    codes = [item if isinstance(item, str) else item[0] for item in chosen]
    if reference not in codes:
        codes.append(reference)
    check_models(codes, custom, "models", findings)
    return tuple(codes), custom


def read_expert(expert: str | Path | ScoringSystem | None, findings: Findings) -> ScoringSystem | None:
    """Load the scoring system behind ``index_expert``."""
    if expert is None or isinstance(expert, ScoringSystem):
        return expert
    return load_system(Path(expert), indicators=load_registry().indicators)


def check_protocol(time: str | None, test_from: Any, seed: int, findings: Findings) -> None:
    """Check that time and the beginning of the test come together, and the seed (ICM007, ICM006)."""
    if (time is None) != (test_from is None):
        findings.add("ICM007", "split", "only one of --time and --test-from", "both or none", "add the other")
    if seed < 0:
        findings.add("ICM006", "seed", str(seed), "0 or more", "choose another seed")


def ask_and_check(
    further: Asked,
    groups: Sequence[str],
    by: Mapping[str, str],
    metrics: Sequence[str],
    models: Sequence[str],
    margin: float,
    findings: Findings,
) -> Further:
    """Read and check what is asked of a table beyond the league."""
    asked = ask(further, findings, groups=groups, by=by)
    check_named_models(asked, models, "further", findings)
    for metric in metrics:
        check_comparison(metric, margin, "further metrics", findings)
    if len(set(by) - {"region", "insurer"}) > 1:
        found, remedy = ", ".join(by), "leave one out"
        findings.add("ICM006", "by", found, "region, insurer and one other group", remedy)
    return asked


def cut_rows(
    dataset: Dataset,
    roles: TableRoles,
    test_from: Any,
    folds: int,
    repeats: int,
    seed: int,
    where: str,
    findings: Findings,
) -> tuple[Fold, ...]:
    """Divide the rows of a table: by time where a time is named, else into repeated folds."""
    if roles.time is None:
        return tuple(repeated_folds(dataset.y, dataset.clusters, folds=folds, repeats=repeats, seed=seed))
    moment = parse_time(str(test_from), dataset.as_of, "--test-from", findings)
    findings.refuse()
    fold = by_time(dataset.as_of, moment)
    findings.extend(check_fold(fold, dataset.clusters, allow_shared_groups=roles.group is None))
    findings.refuse()
    return (fold,)


def count_parts(dataset: Dataset, folds: tuple[Fold, ...]) -> pd.DataFrame:
    """Count rows, clusters and events of each fold of the first repeat."""
    rows = [
        {
            "part": part,
            "fold": fold.fold,
            "rows": len(place),
            "subjects": len(np.unique(dataset.clusters[place])),
            "events": int(dataset.y[place].sum()),
            "reason": "",
        }
        for fold in folds
        if fold.repeat == 0
        for part, place in (("train", fold.train), ("test", fold.test))
    ]
    return pd.DataFrame(rows)


def digest_rows(dataset: Dataset) -> str:
    """Digest of everything a row is: features, outcome, whose it is, when it was."""
    moments = None if dataset.as_of is None else [str(moment) for moment in dataset.as_of]
    return digest_value([digest_frame(dataset.X), dataset.y.tolist(), dataset.clusters.tolist(), moments])
