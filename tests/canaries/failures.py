"""Fifty things that go wrong with planted values in hand (人为故障), each through a door that users have."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin

from inscredit_models.cli import main
from inscredit_models.records.changes import Change, change_records
from inscredit_models.records.erasure import erase_subject
from inscredit_models.records.pseudonyms.key import load_key
from inscredit_models.records.rights.acts import withdraw_consent
from inscredit_models.records.store import RecordStore
from inscredit_models.studies.subject_file import credit_file
from inscredit_models.study import bench
from tests.canaries.planting import INSURERS, Planted, amount_of, name_of

AS_OF = dt.date(2024, 12, 31)
LATER = dt.date(2027, 1, 1)

Failure = tuple[str, Callable[[], Any]]
"""What goes wrong, and how it is brought about; it must refuse, raise or give exit code 2."""


class Failing(ClassifierMixin, BaseEstimator):
    """A model that tells its data when it fails."""

    def __init__(self, at: str = "fit") -> None:
        self.at = at

    def fit(self, X: Any, y: Any) -> Failing:
        """Learn nothing, or fail."""
        self.classes_ = np.unique(y)
        self._tell(X, "fit")
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Give the same to everybody, or fail."""
        self._tell(X, "predict")
        return np.full((len(X), 2), 0.5)

    def _tell(self, X: Any, at: str) -> None:
        if self.at == at:
            raise ValueError(f"cannot use row {pd.DataFrame(X).iloc[0].to_dict()} of {name_of(7)}")


def failures(store: Path, planted: Planted, work: Path, *, models: bool = True) -> list[Failure]:
    """Give all failures, or those without models, which take long; none of them changes the store."""
    return [
        *_cells(planted, work),
        *_side_tables(planted, work),
        *_tables(planted, work),
        *(_models(planted, work) if models else ()),
        *_subjects(store, planted, work),
        *_damaged(store, planted, work),
    ]


def _cells(planted: Planted, work: Path) -> Iterator[Failure]:
    """Cells of a record file that cannot be taken."""
    kind, name, number, amount = planted.kind, name_of(3), planted.numbers[3], amount_of(3)
    bad: dict[str, dict[str, Any]] = {
        "a name for a date": {"event_date": name},
        "a number for a date": {"event_date": number},
        "an impossible date": {"known_date": f"2024-02-30 {name}"},
        "known before it happened": {"known_date": "2001-01-01"},
        "a name for a code": {kind.code: name},
        "a number for a code": {kind.other_code: number},
        "words for money": {kind.money: f"{amount} 元 {name}"},
        "negative money": {kind.money: f"-{amount}"},
        "money with too many places": {kind.money: f"{amount}123"},
        "damaged text": {"reason": f"{name}\ufffd"},
        "text read in a wrong encoding": {"reason": f"{name}锟斤拷"},
        "a number in exponents": {"subject_id": "6.89917E+17"},
        "a number that fails its check": {"subject_id": number[:-1] + ("0" if number[-1] != "0" else "1")},
        "a blank in an identifier": {"record_id": f"{name} 1"},
        "a sequence of words": {"sequence": name},
        "a status of words": {"status": name},
        kind.damaged_days[0]: dict(kind.damaged_days[1]),
        "an operator of words": {"operator_class": name},
        "no subject": {"subject_id": ""},
        "no code": {kind.code: ""},
    }
    if kind is INSURERS:
        del bad["negative money"]  # a firm's amounts may be below zero
    for number_, (what, cells) in enumerate(bad.items()):
        folder = work / f"cells{number_}"
        yield what, lambda folder=folder, cells=cells: _check(folder, planted, cells)
    for what, columns in {
        "a forbidden column": {"blood_type": name},
        "an unknown column": {"nickname": name},
        "a column of illness": {"病史": f"{name} {number}"},
    }.items():
        folder = work / f"column-{len(what)}"
        yield what, lambda folder=folder, columns=columns: _check(folder, planted, columns)


def _check(folder: Path, planted: Planted, cells: dict[str, Any]) -> int:
    """Put one changed row before the check; a row put aside is a failure too."""
    record = planted.kind.main
    frame = pd.read_csv(planted.delivery / f"{record}.csv", dtype=str, keep_default_na=False).head(3)
    for name, value in cells.items():
        frame[name] = [value, *frame.get(name, pd.Series([""] * len(frame))).tolist()[1:]]
    folder.mkdir(parents=True)
    frame.to_csv(folder / f"{record}.csv", index=False)
    arguments = ["--subject", planted.kind.subject, "--operator-class", "industry_body", "--simulated"]
    main(["check", str(folder), *arguments])
    return main(["intake", str(folder), *arguments, "--strict", "--out", str(folder / "store")])


def _side_tables(planted: Planted, work: Path) -> Iterator[Failure]:
    """Identities, registers and files as a whole that cannot be taken."""
    name, number = name_of(5), planted.numbers[5]
    texts = {
        "one number for two": f"subject_id,id_number\nA,{number}\nB,{number}\n",
        "a subject twice": f"subject_id,name\n{name},{name}\n{name},{name}\n",
        "a real number among simulated": f"subject_id,id_number,name\nA,11010519491231002X,{name}\n",
        "a ragged row": f"subject_id,name\nA,{name},{number}\n",
        "a quote that does not end": f'subject_id,name\nA,"{name}\n',
    }
    for place, (what, text) in enumerate(texts.items()):
        folder = work / f"side{place}"
        yield what, lambda folder=folder, text=text: _check_side(folder, planted.kind.subject, text.encode())
    yield (
        "another encoding",
        lambda: _check_side(work / "gb", planted.kind.subject, f"subject_id,name\nA,{name}\n".encode("gb18030")),
    )
    register = work / "register.csv"
    for what, text in {
        "a register with one twice": f"subject_id\n{number}\n{number}\n",
        "a register with words for days": f"subject_id,registered_from\n{number},{name}\n",
    }.items():
        yield what, lambda text=text: _coverage(register, text, work)


