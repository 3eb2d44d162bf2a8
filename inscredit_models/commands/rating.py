"""``inscredit rating GRADES --order best-first``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option, names
from inscredit_models.findings import Finding, Refused


def add(commands: Any) -> None:
    """Add the command."""
    text = "put a rating system before its defaults: back-tests, bounds for few defaults, moves (评级体系检验)"
    parser = add_command(commands, "rating", text, _rating)
    table = "a table with the columns grade, n, events, and where there are any pd and period"
    parser.add_argument("grades", type=Path, metavar="GRADES", help=table)
    order = "order in which the table names the grades: best-first or worst-first; it must be stated"
    parser.add_argument("--order", metavar="ORDER", help=order)
    parser.add_argument("--correlation", type=float, default=0.12, metavar="R", help="asset correlation (0.12)")
    levels = "confidence levels of the most prudent bounds (0.5,0.75,0.9)"
    parser.add_argument("--confidence", type=names, default=("0.5", "0.75", "0.9"), metavar="A,B,…", help=levels)
    mean = "central tendency: bounds are scaled and a curve is matched to it"
    parser.add_argument("--mean", type=float, metavar="P", help=mean)
    ratio = "accuracy ratio of the matched curve (the observed one)"
    parser.add_argument("--accuracy-ratio", type=float, metavar="AR", help=ratio)
    moves = "rating histories, columns subject_id, day, grade: moves between grades are estimated"
    parser.add_argument("--histories", type=Path, metavar="FILE", help=moves)
    parser.add_argument("--default", default="D", metavar="GRADE", help="symbol of default in the histories (D)")
    parser.add_argument("--withdrawn", metavar="GRADE", help="symbol of a withdrawn rating in the histories")
    until = "day to which the histories are complete (their last day)"
    parser.add_argument("--until", type=day, metavar="DAY", help=until)
    parser.add_argument("--encoding", default="utf-8", help="of CSV files: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for one CSV a table and rating.html")
    add_json_option(parser)


def _rating(options: argparse.Namespace) -> None:
    from inscredit_models.studies.rating.study import rating

    study = rating(
        options.grades,
        order=options.order,
        correlation=options.correlation,
        confidence=_levels(options.confidence),
        mean=options.mean,
        accuracy_ratio=options.accuracy_ratio,
        histories=options.histories,
        default=options.default,
        withdrawn=options.withdrawn,
        until=options.until,
        encoding=options.encoding,
        out=options.out,
    )
    print(json.dumps(study.summary(), ensure_ascii=False) if options.json else study.text())


def _levels(texts: tuple[str, ...]) -> list[float]:
    try:
        return [float(text) for text in texts]
    except ValueError:
        found = Finding("ICM006", "--confidence", ",".join(texts), "numbers between 0 and 1", "such as 0.5,0.75,0.9")
        raise Refused([found]) from None
