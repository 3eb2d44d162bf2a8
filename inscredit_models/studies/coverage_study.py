"""The story of coverage (收录率研究): stores and dates become rates, states and a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.durable import write_text
from inscredit_models.findings import Finding, Findings
from inscredit_models.records.coverage.measure import Coverage, measure_coverage
from inscredit_models.records.coverage.rates import ALL, over_types
from inscredit_models.records.coverage.register import read_register
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing
from inscredit_models.studies.panel_file import csv_bytes


@dataclass(frozen=True)
class CoverageStudy:
    """The result of `coverage`.

    Parameters
    ----------
    measured : tuple of Coverage
        One per store and date.
    rates : pandas.DataFrame
        Rates of all of them, and over all subject types.
    states : pandas.DataFrame
        Counts of the five states by subject type, date, bureau and category.
    findings : tuple of Finding
        What readers must know.
    stores : tuple of RecordStore
        What was measured.
    folder : pathlib.Path or None
        Where the files lie, if they were written.
    """

    measured: tuple[Coverage, ...] = field(repr=False)
    rates: pd.DataFrame = field(repr=False)
    states: pd.DataFrame = field(repr=False)
    findings: tuple[Finding, ...]
    stores: tuple[RecordStore, ...] = field(repr=False)
    folder: Path | None = None

    def frame(self, name: str = "rates") -> pd.DataFrame:
        """Give ``"rates"`` or ``"states"``."""
        frames = {"rates": self.rates, "states": self.states}
        if name not in frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(frames)}")
        return frames[name]

    def plot(self, name: str = "states", *, language: str = "en") -> Any:
        """Draw ``"states"`` or ``"bureaus"`` of the last store and date; gives the matplotlib axes."""
        from inscredit_models.report.coverage_page import draw_coverage

        return draw_coverage(self.measured[-1], name, language=language)

    def totals(self) -> pd.DataFrame:
        """Give the rates over all bureaus and categories, by subject type, date and measure."""
        return self.rates[(self.rates["bureau"] == ALL) & (self.rates["category"] == ALL)].reset_index(drop=True)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints: numbers without a rate are ``null``."""
        rows = self.totals().assign(as_of=lambda frame: frame["as_of"].dt.strftime("%Y-%m-%d")).to_dict("records")
        return {
            "rates": [{key: None if value != value else value for key, value in row.items()} for row in rows],
            "stores": {store.subject: store.digest for store in self.stores},
            "folder": None if self.folder is None else str(self.folder),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def text(self) -> str:
        """Give what the terminal shows: the verdicts, the four measures, and where everything is."""
        from inscredit_models.report.coverage_page import MEASURE_WORDS, coverage_verdicts
        from inscredit_models.report.numbers import count, exact_percent
        from inscredit_models.report.table import aligned

        total = self.totals()
        rows = [
            (
                row["subject"],
                row["as_of"].date().isoformat(),
                " ".join(MEASURE_WORDS[row["measure"]]),
                exact_percent(row["rate"]),
                f"{count(row['covered'])} / {count(row['required'])}",
            )
            for row in total[total["weighting"] == "cells"].to_dict("records")
        ]
        lines = [text for pair in coverage_verdicts(self.rates) for text in pair]
        lines += aligned(rows)
        lines += [str(finding) for finding in self.findings]
        if self.folder is not None:
            lines.append(f"coverage (收录率): {self.folder / 'coverage.html'}")
        return "\n".join(lines)


def coverage(
    records: Path | Sequence[Path],
    as_of: dt.date | Sequence[dt.date],
    *,
    registers: Mapping[str, Path] | None = None,
    out: Path | None = None,
    threads: int = 1,
) -> CoverageStudy:
    """Measure the coverage of stores at dates.

    Parameters
    ----------
    records : pathlib.Path or sequence of them
        Folders of record stores, each subject type once.
    as_of : datetime.date or sequence of them
        Days, inside the records of every store.
    registers : mapping of subject type to file, optional
        Independent registers (see `read_register`).
    out : pathlib.Path, optional
        Folder for ``rates.csv``, ``states.csv`` and ``coverage.html``.
    threads : int
        Worker threads of the engine.

    Raises
    ------
    Refused
        ICM023 for a day outside the records, ICM024 for a subject type twice, ICM008 for a register of another one, and
        whatever opening a store or reading a register finds.

    Examples
    --------
    ``coverage(Path("STORE"), dt.date(2024, 12, 31)).plot("bureaus")``
    """
    paths = [records] if isinstance(records, Path | str) else list(records)
    days = [as_of] if isinstance(as_of, dt.date) else sorted(set(as_of))
    stores = [RecordStore.open(Path(path)) for path in paths]
    found = _registers(stores, registers or {})
    measured = [
        measure_coverage(store, day, register=found.get(store.subject), threads=threads)
        for store in stores
        for day in days
    ]
    findings = Findings()
    for item in measured:
        findings.extend(item.findings)
    rates = pd.concat([item.rates for item in measured], ignore_index=True)
    if len(stores) > 1:
        rates = pd.concat([rates, over_types(rates)], ignore_index=True)
    states = pd.concat([_labelled(item) for item in measured], ignore_index=True)
    study = CoverageStudy(tuple(measured), rates, states, tuple(findings), tuple(stores), out)
    if out is not None:
        _write(study, out)
    return study


def _registers(stores: Sequence[RecordStore], registers: Mapping[str, Path]) -> dict[str, pd.DataFrame]:
    findings = Findings()
    subjects = [store.subject for store in stores]
    for subject in sorted({subject for subject in subjects if subjects.count(subject) > 1}):
        findings.add("ICM024", "records", f"two stores of {subject}", "each subject type once", "measure them apart")
    found = {}
    for subject, path in registers.items():
        if subject not in subjects:
            allowed = ", ".join(subjects)
            findings.add("ICM008", "register", f"a register of {subject!r}", allowed, "name a store's subject type")
            continue
        found[subject] = read_register(Path(path), findings)
    findings.refuse()
    return {subject: frame for subject, frame in found.items() if frame is not None}


def _labelled(item: Coverage) -> pd.DataFrame:
    frame = item.states.copy()
    frame.insert(0, "as_of", pd.Timestamp(item.as_of))
    frame.insert(0, "subject", item.subject)
    return frame


def _write(study: CoverageStudy, out: Path) -> None:
    """Write tables and page, each file whole or not at all; the page comes last."""
    from inscredit_models.durable import write_bytes
    from inscredit_models.report.coverage_page import render_coverage

    simulated = all(store.origin == "simulated" for store in study.stores)
    page = render_coverage(
        study.measured,
        study.rates,
        study.findings,
        origin="simulated" if simulated else "recorded",
        digests=[(store.subject, store.digest) for store in study.stores],
    )
    with writing(out):
        write_bytes(out / "rates.csv", csv_bytes(study.rates))
        write_bytes(out / "states.csv", csv_bytes(study.states))
        write_text(out / "coverage.html", page)
