"""What a person sees while a study runs: one line a step, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable

Tell = Callable[[str, str], None]
"""Told the Chinese and the English name of a step when it begins."""


def tell_steps(*, shown: bool) -> Tell:
    """Give the teller of a study's steps; it is silent where nothing is to be shown."""
    count = 0

    def tell(zh: str, en: str) -> None:
        nonlocal count
        count += 1
        if shown:
            print(f"[{count}] {zh} {en}", file=sys.stderr, flush=True)

    return tell
