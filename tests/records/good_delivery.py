"""Ten thousand good rows of a simulated credit agency, as text cells by file: what defects are planted into."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import numpy as np

from inscredit_models.worlds.identifiers import check_characters

EXTRACT = dt.date(2026, 6, 30)
Rows = list[dict[str, str]]
PERSONS = 1000


def good_rows() -> dict[str, Rows]:
    """Give the rows of each file; every tenth violation has a second statement."""
    violations = []
    for number in range(3000):
        row = shared("v", number) | {
            "reason": "经核实" if number % 3 else "",
            "severity": ("minor", "general", "serious")[number % 3],
            "fine": f"{number}.50" if number % 2 else "",
            "act_ended": day(number, 400 + number % 30) if number % 5 else "",
        }
        violations.append(row)
        if number % 10 == 0:
            later = {"sequence": "2", "status": "disputed", "known_date": day(number, 470), "reason": "本人未到场"}
            violations.append(row | later)
    return {
        "violation": violations,
        "portfolio": [shared("b", number) | portfolio(number) for number in range(2500)],
        "training": [shared("t", n) | {"hours": f"{n % 60}", "passed": ("true", "0")[n % 2]} for n in range(400)],
        "profile": [shared("p", n) | {"sex": "female", "birth_date": day(n, -12000)} for n in range(300)],
        "registration": [shared("r", n) | {"action": "enter"} for n in range(300)],
        "tax": [shared("x", n) | {"amount": f"{n}.07"} for n in range(900)],
        "consent": [consent(n) for n in range(PERSONS)],
        "identity": [identity(n) for n in range(PERSONS)],
        "collection": [
            {
                "source_insurer": f"Insurer {n:03d}",
                "source_region": "Region 01",
                "category": "tax",
                "quarter": "2024Q1",
                "state": "nil_return",
            }
            for n in range(300)
        ],
    }


def shared(letter: str, number: int) -> dict[str, str]:
    """Give the cells that every statement has; the event is known 30 days later."""
    return {
        "record_id": f"{letter}-{number:06d}",
        "sequence": "1",
        "status": "asserted",
        "subject_id": f"P{number % PERSONS:09d}",
        "event_date": day(number, 400),
        "known_date": day(number, 430),
        "reason": "",
        "source_insurer": f"Insurer {number % 50:03d}",
        "source_region": "Region 01",
        "operator_class": "credit_agency",
    }


def portfolio(number: int) -> dict[str, str]:
    """Give the content of a quarter's business."""
    return {
        "policies_sold": f"{number % 40}",
        "premium": f"{number * 10}.00",
        "persistency_due": "10",
        "persistency_kept": f"{number % 11}",
        "callbacks": "8",
        "callbacks_passed": f"{number % 9}",
        "early_surrenders": "0",
    }


def consent(number: int) -> dict[str, str]:
    """Give a written consent of a person for the category of taxes."""
    return {
        "subject_id": f"P{number:09d}",
        "category": "tax",
        "state": "consent_given",
        "basis": f"C-{number:06d}",
        "given": "2018-01-01",
        "until": "2027-12-31" if number % 2 else "",
        "notice": "true",
    }


def identity(number: int) -> dict[str, str]:
    """Give a simulated identity number (division 68)."""
    body = f"6801{number % 90 + 10}1985{number % 12 + 1:02d}{number % 28 + 1:02d}{number:03d}"
    check = check_characters(np.array([[int(digit) for digit in body]]))[0]
    return {"subject_id": f"P{number:09d}", "id_number": body + check, "credit_code": "", "name": f"从业人员{number}"}


def day(number: int, offset: int) -> str:
    """Give a day that depends on the row, as ISO text."""
    return (dt.date(2019, 1, 1) + dt.timedelta(days=number % 1500 + offset)).isoformat()


def write_csv(folder: Path, rows: dict[str, Rows], encoding: str = "utf-8") -> Path:
    """Write one CSV file per record type; a row with the key ``None`` gets these extra cells, a short one fewer."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in rows.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        header = list(lines[0])
        writer.writerow(header)
        writer.writerows([cells(row, header) for row in lines])
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    return folder


def cells(row: dict[str, str], header: list[str]) -> list[str]:
    """Give the cells of a row in the order of the header."""
    return [row[name] for name in header if name in row] + list(row.get("+", ""))
