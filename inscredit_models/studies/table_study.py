"""The story of a study on a company panel (公司面板研究): from a mapped table to the contest that all studies share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.config import TableExperiment
from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.evaluation.screening import screen
from inscredit_models.evaluation.splits import Fold, check_fold, out_of_time_unseen
from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.company_panel import compute_next, define_derived, derive
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.outputs import Telling, carry_through
from inscredit_models.records.company_panel.declaration import Mapping, columns_of, read_mapping
from inscredit_models.records.company_panel.intake import CompanyPanel, read_company_panel
from inscredit_models.records.company_panel.quality import check_quality, summarise_quality
from inscredit_models.result import StudyResult
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.declared import check_contest
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.grouping import groups_of_panel, split_by_groups
from inscredit_models.studies.start import Start

PURGED = "结果期不早于测试起点，已清除 / outcome period not before test_from (purged)"


@dataclass(frozen=True)
class PanelRows:
    """The rows of a panel study: what is learned from and judged, how it is divided, and what was left out.

    ``kept`` tells which rows of the panel are in the dataset.
    """

    dataset: Dataset
    folds: tuple[Fold, ...]
    counts: pd.DataFrame
    table: pd.DataFrame
    kept: np.ndarray


def run_table(
    plan: TableExperiment,
    path: Path,
    findings: Findings,
    *,
    table: Path | None,
    mapping: Path | None,
    subject_id: str | None = None,
    time: str | None = None,
    start: Start,
) -> StudyResult:
    """Carry out an experiment on a company panel.

    Parameters
    ----------
    plan : TableExperiment
        The experiment.
    path : pathlib.Path
        Folder of the experiment, or its file.
    table, mapping : pathlib.Path, optional
        Another panel, and how it says what the experiment declares, instead of the files that the experiment names.
    subject_id, time : str, optional
        Columns of company and period in that panel, see `Mapping.elsewhere`.
    start : Start
        Where the run goes and what it may use.

    Raises
    ------
    Refused
        With all findings at once; nothing half-written is left.
    """
    folder = path if path.is_dir() else path.parent
    check_contest(plan, path.name, findings)
    terms = read_mapping(mapping or folder / plan.mapping, findings)
    findings.refuse()
    terms = terms.elsewhere(subject_id, time)
    if table is not None and mapping is None and terms.origin == "simulated":
        found = "its mapping says 'simulated', and the report will say so"
        remedy = "give --mapping with the origin of this panel: recorded, or public table"
        findings.add("ICM240", table.name, found, "a mapping of its own", remedy)
    plan = leave_out(plan, terms.absent, path.name, findings)
    findings.refuse()
    start.tell("面板", "company panel")
    source = table or folder / plan.table
    panel = read_company_panel(source, plan.column, terms, findings)
    findings.refuse()
    quality = check_quality(panel, plan.quality)
    quality_counts = summarise_quality(quality, panel, plan.quality)
    _name_quality(quality_counts, source.name, findings)
    start.tell("指标与结果", "indicators and outcomes")
    rows = make_rows(plan, panel, findings)
    groups = groups_of_panel(plan.group, panel, terms, source, findings)
    findings.refuse()
    rows, groups = split_further(plan, rows, groups, findings)
    findings.extend(screen(rows.dataset, where=source.name, folds=rows.folds))
    findings.refuse(strict=start.strict)
    contest = _contest(plan, path, rows, quality, groups)
    telling = _telling(plan, terms, panel, rows, quality, quality_counts)
    return carry_through(contest, telling, findings, start)


def leave_out(plan: TableExperiment, absent: tuple[str, ...], where: str, findings: Findings) -> TableExperiment:
    """Leave out declared columns that a panel does not have, and whatever is made of them; each is named (ICM097)."""
    codes = [item.code for item in plan.column]
    for code in absent:
        if code not in codes:
            findings.add("ICM008", "mapping, absent", repr(code), ", ".join(codes), near_names(code, codes))
        elif code == plan.outcome.next:
            findings.add("ICM010", "mapping, absent", repr(code), "the column of the outcome", "choose another panel")
        else:
            derived = [item.code for item in plan.derived if item.of == code]
            rules = [rule.code for rule in plan.quality if code in columns_of(rule)]
            found = f"absent, and with it {', '.join([*derived, *rules]) or 'nothing else'}"
            remedy = "nothing: the mapping says so"
            findings.add("ICM097", f"{where}, column {code!r}", found, "a column of the panel", remedy)
    return plan.model_copy(
        update={
            "column": tuple(item for item in plan.column if item.code not in absent),
            "derived": tuple(item for item in plan.derived if item.of not in absent),
            "quality": tuple(rule for rule in plan.quality if not set(columns_of(rule)) & set(absent)),
        }
    )


def make_rows(plan: TableExperiment, panel: CompanyPanel, findings: Findings) -> PanelRows:
    """Compute derived columns and the outcome, leave out and count rows without one, and divide the others in time.

    Trained on are rows before ``test_from`` whose outcome period also ends before it; the others before it are purged.
    """
    columns = {item.code: panel.frame[item.code] for item in plan.column if item.feature}
    columns |= {item.code: derive(panel, item) for item in plan.derived}
    outcome = compute_next(panel, plan.outcome)
    test_from = pd.Timestamp(plan.split.test_from)
    is_test = panel.frame["period"] >= test_from
    reason = outcome.reason.mask((outcome.reason == "") & ~is_test & (outcome.end >= test_from), PURGED)
    kept = (reason == "").to_numpy()
    part = pd.Series(np.where(is_test, "test", "train"), index=reason.index).mask(~kept, "excluded")
    table = panel.frame[["company", "period"]].assign(**columns)
    shown = [*(item for item in plan.column if item.feature), *plan.derived]
    dataset = Dataset(
        X=table.loc[kept, list(columns)].reset_index(drop=True),
        y=outcome.y[kept].to_numpy(dtype=np.int8),
        features=tuple(Feature(item.code, "numeric", item.sign, item.zh, item.en, item.unit) for item in shown),
        adverse=True,
        subject_id=panel.frame.loc[kept, "company"].to_numpy(dtype=str),
        as_of=panel.frame.loc[kept, "period"].to_numpy().astype("datetime64[D]"),
    )
    folds = _divide(part[kept].to_numpy() == "test", dataset, plan, findings)
    return PanelRows(dataset, folds, _count(panel, part, reason, outcome.y), table, kept)


def _divide(is_test: np.ndarray, dataset: Dataset, plan: TableExperiment, findings: Findings) -> tuple[Fold, ...]:
    """Make the out-of-time fold and its cross-fitted folds on unseen companies; refuse where a side is empty."""
    moment: dt.date = plan.split.test_from
    if is_test.all():
        allowed = "outcome period before test_from"
        findings.add("ICM026", "split", f"no row whose outcome lies before {moment}", allowed, "set test_from later")
    if not is_test.any():
        allowed = "a period from test_from on with an outcome"
        findings.add("ICM023", "split", f"no row from {moment} on with an outcome", allowed, "set test_from earlier")
    findings.refuse()
    fold = Fold("out_of_time", 0, 0, np.flatnonzero(~is_test), np.flatnonzero(is_test))
    unseen = out_of_time_unseen(dataset, fold, folds=plan.split.unseen_folds, seed=plan.seed)
    for each in (fold, *unseen):
        findings.extend(check_fold(each, dataset.clusters, allow_shared_groups=each.split == "out_of_time"))
    return (fold, *unseen)


def _count(panel: CompanyPanel, part: pd.Series, reason: pd.Series, y: pd.Series) -> pd.DataFrame:
    """Count rows, companies and events of each period and part, the excluded ones with their reason."""
    keys = pd.DataFrame({"as_of": panel.frame["period"], "part": part, "reason": reason, "y": y})
    keys["company"] = panel.frame["company"]
    rows = [
        {
            "part": place,
            "as_of": day.date().isoformat(),
            "rows": len(group),
            "subjects": group["company"].nunique(),
            "events": None if place == "excluded" else int(group["y"].sum()),
            "reason": why,
        }
        for (day, place, why), group in keys.groupby(["as_of", "part", "reason"], sort=True)
    ]
    return pd.DataFrame(rows).astype({"events": "Int64"})


def _name_quality(counts: pd.DataFrame, where: str, findings: Findings) -> None:
    """Name each rule that the panel breaks (ICM096)."""
    for row in counts[counts["rows"] > 0].itertuples():
        found = f"{row.rows} of {row.of} rows, {row.companies} {'company' if row.companies == 1 else 'companies'}"
        remedy = "see quality.html; ask the companies, nothing was corrected"
        findings.add("ICM096", f"{where}, rule {row.rule!r}", found, f"the declared rule ({row.kind}) holds", remedy)


def split_further(
    plan: TableExperiment, rows: PanelRows, groups: dict[str, np.ndarray], findings: Findings
) -> tuple[PanelRows, dict[str, np.ndarray]]:
    """Add the splits by group; gives the rows, and the groups of the rows that are in the dataset."""
    kept = {code: values[rows.kept] for code, values in groups.items()}
    rule = {"folds": plan.split.group_folds, "seed": plan.seed, "findings": findings}
    more = split_by_groups(rows.dataset, plan.split.by, kept, within=rows.folds[0], **rule)
    return replace(rows, folds=(*rows.folds, *more)), kept


def _contest(
    plan: TableExperiment, path: Path, rows: PanelRows, quality: pd.DataFrame, groups: dict[str, np.ndarray]
) -> Contest:
    dataset = rows.dataset
    keys = pd.DataFrame({"company": dataset.subject_id, "as_of": pd.Series(dataset.as_of).astype("str")})
    digests = [digest_frame(dataset.X), digest_frame(keys), digest_value(dataset.y.tolist()), digest_frame(quality)]
    return Contest(
        name=path.stem if path.suffix else path.resolve().name,
        dataset=dataset,
        folds=rows.folds,
        models=plan.models,
        reference=plan.compare.reference,
        metric=plan.compare.metric,
        margin=plan.compare.equivalence_margin,
        seed=plan.seed,
        explain_rows=plan.explain_rows,
        document=plan.model_dump(mode="json", by_alias=True, exclude={"table", "mapping", "limits"}),
        data_digest=digest_value(digests),
        asked=Further.of(plan),
        further_metrics=plan.compare.further,
        groups=groups,
    )


def _telling(
    plan: TableExperiment,
    terms: Mapping,
    panel: CompanyPanel,
    rows: PanelRows,
    quality: pd.DataFrame,
    quality_counts: pd.DataFrame,
) -> Telling:
    names = {item.code: (item.zh, item.en) for item in plan.column}
    return Telling(
        title_zh=plan.outcome.title("zh"),
        title_en=plan.outcome.title("en"),
        question=plan.question,
        question_zh=plan.question_zh,
        origin=terms.origin,
        counts=rows.counts,
        declarations=(),
        table=rows.table,
        digests={"panel": digest_frame(panel.frame)},
        definitions={item.code: define_derived(item, names) for item in plan.derived},
        quality=quality,
        quality_counts=quality_counts,
    )