def _check_side(folder: Path, subject: str, data: bytes) -> int:
    folder.mkdir(parents=True)
    (folder / "identity.csv").write_bytes(data)
    return main(
        ["intake", str(folder), "--subject", subject, "--operator-class", "industry_body", "--simulated",
         "--strict", "--out", str(folder / "store")]
    )  # fmt: skip


def _coverage(register: Path, text: str, work: Path) -> int:
    register.write_text(text, encoding="utf-8")
    arguments = ["--records", str(work.parent / "store"), "--as-of", AS_OF.isoformat(), "--register", str(register)]
    return main(["coverage", *arguments])


def _frame(planted: Planted) -> pd.DataFrame:
    people = range(60)
    return pd.DataFrame(
        {
            "who": [name_of(person) for person in people],
            "number": [planted.numbers[person % len(planted.numbers)] for person in people],
            "fine": [float(amount_of(person)) for person in people],
            "bad": [person % 2 for person in people],
        }
    )


def _tables(planted: Planted, work: Path) -> Iterator[Failure]:
    """Tables that cannot be benched."""
    frame, quiet = _frame(planted), {"track": False, "progress": False, "out": work / "runs"}
    yield "names as target", lambda: bench(frame, target="who", **quiet)
    yield "numbers as target", lambda: bench(frame, target="number", **quiet)
    yield "names in a numeric column", lambda: bench(frame, target="bad", numeric=["who"], **quiet)
    yield "no such target", lambda: bench(frame, target="龘", **quiet)
    yield "one class", lambda: bench(frame.assign(bad=0), target="bad", positive="0", **quiet)


def _models(planted: Planted, work: Path) -> Iterator[Failure]:
    """Models that tell their data when they fail."""
    frame, quiet = _frame(planted)[["fine", "bad"]], {"track": False, "progress": False, "out": work / "runs"}
    for at in ("fit", "predict"):
        models = ["prevalence", ("mine", Failing(at))]
        yield (
            f"a model fails in {at}",
            lambda models=models: _failed(bench(frame, target="bad", models=models, folds=2, repeats=1, **quiet)),
        )


def _failed(result: Any) -> int:
    """Give exit code 2 where a model failed."""
    return 2 if any(finding["code"] == "ICM058" for finding in result.summary()["findings"]) else 0


def _subjects(store: Path, planted: Planted, work: Path) -> Iterator[Failure]:
    """Questions about a subject that cannot be answered."""
    name, number, known, record = name_of(9), planted.numbers[9], planted.subjects[0], planted.kind.main
    yield "the file of an unknown name", lambda: credit_file(store, name, AS_OF)
    yield "the file of an unknown number", lambda: credit_file(store, number, AS_OF)
    yield (
        "a researcher without key",
        lambda: credit_file(store, known, AS_OF, edition="researcher", asked_by="Li", purpose="research"),
    )
    yield "a query without purpose", lambda: credit_file(store, known, AS_OF, edition="insurer", asked_by=name)
    yield (
        "a query that names a number",
        lambda: credit_file(store, known, AS_OF, edition="regulator", asked_by=number, purpose=name),
    )
    yield "a file long before", lambda: credit_file(store, known, dt.date(1999, 1, 1))
    yield "erasure of nobody", lambda: erase_subject(store, number, on=LATER)
    yield "consent of nobody", lambda: withdraw_consent(store, number, "tax", on=LATER)
    yield "change of no record", lambda: change_records(store, [Change(record, name, "withdraw", LATER, name)])
    yield "an objection without words", lambda: change_records(store, [Change(record, name, "object", LATER)])
    content = {planted.kind.money: f"{amount_of(2)}{name}"}
    (first, *_) = _record_ids(store, record)
    yield (
        "a correction that is no number",
        lambda: change_records(store, [Change(record, first, "correct", LATER, content=content)]),
    )
    yield "no key at all", lambda: load_key(work / "nowhere.key")


def _record_ids(store: Path, record: str) -> list[str]:
    with RecordStore.open(store).connect(records=[record]) as connection:
        query = f"SELECT record_id FROM {record} GROUP BY 1 HAVING max(status = 'withdrawn') = false ORDER BY 1"
        return [row[0] for row in connection.execute(query).fetchall()]


def _damaged(store: Path, planted: Planted, work: Path) -> Iterator[Failure]:
    """Stores that are not whole."""

    def copy(place: str) -> Path:
        target = work / "damaged" / place / "store"
        shutil.copytree(store, target)
        return target

    def flipped() -> RecordStore:
        target = copy("flipped")
        part = next((target / "records").rglob("*.parquet"))
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(bytes(data))
        return RecordStore.open(target)

    def cut() -> RecordStore:
        target = copy("cut")
        text = (target / "manifest.json").read_text(encoding="utf-8")
        (target / "manifest.json").write_text(text[: len(text) // 2], encoding="utf-8")
        return RecordStore.open(target)

    def without() -> RecordStore:
        target = copy("without")
        (target / "identity.parquet").unlink()
        return RecordStore.open(target)

    yield "a flipped bit", flipped
    yield "half a manifest", cut
    yield "no identities", without
    yield "a second delivery of the same", lambda: main(
        ["intake", str(planted.delivery), "--subject", planted.kind.subject, "--operator-class", "industry_body",
         "--simulated", "--strict", "--out", str(store)]
    )  # fmt: skip
