"""The page of rules names the tests that hold each rule; a name that is no test would be an empty promise."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
HELD_BY = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_exists() -> None:
    named = HELD_BY.findall(PAGE)
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file, _ in named}
    assert [f"{file}::{test}" for file, test in named if f"def {test}(" not in texts[file]] == []
    assert len(named) >= 20


def test_every_rule_is_held_by_a_test() -> None:
    rules = PAGE.split("\n## ")[1:]
    assert [rule.splitlines()[0] for rule in rules if "*Held by*" not in rule or not HELD_BY.search(rule)] == []
    titles = " ".join(rule.splitlines()[0] for rule in rules)
    for word in ("Rounding", "Quantiles", "Empty windows", "Missing values"):
        assert word in titles
