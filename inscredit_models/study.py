"""The story of one study, top to bottom: `run` for an experiment on records, `bench` for any labelled table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from inscredit_models.config import (
    AnyExperiment,
    Experiment,
    IndexExperiment,
    LimitRule,
    RecoveryExperiment,
    TableExperiment,
    read_experiment,
)
from inscredit_models.digest import digest_value
from inscredit_models.evaluation.league import check_comparison
from inscredit_models.evaluation.screening import screen
from inscredit_models.evaluation.splits import (
    Fold,
    UsableDates,
    check_fold,
    out_of_time,
    out_of_time_unseen,
    usable_dates,
)
from inscredit_models.evaluation.truth import read_truth
from inscredit_models.findings import Findings, Refused
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import Panel, compute_panel
from inscredit_models.models.custom_identity import describe_estimator
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.table import TableRoles, make_dataset, treat_as_missing
from inscredit_models.outputs import Telling, carry_through
from inscredit_models.progress import tell_steps
from inscredit_models.records.intake import TableOptions
from inscredit_models.records.store import RecordStore
from inscredit_models.records.store_check import check_store
from inscredit_models.result import StudyResult
from inscredit_models.run.limits import Limits
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.bench_table import (
    ask_and_check,
    check_protocol,
    chosen_models,
    count_parts,
    cut_rows,
    digest_rows,
    read_bench_table,
    read_expert,
)
from inscredit_models.studies.contest import Contest, RepairSource
from inscredit_models.studies.declared import Declared, look_up
from inscredit_models.studies.further.asking import Asked
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.grouping import groups_of_frame, groups_of_records, split_by_groups
from inscredit_models.studies.index_records import IndexRun, look_up_index, run_index
from inscredit_models.studies.published_plan import PublishedExperiment
from inscredit_models.studies.published_study import PublishedResult, run_published
from inscredit_models.studies.recovery_study import RecoveryRun, look_up_recovery, run_recovery
from inscredit_models.studies.start import Start
from inscredit_models.studies.table_study import run_table
from inscredit_models.studies.validation_plan import ValidationExperiment
from inscredit_models.studies.validation_study import ValidationRun, run_validation
from inscredit_models.worlds.kept import kept_world


def run(
    experiment: str | Path,
    *,
    out: str | Path = "runs",
    records: str | Path | None = None,
    table: str | Path | None = None,
    mapping: str | Path | None = None,
    subject_id: str | None = None,
    time: str | None = None,
    track: bool = True,
    strict: bool = False,
    threads: int = 2,
    unit_seconds: float | None = None,
    unit_memory_mb: int | None = None,
    retry_failed: bool = False,
    progress: bool = True,
) -> StudyResult | IndexRun | RecoveryRun | PublishedResult | ValidationRun:
    """Carry out an experiment: a league of models, an index questioned, published figures, methods or worlds judged.

    Parameters
    ----------
    experiment : str or pathlib.Path
        Folder with ``experiment.toml``, or that file.
    out : str or pathlib.Path
        The run lies in ``out/<experiment>/<id>/``.
    records : str or pathlib.Path, optional
        Record store to read instead of the source that the file names.
    table, mapping : str or pathlib.Path, optional
        Company panel to read instead of the one that the file names, and its ``mapping.toml``.
    subject_id, time : str, optional
        Columns of that panel with the company and the period (``COL`` or ``COL=FORMAT``) instead of the mapping's.
    track : bool
        Whether to write the run to MLflow (sqlite below ``out``); without it, or where that fails, the study finishes.
    strict : bool
        Refuse on warnings too.
    threads : int
        Worker processes and engine threads; the result is the same with any number.
    unit_seconds, unit_memory_mb : float, int, optional
        Limits of one fit instead of those in the file's ``[limits]``: a model that passes one is stopped, and is a row
        of the league with its cause.
    retry_failed : bool
        Whether fits that failed in an earlier start of this run are tried again.
    progress : bool
        Whether to show steps and progress on stderr.

    Returns
    -------
    StudyResult, IndexRun, RecoveryRun, PublishedResult or ValidationRun
        Frames, verdicts and the folder of the run.

    Raises
    ------
    Refused
        With all findings at once; nothing half-written is left.
    """
    tell = tell_steps(shown=progress)
    findings = Findings()
    tell("声明", "declarations")
    path, out = Path(experiment), Path(out)
    plan = read_experiment(path, findings)
    _refuse_other_sources(plan, records, table or subject_id or time, mapping, path.name, findings)
    limits = _limits(plan, unit_seconds, unit_memory_mb)
    start = Start(out, track, strict, threads, limits, retry_failed, progress, tell)
    if isinstance(plan, TableExperiment):
        return run_table(
            plan,
            path,
            findings,
            table=None if table is None else Path(table),
            mapping=None if mapping is None else Path(mapping),
            subject_id=subject_id,
            time=time,
            start=start,
        )
    name = path.stem if path.suffix else path.resolve().name
    if isinstance(plan, IndexExperiment):
        indexed = look_up_index(plan, path, findings)
        findings.refuse()
        tell("记录", "records")
        store = _open_records(plan, path, records, out, threads=threads, progress=progress)
        return run_index(plan, indexed, name, store, findings, start)
    if isinstance(plan, PublishedExperiment):
        return run_published(plan, path, findings, start)
    if isinstance(plan, RecoveryExperiment):
        sources = look_up_recovery(plan, path, findings)
        findings.refuse()
        return run_recovery(plan, sources, name, start)
    if isinstance(plan, ValidationExperiment):
        return run_validation(plan, name, findings, start)
    declared = look_up(plan, path.name, findings) if plan is not None else None
    findings.refuse()
    tell("记录", "records")
    store = _open_records(plan, path, records, out, threads=threads, progress=progress)
    tell("指标与结果", "indicators and outcomes")
    panel, dataset, folds, counts = _measure(plan, declared, store, findings, threads=threads)
    groups = groups_of_records(plan.group, store, dataset, threads=threads)
    rule = {"folds": plan.split.group_folds, "seed": plan.seed, "findings": findings}
    folds += split_by_groups(dataset, plan.split.by, groups, within=folds[0], **rule)
    findings.extend(screen(dataset, where="indicators", folds=folds))
    findings.refuse(strict=strict)
    contest = Contest(
        name=name,
        dataset=dataset,
        folds=folds,
        models=plan.models,
        reference=plan.compare.reference,
        metric=plan.compare.metric,
        margin=plan.compare.equivalence_margin,
        seed=plan.seed,
        explain_rows=plan.explain_rows,
        scoring_system=declared.expert,
        document=plan.model_dump(mode="json", by_alias=True, exclude={"records", "limits"})
        | {"declared": declared.digest},
        data_digest=digest_value([store.digest, panel.digest, digest_value(dataset.y.tolist())]),
        truth_risk=_truth(store, dataset),
        asked=Further.of(plan),
        further_metrics=plan.compare.further,
        groups=groups,
        repair_source=RepairSource(store, declared.indicators),
    )
    telling = Telling(
        title_zh=declared.outcome.zh,
        title_en=declared.outcome.en,
        question=plan.question,
        question_zh=plan.question_zh,
        origin="simulated" if store.origin == "simulated" else "recorded",
        counts=counts,
        declarations=declared.indicators,
        table=panel.frame,
        disputed=panel.disputed,
        digests={"records": store.digest, "panel": panel.digest, "declarations": declared.digest},
    )
    return carry_through(contest, telling, findings, start)


def bench(
    table: str | Path | pd.DataFrame,
    *,
    target: str,
    positive: str | int | float | None = None,
    models: Sequence[str | tuple[str, BaseEstimator]] | None = None,
    encoding: str = "utf-8",
    subject_id: str | None = None,
    group: str | None = None,
    time: str | None = None,
    test_from: Any = None,
    folds: int = 5,
    repeats: int = 5,
    reference: str = "logistic",
    metric: str = "auc",
    margin: float = 0.02,
    seed: int = 0,
    numeric: Sequence[str] = (),
    categorical: Sequence[str] = (),
    missing: Sequence[str] = (),
    special: Sequence[tuple[str, str]] = (),
    directions: Mapping[str, int] | None = None,
    expert: str | Path | ScoringSystem | None = None,
    further_metrics: Sequence[str] = (),
    by: Mapping[str, str] | None = None,
    groups: Sequence[str] = (),
    aside: Sequence[str] = (),
    further: Asked = None,
    name: str = "frame",
    out: str | Path = "runs",
    track: bool = True,
    strict: bool = False,
    threads: int = 2,
    unit_seconds: float | None = None,
    unit_memory_mb: int | None = None,
    retry_failed: bool = False,
    progress: bool = True,
) -> StudyResult:
    """Compare models on a labelled table: models, protocol, journal and report are those of a study on records.

    Parameters
    ----------
    table : str, pathlib.Path or pandas.DataFrame
        A ``.csv``, ``.xlsx`` or ``.parquet`` file, or a frame (then ``name`` names it).
    target, positive : str
        Column to foresee and its value that is the event; without ``positive`` the larger of two numbers.
    models : sequence of str or (str, estimator)
        Codes of the league, or your own scikit-learn classifiers by name. By default those that need no declarations.
    encoding : {"utf-8", "gb18030"}
        Of a CSV file; checked, never guessed.
    subject_id, group : str, optional
        Whose row it is (clusters of the intervals); what must never stand on both sides of a split.
    time, test_from : str, optional
        Out-of-time instead of folds: rows from ``test_from`` on are the test.
    folds, repeats : int
        Repeated stratified (or grouped) cross-validation.
    reference, metric, margin : str, str, float
        Model the others are held against, compare metric, difference that counts as equivalent.
    seed : int
        Seed of folds, samples and models.
    numeric, categorical : sequence of str
        Columns whose kind is declared; the others follow from their values.
    missing : sequence of str
        Cell markers that mean missing; an empty cell always does.
    special : sequence of (column, value)
        Special values that are read as missing, and counted.
    directions : mapping of str to int, optional
        +1 higher is better, −1 lower is better: what indices and the monotone model need.
    expert : path or ScoringSystem, optional
        Scoring system behind ``index_expert``.
    further_metrics : sequence of str
        Metrics that become rows of the league beside those that every league has.
    by : mapping of str to str, optional
        ``region``, ``insurer`` or another name, to the column whose groups are judged by models trained on the others;
        no model sees that column.
    groups : sequence of str
        Columns by whose groups fairness and reliability are judged.
    aside : sequence of str
        Columns that no model sees.
    further : Further, mapping or path, optional
        What is evaluated beyond the league: the keys of `further.declaration.Further`, or a TOML file of them.
    out, track, strict, threads, unit_seconds, unit_memory_mb, retry_failed, progress
        As in `run`.

    Returns
    -------
    StudyResult

    Raises
    ------
    Refused
        With all findings at once; nothing half-written is left.
    """
    tell = tell_steps(shown=progress)
    findings = Findings()
    tell("读表", "read the table")
    out = Path(out)
    options = TableOptions(encoding, tuple(numeric), tuple(categorical), tuple(missing))
    codes, custom = chosen_models(models, reference, findings)
    system = read_expert(expert, findings)
    check_comparison(metric, margin, "comparison", findings)
    check_protocol(time, test_from, seed, findings)
    asked = ask_and_check(further, groups, by or {}, further_metrics, codes, margin, findings)
    where, frame = read_bench_table(table, name, options, findings)
    if frame is None:
        raise Refused(findings)
    frame = treat_as_missing(frame, tuple(special), where, findings)
    left_out = tuple(dict.fromkeys([*aside, *(by or {}).values()]))
    signs = tuple((directions or {}).items())
    roles = TableRoles(target, None if positive is None else str(positive), subject_id, group, time, signs, left_out)
    dataset = make_dataset(frame, roles, where, findings)
    grouped = groups_of_frame(asked.group, frame, where, findings)
    findings.refuse()
    cuts = cut_rows(dataset, roles, test_from, folds, repeats, seed, where, findings)
    within = cuts[0] if time is not None else None
    rule = {"folds": max(folds, 2), "seed": seed, "findings": findings}
    cuts += split_by_groups(dataset, tuple(by or {}), grouped, within=within, **rule)
    findings.extend(screen(dataset, where=where, folds=cuts))
    findings.refuse(strict=strict)
    settings = {
        "table": where,
        "target": target,
        "positive": roles.positive,
        "models": codes,
        "folds": folds,
        "repeats": repeats,
        "test_from": str(test_from),
        "group": group,
        "subject_id": subject_id,
        "time": time,
        "reference": reference,
        "metric": metric,
        "margin": margin,
        "directions": dict(roles.directions),
        "custom": {code: describe_estimator(estimator) for code, estimator in custom.items()},
        "expert": system.model_dump(mode="json", by_alias=True) if system else None,
        "further": asked.model_dump(mode="json", exclude_defaults=True),
        "further_metrics": list(further_metrics),
        "by": dict(by or {}),
    }
    contest = Contest(
        name=f"bench_{Path(where).stem}",
        dataset=dataset,
        folds=cuts,
        models=codes,
        custom=custom,
        scoring_system=system,
        reference=reference,
        metric=metric,
        margin=margin,
        seed=seed,
        document=settings,
        data_digest=digest_rows(dataset),
        asked=asked,
        further_metrics=tuple(further_metrics),
        groups=grouped,
    )
    telling = Telling(
        title_zh=f"{where}：{target}",
        title_en=f"{where}: {target}",
        question=f"Which model foresees {target!r} best?",
        question_zh=f"哪个模型最能预见“{target}”？",
        origin="public table",
        counts=count_parts(dataset, cuts),
        declarations=(),
        table=dataset.X,
        digests={"table": contest.data_digest},
    )
    limits = Limits(unit_seconds, unit_memory_mb)
    start = Start(out, track, strict, threads, limits, retry_failed, progress, tell)
    return carry_through(contest, telling, findings, start)


def _limits(plan: AnyExperiment | None, seconds: float | None, memory_mb: int | None) -> Limits:
    """Give the limits of a unit: what the caller says, else what the file declares."""
    declared = plan.limits if isinstance(plan, Experiment | TableExperiment) else LimitRule()
    return Limits(
        declared.unit_seconds if seconds is None else seconds,
        declared.unit_memory_mb if memory_mb is None else memory_mb,
    )


def _refuse_other_sources(
    plan: AnyExperiment | None,
    records: str | Path | None,
    table: str | Path | None,
    mapping: str | Path | None,
    where: str,
    findings: Findings,
) -> None:
    """Refuse a source that the experiment cannot read: a store for a table study, a table for a study on records."""
    if isinstance(plan, TableExperiment) and records is not None:
        findings.add("ICM006", where, "records for an experiment on a table", "--table, --mapping", "leave it out")
    simulates = isinstance(plan, RecoveryExperiment | ValidationExperiment)
    if simulates and any(each is not None for each in (records, table, mapping)):
        findings.add("ICM006", where, "rows for an experiment that simulates its worlds", "none", "leave it out")
    if isinstance(plan, PublishedExperiment) and any(each is not None for each in (records, table, mapping)):
        findings.add("ICM006", where, "rows for an experiment on published figures", "none", "leave it out")
    on_records = isinstance(plan, Experiment | IndexExperiment)
    if on_records and (table is not None or mapping is not None):
        findings.add("ICM006", where, "a table for an experiment on records", "--records", "leave it out")


def _open_records(
    plan: Experiment | IndexExperiment,
    path: Path,
    records: str | Path | None,
    out: Path,
    *,
    threads: int,
    progress: bool,
) -> RecordStore:
    """Open and check the declared store, or simulate the declared world once and keep it beside the runs."""
    given = Path(records) if records is not None else None
    if given is None and plan.records is not None:
        given = (path if path.is_dir() else path.parent) / plan.records
    if given is not None:
        store = RecordStore.open(given)
        check_store(store).refuse()
        return store
    world = plan.world
    return kept_world(
        out / "worlds",
        subject=world.name,
        subjects=world.subjects,
        seed=world.seed,
        variant=world.variant,
        workers=threads,
        progress=progress,
    )


def _measure(
    plan: Experiment, declared: Declared, store: RecordStore, findings: Findings, *, threads: int
) -> tuple[Panel, Dataset, tuple[Fold, ...], pd.DataFrame]:
    """Compute indicators at all dates and outcomes at the usable ones, and divide the rows."""
    split, horizon = plan.split, declared.outcome.horizon.months
    rule = {
        "test_from": split.test_from,
        "horizon_months": horizon,
        "maturity_months": split.maturity_months,
        "labels_known_at": split.labels_known_at,
    }
    panel = compute_panel(
        store, declared.indicators, plan.as_of.dates(), population=declared.population, threads=threads
    )
    findings.extend(panel.findings)
    usable = usable_dates(plan.as_of.dates(), **rule)
    as_of = panel.frame["as_of"].to_numpy().astype("datetime64[D]")
    is_usable = np.isin(as_of, np.array([*usable.train, *usable.test], dtype="datetime64[D]"))
    rows = panel.frame.loc[is_usable].reset_index(drop=True)
    known_at = dict.fromkeys(usable.train, split.test_from) | dict.fromkeys(usable.test, split.labels_known_at)
    y = compute_outcome(store, declared.outcome, rows[["subject_id", "as_of"]], known_at, threads=threads)
    dataset = Dataset(
        X=rows[[indicator.code for indicator in declared.indicators]],
        y=y,
        features=tuple(
            Feature(item.code, "numeric", item.sign, item.zh, item.en, item.unit) for item in declared.indicators
        ),
        adverse=declared.outcome.adverse,
        subject_id=rows["subject_id"].to_numpy(dtype=str),
        as_of=rows["as_of"].to_numpy().astype("datetime64[D]"),
    )
    fold, _ = out_of_time(dataset.as_of, **rule)
    unseen = out_of_time_unseen(dataset, fold, folds=split.unseen_folds, seed=plan.seed)
    for each in (fold, *unseen):
        findings.extend(check_fold(each, dataset.clusters, allow_shared_groups=each.split == "out_of_time"))
    return panel, dataset, (fold, *unseen), _count_dates(panel, usable, dataset)


def _count_dates(panel: Panel, usable: UsableDates, dataset: Dataset) -> pd.DataFrame:
    """Count rows, subjects and events of every date, the excluded ones with their reason, and marks of dispute."""
    part_of = dict.fromkeys(usable.train, "train") | dict.fromkeys(usable.test, "test")
    reasons = dict(usable.excluded)
    disputed = panel.disputed.groupby("as_of")["subject_id"].nunique()
    rows = []
    for day, group in panel.frame.groupby("as_of", sort=True):
        date: dt.date = day.date()
        events = int(dataset.y[dataset.as_of == np.datetime64(date)].sum()) if date in part_of else None
        rows.append(
            {
                "part": part_of.get(date, "excluded"),
                "as_of": date.isoformat(),
                "rows": len(group),
                "subjects": group["subject_id"].nunique(),
                "events": events,
                "disputed": int(disputed.get(day, 0)),
                "reason": reasons.get(date, ""),
            }
        )
    return pd.DataFrame(rows).astype({"events": "Int64"})


def _truth(store: RecordStore, dataset: Dataset) -> np.ndarray | None:
    rows = pd.DataFrame({"subject_id": dataset.subject_id, "as_of": dataset.as_of})
    return read_truth(store.path, rows, subject=store.subject)
