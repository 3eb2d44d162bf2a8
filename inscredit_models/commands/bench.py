"""``inscredit bench TABLE --target COL``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import (
    add_command,
    add_study_options,
    count,
    names,
    pair,
    show_result,
    study_options,
)
from inscredit_models.findings import Finding, Findings, Refused


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "bench", "compare models on a labelled table (在任意带标签的表上比较模型)", _bench)
    parser.add_argument("table", type=Path, metavar="TABLE", help="a .csv, .xlsx or .parquet file")
    parser.add_argument("--target", required=True, metavar="COL", help="column to foresee (two values)")
    parser.add_argument("--positive", metavar="VALUE", help="the value of the target that is the event")
    parser.add_argument("--encoding", default="utf-8", help="of a CSV file: utf-8 or gb18030 (utf-8)")
    _add_roles(parser)
    _add_protocol(parser)
    _add_declarations(parser)
    _add_further(parser)
    add_study_options(parser)


def _add_roles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--id", metavar="COL", help="whose row it is: rows of one subject are one cluster")
    parser.add_argument("--group", metavar="COL", help="rows of one group never stand on both sides of a split")
    parser.add_argument("--time", metavar="COL", help="day (YYYY-MM-DD) or number that orders the rows")
    parser.add_argument("--test-from", metavar="WHEN", help="with --time: rows from here on are the test")


def _add_protocol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folds", type=count, default=5, help="folds of the cross-validation (5)")
    parser.add_argument("--repeats", type=count, default=5, help="repeats of the cross-validation (5)")
    parser.add_argument("--models", type=names, metavar="A,B,…", help="model codes (see `inscredit list models`)")
    parser.add_argument("--reference", default="logistic", metavar="MODEL", help="model the others are held against")
    parser.add_argument("--margin", type=float, default=0.02, help="AUC difference that counts as equivalent (0.02)")
    parser.add_argument("--seed", type=int, default=0, help="seed of folds, samples and models (0)")


def _add_declarations(parser: argparse.ArgumentParser) -> None:
    several = {"type": names, "default": (), "metavar": "A,B,…"}
    parser.add_argument("--numeric", **several, help="columns declared numeric")
    parser.add_argument("--categorical", **several, help="columns declared categorical")
    parser.add_argument("--missing", **several, help="cell markers that mean missing")
    special = "a special value that is read as missing, and counted"
    parser.add_argument("--special", type=pair, action="append", default=[], metavar="COL=VALUE", help=special)
    parser.add_argument("--higher-is-better", **several, help="columns with this declared direction")
    parser.add_argument("--lower-is-better", **several, help="columns with this declared direction")
    parser.add_argument("--expert", type=Path, metavar="SYSTEM.toml", help="scoring system of index_expert")


def _add_further(parser: argparse.ArgumentParser) -> None:
    several = {"type": names, "default": (), "metavar": "A,B,…"}
    parser = parser.add_argument_group("further evaluation (进一步评估)")
    parser.add_argument(
        "--further-metrics", **several, help="more rows of the league: gini, ece, expected_cost, capture"
    )
    parser.add_argument("--by-region", metavar="COL", help="judge each region by models trained on the others")
    parser.add_argument("--by-insurer", metavar="COL", help="the same by insurer")
    parser.add_argument("--groups", **several, help="columns by whose groups fairness and reliability are judged")
    parser.add_argument("--aside", **several, help="columns that no model sees")
    parser.add_argument("--calibrate", **several, help="calibrators: platt, isotonic, beta, venn_abers, anchor")
    parser.add_argument("--anchor", type=float, metavar="P", help="mean probability of the calibrator anchor")
    parser.add_argument("--grades", type=count, metavar="N", help="cut probabilities into N grades and try them")
    parser.add_argument("--seeds", type=count, metavar="N", help="refits with N seeds: spread of scores")
    parser.add_argument("--resamples", type=count, metavar="N", help="refits on N resamples of the training subjects")
    parser.add_argument("--cost-ratio", type=float, metavar="R", help="cost of a missed event in false alarms")
    parser.add_argument("--no-signal", action="store_true", help="run every pipeline on shuffled outcomes first")
    parser.add_argument("--further", type=Path, metavar="FILE", help="a TOML file with all keys, as in an experiment")


def further_values(options: argparse.Namespace, findings: Findings) -> dict[str, Any]:
    """Give what the options ask for beyond the league, on top of the file of ``--further``."""
    from inscredit_models.catalogue.documents import read_toml

    values = (read_toml(options.further, findings) or {}) if options.further is not None else {}
    given = {
        "calibration": {"methods": list(options.calibrate), "anchor": options.anchor} if options.calibrate else None,
        "rating": {"grades": options.grades},
        "stability": {"seeds": options.seeds, "resamples": options.resamples},
        "decisions": {"cost_ratio": options.cost_ratio},
        "checks": {"no_signal": ["shuffled"]} if options.no_signal else None,
    }
    if options.anchor is not None and not options.calibrate:
        findings.add("ICM006", "--anchor", "no calibrator", "with --calibrate anchor", "name the calibrator")
    for section, rule in given.items():
        said = {key: value for key, value in (rule or {}).items() if value is not None}
        if said:
            silent = {"drift": False} if section == "stability" else {}
            values[section] = silent | values.get(section, {}) | said
    return values


def _bench(options: argparse.Namespace) -> int:
    from inscredit_models.study import bench

    higher, lower = dict.fromkeys(options.higher_is_better, 1), dict.fromkeys(options.lower_is_better, -1)
    both = sorted(set(higher) & set(lower))
    if both:
        found, remedy = f"{', '.join(both)} in both directions", "leave one of the two out"
        raise Refused([Finding("ICM006", "directions", found, "one direction a column", remedy)])
    findings = Findings()
    further = further_values(options, findings)
    findings.refuse()
    by = {"region": options.by_region, "insurer": options.by_insurer}
    result = bench(
        options.table,
        target=options.target,
        positive=options.positive,
        models=options.models,
        encoding=options.encoding,
        subject_id=options.id,
        group=options.group,
        time=options.time,
        test_from=options.test_from,
        folds=options.folds,
        repeats=options.repeats,
        reference=options.reference,
        margin=options.margin,
        seed=options.seed,
        numeric=options.numeric,
        categorical=options.categorical,
        missing=options.missing,
        special=tuple(options.special),
        directions=higher | lower,
        expert=options.expert,
        further_metrics=options.further_metrics,
        by={name: column for name, column in by.items() if column is not None},
        groups=options.groups,
        aside=options.aside,
        further=further,
        **study_options(options),
    )
    return show_result(result, options)
