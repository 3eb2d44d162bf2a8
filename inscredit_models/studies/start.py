"""One start of a run (一次启动): where it goes and what it may use; nothing of it changes a result that is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from inscredit_models.progress import Tell, tell_steps
from inscredit_models.run.limits import Limits


@dataclass(frozen=True)
class Start:
    """How a study is carried out.

    Parameters
    ----------
    out : pathlib.Path
        The run lies in ``out/<study>/<id>/``.
    track : bool
        Whether to write the run to MLflow.
    strict : bool
        Refuse on warnings too.
    threads : int
        Worker processes and engine threads.
    limits : Limits
        Of one fit.
    retry_failed : bool
        Whether fits that failed in an earlier start are tried again.
    progress : bool
        Whether progress is shown on stderr.
    tell : callable
        Told each step as it begins.
    """

    out: Path = Path("runs")
    track: bool = False
    strict: bool = False
    threads: int = 1
    limits: Limits = field(default_factory=Limits)
    retry_failed: bool = False
    progress: bool = False
    tell: Tell = field(default_factory=lambda: tell_steps(shown=False))
