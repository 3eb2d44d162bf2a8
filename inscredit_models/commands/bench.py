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
from inscredit_models.findings import Finding, Refused


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


def _bench(options: argparse.Namespace) -> None:
    from inscredit_models.study import bench

    higher, lower = dict.fromkeys(options.higher_is_better, 1), dict.fromkeys(options.lower_is_better, -1)
    both = sorted(set(higher) & set(lower))
    if both:
        found, remedy = f"{', '.join(both)} in both directions", "leave one of the two out"
        raise Refused([Finding("ICM006", "directions", found, "one direction a column", remedy)])
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
        **study_options(options),
    )
    show_result(result, options)
