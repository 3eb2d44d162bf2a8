"""Finished pieces of a long study (分件保存): read where they are there, so that a killed run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inscredit_models.durable import write_text


def kept_unit(path: Path, make: Callable[..., Any], *what: Any) -> Any:
    """Read a finished piece, or make it and write it whole; what cannot be read is made again.

    Parameters
    ----------
    path : pathlib.Path
        File of the piece, JSON.
    make : callable
        Called with ``what``; gives plain JSON values.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [kept_unit(Path(folder) / "a.json", str, value) for value in (1, 2)]
    ['1', '1']
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        made = make(*what)
    write_text(path, json.dumps(made, ensure_ascii=False))
    return made
