"""The whole way of the data with planted persons (全流程), everything that it says or writes kept for the search."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.cli import main
from inscredit_models.findings import Refused
from inscredit_models.records.pseudonyms.key import new_key
from tests.canaries.failures import failures
from tests.canaries.planting import CONSUMERS, Planted

DAYS = ("2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31")
EXPERIMENT = """
question = "Does anything leak?"
subject = "practitioner"
population = "registered_3m_active"
as_of = { from = 2020-12-31, to = 2024-12-31, every_months = 3 }
indicators = ["violation_*", "complaint_*", "persistency_*", "tenure_*", "award_*"]
outcome = "violation_serious_within_12m"
models = ["prevalence", "index_expert", "logistic", "scorecard", "lightgbm"]
expert_system = "practitioner_conduct"
records = "store"
seed = 1
[split]
test_from = 2023-12-31
maturity_months = 6
labels_known_at = 2026-06-30
unseen_folds = 2
[compare]
metric = "auc"
reference = "index_expert"
equivalence_margin = 0.03
"""


class Carried:
    """A place in which the workflow is carried out and remembered.

    ``root`` is searched; ``store`` and ``keys`` in it are the two places that may hold what was planted.
    """

    def __init__(self, root: Path, planted: Planted) -> None:
        self.root, self.planted = root, planted
        self.store, self.keys, self.logs = root / "store", root / "keys", root / "logs"
        self.failed: list[str] = []
        for folder in (self.keys, self.logs, root / "temporary", root / "home"):
            folder.mkdir(parents=True)
        new_key(self.keys / "key")

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Send temporary files, caches, logs and warnings of the process into the place."""
        handler = logging.FileHandler(self.logs / "logging.txt", encoding="utf-8")
        before = {name: os.environ.get(name) for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")}
        temporary, tempfile.tempdir = tempfile.tempdir, str(self.root / "temporary")
        os.environ |= dict.fromkeys(("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"), str(self.root / "home"))
        os.environ["TMPDIR"] = str(self.root / "temporary")
        logging.getLogger().addHandler(handler)
        logging.captureWarnings(True)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                yield
        finally:
            logging.captureWarnings(False)
            logging.getLogger().removeHandler(handler)
            handler.close()
            tempfile.tempdir = temporary
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)

    def step(self, name: str, act: Callable[[], Any]) -> Any:
        """Carry out one step and keep what it prints and how it fails; gives what the step gives, or the error."""
        out = io.StringIO()
        result: Any = None
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                result = act()
                out.write(f"\n{result!r}")
            except (Exception, SystemExit) as error:  # everything that a user would see
                out.write(traceback.format_exc())
                result = error
        number = len(list(self.logs.iterdir()))
        (self.logs / f"{number:03d}.txt").write_text(f"{name}\n{out.getvalue()}", encoding="utf-8")
        return result

    def command(self, *arguments: str | Path) -> None:
        """Carry out a command line that must succeed."""
        words = [str(argument) for argument in arguments]
        code = self.step(" ".join(words[:1]), lambda: main(words))
        assert code == 0, (self.logs / f"{len(list(self.logs.iterdir())) - 1:03d}.txt").read_text(encoding="utf-8")

    def take_in(self) -> None:
        """Check the delivery and make a store of it."""
        kind = self.planted.kind
        terms = ("--subject", kind.subject, "--operator-class", "industry_body", "--simulated")
        self.command("check", self.planted.delivery, *terms)
        self.command(
            "intake", self.planted.delivery, *terms, "--records-from", kind.first_day, "--records-to", "2025-12-31",
            "--extract-date", "2026-06-30", "--out", self.store,
        )  # fmt: skip
        self.command("check", self.store)

    def look(self, *, days: int = len(DAYS)) -> None:
        """Compute indicators, measure coverage, give editions of credit files, a store of pseudonyms."""
        days = [word for day in DAYS[-days:] for word in ("--as-of", day)]
        self.command(
            "panel", "--records", self.store, "--subject", self.planted.kind.subject, *days,
            "--out", self.root / "panel.parquet",
        )  # fmt: skip
        self.command("coverage", "--records", self.store, *days, "--out", self.root / "coverage", "--json")
        key = ("--key-file", self.keys / "key", "--project", "trial")
        for person in self.planted.subjects[: len(days) // 2]:
            self.command(
                "file", "--records", self.store, "--subject-id", person, "--as-of", DAYS[-1], "--edition", "researcher",
                "--asked-by", "Li", "--purpose", "research", *key, "--out", self.root / "files" / person[-2:],
            )  # fmt: skip
        self.command("pseudonymise", self.store, "--out", self.root / "pseudonyms", *key)

    def hand_over(self) -> None:
        """Hand the records over to a researcher, under pseudonyms, and take the package in there."""
        package, terms = self.root / "package.zip", ("--purpose", "research", "--on", "2026-07-01")
        self.command(
            "exchange", "export", self.store, "--role", "researcher", "--sender", "North", "--receiver", "South",
            *terms, "--legal-basis", "agreement", "--expires", "2026-12-31", "--out", package,
            "--key-file", self.keys / "key", "--project", "trial",
        )  # fmt: skip
        self.command("exchange", "verify", package, "--on", "2026-07-01")
        there = ("--operator-class", "industry_body", "--out", self.root / "received")
        self.command("exchange", "import", package, *terms, *there)

    def erase(self) -> None:
        """Erase the last person from every copy in the place; the store is whole without."""
        person, key = self.planted.subjects[-1], ("--key-file", self.keys / "key", "--project", "trial")
        folders = [self.root / name for name in ("store", "pseudonyms", "received", "files", "coverage")]
        self.command("rights", "erase", *folders, "--subject-id", person, *key, "--delete-others", "--on", "2026-07-02")
        self.command("check", self.store)

    def study(self) -> None:
        """Carry out a study on the store, or for consumers on a table of claims, tracked, with its report."""
        folder = self.root / "experiments" / "canaries"
        folder.mkdir(parents=True)
        quiet = ("--out", self.root / "runs", "--threads", "1")
        if self.planted.kind is CONSUMERS:
            given = ("--id", "subject_id", "--positive", "1", "--folds", "2", "--repeats", "1")
            self.command("bench", self._table_of_claims(), "--target", "refused", *given, *quiet)
            return
        (folder / "experiment.toml").write_text(EXPERIMENT, encoding="utf-8")
        self.command("run", folder, "--records", self.store, *quiet)

    def _table_of_claims(self) -> Path:
        """Write the decided claims as a table, where the delivery lies: it is input, with everything planted in it."""
        claims = pd.read_csv(self.planted.delivery / "claim.csv")
        decided = claims[claims["result"].isin(["paid", "refused"])].drop_duplicates("record_id", keep="last")
        columns = ["subject_id", "line", "notifier", "report_delay_days", "policy_age_days", "night", "amount"]
        table = decided[columns].assign(refused=(decided["result"] == "refused").astype(int))
        path = self.planted.delivery.parent / "claims.csv"
        table.to_csv(path, index=False)
        return path

    def fail(self, *, models: bool = True) -> None:
        """Bring about every failure, and remember those that did not fail."""
        work = self.root / "work"
        work.mkdir()
        for what, act in failures(self.store, self.planted, work, models=models):
            result = self.step(what, act)
            if not (isinstance(result, Exception) or result == 2):
                self.failed.append(what)
            if isinstance(result, Exception) and not isinstance(result, Refused):
                self.failed.append(f"{what}: {type(result).__name__}")
