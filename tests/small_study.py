"""A study small enough for tests: the shipped experiment with fewer practitioners, dates and models."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "experiments" / "020_practitioner_conduct" / "experiment.toml"
SMALL = {
    "subjects = 20000": "subjects = 4000",
    "every_months = 3": "every_months = 6",
    "unseen_folds = 5": "unseen_folds = 2",
    '"prevalence", "single_best", "index_equal", "index_entropy", "index_expert",': '"prevalence", "index_expert",',
    '"logistic", "scorecard", "lightgbm", "lightgbm_monotone",': '"logistic", "scorecard", "lightgbm",',
}


def write_small_experiment(folder: Path, **changes: str) -> Path:
    """Write the small experiment into ``folder/small`` and give that folder; changes replace text in the file."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in (SMALL | changes).items():
        assert old in text, f"the shipped experiment no longer says {old!r}"
        text = text.replace(old, new)
    target = folder / "small"
    target.mkdir()
    (target / "experiment.toml").write_text(text, encoding="utf-8")
    return target
