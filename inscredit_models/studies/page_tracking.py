"""A study without models as MLflow is shown it (无模型研究的跟踪视图): its verdict, its frames and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from inscredit_models.tracking.items import RESULT_DIGEST, Artifact, Item, Param, Run, Tag


def describe_page(
    run_dir: Path,
    *,
    result_digest: str,
    origin: str,
    verdicts: Sequence[str],
    provenance: Mapping[str, str],
    more: Iterable[Item] = (),
) -> Run:
    """Give a run as items: nothing was trained, so there is no child and no model.

    Parameters
    ----------
    run_dir : pathlib.Path
        Folder of the run, named by its id, with its CSV files and ``report.html``.
    result_digest, origin : str
        Tags; a result is written once.
    verdicts : sequence of str
        Sentences, the headline first.
    provenance : mapping of str to str
        Parameters.
    more : iterable of Item
        What this study alone has.

    Examples
    --------
    >>> run = describe_page(
    ...     Path("runs/study/0a1b"), result_digest="ab", origin="simulated", verdicts=["It holds."], provenance={}
    ... )
    >>> run.name, [(tag.name, tag.value) for tag in run.of(Tag)][-1]
    ('0a1b', ('verdict.0', 'It holds.'))
    """
    items: list[Item] = [
        Tag(RESULT_DIGEST, result_digest),
        Tag("origin", origin),
        Tag("run_id", run_dir.name),
        *(Tag(f"verdict.{place}", sentence) for place, sentence in enumerate(verdicts)),
        *(Param(name, value) for name, value in provenance.items()),
        *more,
        *(Artifact(path) for path in sorted(run_dir.glob("*.csv"))),
        Artifact(run_dir / "report.html"),
    ]
    return Run(run_dir.name, tuple(items))
