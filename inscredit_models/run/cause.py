"""Why a unit failed, in one line that repeats no value of the data."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from inscredit_models.findings import Refused

_LONGEST = 240
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|‘[^’]*’|“[^”]*”")
# Numbers may be identifiers or amounts, and text outside ASCII is nearly always a value or a label of the data.
# A short number that ends a name (float64, age_2) is part of the name; six digits in a row never are.
_NUMBER = re.compile(r"(?<![A-Za-z_0-9])[-+]?\d[\d.,:/eE+-]*|\d{6,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def describe_cause(error: BaseException) -> str:
    """Say what went wrong: exception type, message with the values taken out, place in the code.

    Our own refusals keep their text, since findings never hold personal values.

    Examples
    --------
    >>> describe_cause(ValueError("could not convert string to float: '张三'"))
    'ValueError: could not convert string to float: …'
    >>> describe_cause(ZeroDivisionError("float division by zero"))
    'ZeroDivisionError: float division by zero'
    """
    if isinstance(error, Refused):
        text = "; ".join(f"{finding.code} {finding.rule.en}: {finding.found}" for finding in error.findings)
    else:
        text = mask_values(" ".join(str(error).split()))
    where = _place(error)
    return f"{type(error).__name__}: {text}"[:_LONGEST].rstrip(": ") + (f" (in {where})" if where else "")


def mask_values(message: str) -> str:
    """Replace quoted text, numbers and text outside ASCII by an ellipsis.

    Examples
    --------
    >>> mask_values('subject 110101199003071234 has "x" 12.5 times in column age_2')
    'subject … has … … times in column age_2'
    """
    for pattern in (_QUOTED, _NUMBER, _NOT_ASCII):
        message = pattern.sub("…", message)
    return re.sub("…+", "…", message)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    # File name and function only: a machine path would be personal, and a line number moves with every edit.
    return f"{Path(frames[-1].filename).name}, {frames[-1].name}" if frames else ""
