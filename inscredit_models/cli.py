"""``inscredit …``: parses the command line and delegates. Exit codes: 0 done, 2 refused."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inscredit_models import __version__
from inscredit_models.findings import Finding, Refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = build_parser().parse_args(arguments)
    try:
        options.command(options)
    except Refused as refusal:
        _show_refusal(refusal, as_json=getattr(options, "json", False))
        return 2
    except KeyboardInterrupt:
        print("interrupted: what was finished is kept; the same command goes on from there", file=sys.stderr)
        return 130
    return 0


def build_parser() -> argparse.ArgumentParser:
    """Give the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="inscredit", description="Compare credit-evaluation indicators and models (保险信用评价工作台)."
    )
    parser.add_argument("--version", action="version", version=f"inscredit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_add_run, _add_bench, _add_simulate, _add_list, _add_ui):
        add(commands)
    return parser


def _add(commands: Any, name: str, text: str, action: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=action)
    return parser


def _add_outcome_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="where runs are kept (runs)")
    parser.add_argument("--threads", type=int, default=2, help="threads (2); the result is the same with any number")
    parser.add_argument("--no-track", action="store_true", help="do not write to MLflow")
    parser.add_argument("--strict", action="store_true", help="refuse on warnings too")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _add_run(commands: Any) -> None:
    parser = _add(commands, "run", "carry out an experiment (运行实验)", _run)
    parser.add_argument("experiment", type=Path, metavar="EXPERIMENT", help="folder with experiment.toml, or that file")
    parser.add_argument(
        "--records", type=Path, metavar="DIR", help="read this record store instead of the file's source"
    )
    _add_outcome_options(parser)


def _add_bench(commands: Any) -> None:
    parser = _add(commands, "bench", "compare models on a labelled table (在任意带标签的表上比较模型)", _bench)
    parser.add_argument("table", type=Path, metavar="TABLE", help="a .csv, .xlsx or .parquet file")
    parser.add_argument("--target", required=True, metavar="COL", help="column to foresee (two values)")
    parser.add_argument("--positive", metavar="VALUE", help="the value of the target that is the event")
    parser.add_argument("--encoding", default="utf-8", help="of a CSV file: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--id", metavar="COL", help="whose row it is: rows of one subject are one cluster")
    parser.add_argument("--group", metavar="COL", help="rows of one group never stand on both sides of a split")
    parser.add_argument("--time", metavar="COL", help="day (YYYY-MM-DD) or number that orders the rows")
    parser.add_argument("--test-from", metavar="WHEN", help="with --time: rows from here on are the test")
    parser.add_argument("--folds", type=int, default=5, help="folds of the cross-validation (5)")
    parser.add_argument("--repeats", type=int, default=5, help="repeats of the cross-validation (5)")
    parser.add_argument("--models", type=_names, metavar="A,B,…", help="model codes (see `inscredit list models`)")
    parser.add_argument("--reference", default="logistic", metavar="MODEL", help="model the others are held against")
    parser.add_argument("--margin", type=float, default=0.02, help="AUC difference that counts as equivalent (0.02)")
    parser.add_argument("--seed", type=int, default=0, help="seed of folds, samples and models (0)")
    parser.add_argument("--numeric", type=_names, default=(), metavar="A,B,…", help="columns declared numeric")
    parser.add_argument("--categorical", type=_names, default=(), metavar="A,B,…", help="columns declared categorical")
    parser.add_argument("--missing", type=_names, default=(), metavar="A,B,…", help="cell markers that mean missing")
    parser.add_argument(
        "--special",
        type=_pair,
        action="append",
        default=[],
        metavar="COL=VALUE",
        help="a special value that is read as missing, and counted",
    )
    parser.add_argument("--higher-is-better", type=_names, default=(), metavar="A,B,…", help="declared directions")
    parser.add_argument("--lower-is-better", type=_names, default=(), metavar="A,B,…", help="declared directions")
    parser.add_argument("--expert", type=Path, metavar="SYSTEM.toml", help="scoring system of index_expert")
    _add_outcome_options(parser)


def _add_simulate(commands: Any) -> None:
    parser = _add(commands, "simulate", "simulate a record store with planted truth (模拟记录库)", _simulate)
    parser.add_argument("--subject", required=True, help="subject type, such as practitioner")
    parser.add_argument("--subjects", type=int, required=True, metavar="N", help="number of subjects")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="seed; the same seed gives the same store")
    parser.add_argument("--variant", default="default", help="named variant of the world (default)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; must not exist")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _add_list(commands: Any) -> None:
    parser = _add(commands, "list", "list what is declared (列出声明)", _list)
    parser.add_argument("what", choices=("indicators", "models"))
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_ui(commands: Any) -> None:
    parser = _add(commands, "ui", "open the MLflow page on this machine (127.0.0.1)", _ui)
    parser.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="where runs are kept (runs)")
    parser.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (5000)")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not COL=VALUE")
    return name, value


def _run(options: argparse.Namespace) -> None:
    from inscredit_models.study import run

    _finish(run(options.experiment, records=options.records, **_outcome_options(options)), options)


def _bench(options: argparse.Namespace) -> None:
    from inscredit_models.study import bench

    directions = {name: 1 for name in options.higher_is_better} | {name: -1 for name in options.lower_is_better}
    result = bench(
        options.table,
        target=options.target,
        positive=options.positive,
        encoding=options.encoding,
        subject_id=options.id,
        group=options.group,
        time=options.time,
        test_from=options.test_from,
        folds=options.folds,
        repeats=options.repeats,
        models=options.models,
        reference=options.reference,
        margin=options.margin,
        seed=options.seed,
        numeric=options.numeric,
        categorical=options.categorical,
        missing=options.missing,
        special=tuple(options.special),
        directions=directions,
        expert=options.expert,
        **_outcome_options(options),
    )
    _finish(result, options)


def _outcome_options(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "out": options.out,
        "threads": options.threads,
        "track": not options.no_track,
        "strict": options.strict,
        "progress": not options.json,
    }


def _simulate(options: argparse.Namespace) -> None:
    from inscredit_models.worlds.simulate import simulate

    path = simulate(
        options.out,
        subject=options.subject,
        subjects=options.subjects,
        seed=options.seed,
        variant=options.variant,
        progress=not options.json,
    )
    print(json.dumps({"store": str(path)}) if options.json else f"record store (记录库): {path}")


def _list(options: argparse.Namespace) -> None:
    from inscredit_models.listing import list_indicators, list_models, listing_text

    rows = list_indicators() if options.what == "indicators" else list_models()
    print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else listing_text(rows))


def _ui(options: argparse.Namespace) -> None:
    from inscredit_models.tracking.ui import serve

    serve(options.out, options.port)


def _finish(result: Any, options: argparse.Namespace) -> None:
    print(json.dumps(result.summary(), ensure_ascii=False) if options.json else result.text())


def _show_refusal(refusal: Refused, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps({"refused": True, "findings": [item.as_dict() for item in refusal.findings]}, ensure_ascii=False)
        )
    print(_refusal_text(refusal.findings), file=sys.stderr)


def _refusal_text(findings: Sequence[Finding]) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    head = f"refused (拒绝): {errors} errors, {len(findings) - errors} warnings; nothing was written"
    return "\n".join([head, *(str(finding) for finding in findings)])
