"""Published figures as a panel in one call: known from the bulletin on, missing before it and below a list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.studies.published_panel import published_panel

READINGS = Path(__file__).parents[2] / "experiments" / "010_insurer_service" / "readings.csv"


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    days = ["2022-09-27", dt.date(2022, 9, 28)]
    return published_panel(days, ["published_complaint*_latest_12m"], readings=READINGS)


def test_a_figure_is_known_from_the_day_of_its_bulletin_on(panel: pd.DataFrame) -> None:
    rows = panel[panel["subject_id"] == "P010"].set_index("as_of")["published_complaints_latest_12m"]
    assert rows.isna().tolist() == [True, False] and rows.iloc[1] == 2164


def test_an_insurer_below_the_list_has_no_figure(panel: pd.DataFrame) -> None:
    counts = panel.loc[panel["as_of"] == "2022-09-28", "published_complaints_latest_12m"]
    assert counts.notna().sum() == 20 and counts.min() > 0 and counts.isna().sum() > 50


def test_a_name_that_means_nothing_and_a_day_outside_are_refused() -> None:
    with pytest.raises(Refused, match="ICM008"):
        published_panel(["2022-09-28"], ["publishd_*"])
    with pytest.raises(Refused, match="ICM023"):
        published_panel(["2031-01-01"], ["published_*"])
