"""The shipped figures recomputed: totals, shares, ranks and rates that follow from others, and those that do not."""

from __future__ import annotations

import pandas as pd
import pytest

from inscredit_models.records.published.rows import top_of
from inscredit_models.records.published.table import find_folder, list_published, load_published

NAMES = list_published()
ROWS = {
    "claims_service_beijing_2016": 133,
    "claims_service_beijing_industry": 27,
    "claims_service_jiangxi": 168,
    "complaint_handling_evaluation": 22,
    "complaint_handling_full_marks_2016": 21,
    "complaints_2012h1_property_full": 116,
    "complaints_by_company": 341,
    "complaints_by_region": 31,
    "complaints_industry_by_period": 86,
    "complaints_provincial_bulletins": 19,
    "governance_index_ciigi": 17,
    "governance_score_statistics": 37,
    "operating_evaluation_distribution": 43,
    "solvency_industry_by_quarter": 70,
    "governance_scores_company_2017": 8,
    "irr_company_grades": 32,
    "irr_fine_grade_distribution": 18,
    "operating_evaluation_grades": 103,
    "penalties_by_cause": 25,
    "penalties_by_period": 112,
    "regulator_complaint_handling": 57,
    "regulator_transparency_2011": 11,
    "service_evaluation_distribution": 28,
    "service_evaluation_grades": 76,
    "service_quality_index": 47,
    "solvency_by_company": 90,
}


def _frame(name: str) -> pd.DataFrame:
    return load_published(name).frame


def _wide(name: str, index: list[str]) -> pd.DataFrame:
    """Give the numbers of a table with a column for each measure."""
    frame = _frame(name)
    return frame[frame["grade"].isna()].pivot(index=index, columns="measure", values="value")


@pytest.mark.parametrize("name", NAMES)
def test_every_table_passes_its_own_door(name: str) -> None:
    table = load_published(name)
    assert len(table.frame) == table.head.rows == ROWS[name]


def test_the_notes_have_a_line_for_every_table() -> None:
    notes = (find_folder() / "README.md").read_text(encoding="utf-8")
    families = [
        line.split("`")[1].removesuffix("*") for line in notes.splitlines() if line.startswith("| `") and "_" in line
    ]
    assert [name for name in NAMES if not name.startswith(tuple(families))] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_measure_regime_and_source_is_used(name: str) -> None:
    table = load_published(name)
    assert set(table.frame["measure"]) == {item.code for item in table.head.measures}
    assert set(table.frame["regime"]) == {item.code for item in table.head.regimes}
    assert set(table.frame["source"]) == set(table.head.sources)


@pytest.mark.parametrize("name", NAMES)
def test_top_lists_are_complete_down_to_their_length(name: str) -> None:
    frame = _frame(name)
    keys = ["period", "sector", "measure", "source"]
    for _, group in frame[frame["rank"].notna()].groupby(keys, dropna=False):
        for censoring, part in group.groupby("censoring"):
            top = top_of(str(censoring))
            ranks = sorted(int(rank) for rank in part["rank"])
            if top is not None and not str(censoring).endswith("_cut"):
                assert len(ranks) == top, (name, ranks)


def test_answer_rates_follow_from_the_calls_but_for_one_printed_difference() -> None:
    wide = _wide("regulator_complaint_handling", ["period"]).dropna(subset=["calls_answered", "answer_rate"])
    computed = (100 * wide["calls_answered"] / wide["calls_to_agent"]).round(2)
    differs = computed[(computed - wide["answer_rate"]).abs() > 0.006]
    assert differs.to_dict() == {"2012-04-26..2013-06-30": 91.75}
    assert wide.loc["2012-04-26..2013-06-30", "answer_rate"] == 91.70
    assert len(wide) == 6


def test_closing_rates_follow_from_the_complaints_closed() -> None:
    wide = _wide("regulator_complaint_handling", ["period"]).dropna(subset=["complaints_closed"])
    computed = (100 * wide["complaints_closed"] / wide["complaints_received"]).round(2)
    assert computed.tolist() == pytest.approx(wide["closing_rate"].tolist(), abs=0.006)
    assert len(wide) == 5


def test_regulator_and_industry_tables_count_the_same_complaints() -> None:
    industry = _frame("complaints_industry_by_period")
    totals = industry[(industry["measure"] == "complaints") & (industry["sector"] == "all")].set_index("period")[
        "value"
    ]
    received = _wide("regulator_complaint_handling", ["period"])["complaints_received"].dropna()
    both = sorted(set(totals.index) & set(received.index))
    assert both == ["2013", "2013H1", "2014", "2014Q1", "2016", "2016Q1-3"]
    assert totals[both].tolist() == received[both].tolist()


def test_property_and_life_complaints_add_up_where_both_are_printed() -> None:
    frame = _frame("complaints_industry_by_period")
    counts = frame[frame["measure"] == "complaints"].pivot(index="period", columns="sector", values="value").dropna()
    short = counts[counts["property"] + counts["life"] != counts["all"]]
    # What the few others are against is not printed.
    assert set(short.index) == {"2014", "2016Q1-3"}
    assert (short["all"] - short["property"] - short["life"]).to_dict() == {"2014": 84.0, "2016Q1-3": 43.0}
    assert len(counts) > 10


def test_four_quarters_of_2022_add_up_to_the_year() -> None:
    frame = _frame("complaints_industry_by_period")
    totals = frame[(frame["measure"] == "complaints") & (frame["sector"] == "all")].set_index("period")["value"]
    assert totals[["2022Q1", "2022Q2", "2022Q3", "2022Q4"]].sum() == totals["2022"] == 110014


def test_shares_of_the_full_table_follow_from_one_total() -> None:
    wide = _wide("complaints_2012h1_property_full", ["subject"])
    total = (100 * wide["complaints"].sum()) / wide["share_of_complaints"].sum()
    assert 2500 < wide["complaints"].sum() < total
    # A count of several insurers can be anything between the bounds that a rounded share allows.
    low = (100 * wide["complaints"] / (wide["share_of_complaints"] + 0.005)).max()
    high = (100 * wide["complaints"] / (wide["share_of_complaints"] - 0.005)).min()
    assert low <= high
    assert 6640 < low < 6660


def test_ranks_of_the_full_table_follow_from_its_figures() -> None:
    frame = _frame("complaints_2012h1_property_full")
    for measure in ("complaints", "per_100m_premium"):
        part = frame[frame["measure"] == measure].sort_values("rank")
        assert part["value"].is_monotonic_decreasing
        assert part["rank"].tolist() == list(range(1, len(part) + 1))
    small = frame[(frame["subject"] == "华农财险")].set_index("measure")
    assert small.loc["complaints", "value"] == 6 and small.loc["per_100m_premium", "rank"] == 1


def test_ranks_of_company_lists_follow_from_their_figures() -> None:
    frame = _frame("complaints_by_company")
    ranked = frame[frame["rank"].notna()]
    for key, part in ranked.groupby(["period", "sector", "measure", "source"]):
        assert part.sort_values("rank")["value"].is_monotonic_decreasing, key


def test_changes_on_the_quarter_follow_where_both_quarters_are_listed() -> None:
    frame = _frame("complaints_by_company")
    counts = frame[frame["measure"] == "complaints"].set_index(["period", "sector", "subject"])["value"]
    change = frame[(frame["measure"] == "complaints_qoq")].set_index(["period", "sector", "subject"])["value"]
    checked = 0
    for (period, sector, subject), printed in change.items():
        before = ({"2020Q3": "2020Q2", "2021Q2": "2021Q1"}[period], sector, subject)
        if before in counts.index:
            computed = 100 * (counts[(period, sector, subject)] / counts[before] - 1)
            assert computed == pytest.approx(printed, abs=0.006), (period, subject)
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("name", "total", "parts"),
    [
        ("service_evaluation_distribution", "insurers", "insurers_in_class"),
        ("operating_evaluation_distribution", "insurers", "insurers_in_class"),
        ("irr_fine_grade_distribution", "insurers", "insurers_at_grade"),
        ("solvency_industry_by_quarter", "insurers", "insurers_in_class"),
    ],
)
def test_counts_by_class_add_up_to_the_insurers_evaluated(name: str, total: str, parts: str) -> None:
    frame = _frame(name)
    keys = ["period", "sector"]
    by_class = frame[frame["measure"] == parts].groupby(keys)["value"].agg(["sum", "count"])
    whole = frame[frame["measure"] == total].set_index(keys)["value"]
    grades = len(load_published(name).head.measure(parts).grades)
    full = by_class[by_class["count"] == grades]["sum"]
    differs = full[full != whole[full.index]]
    # 2021Q3: the regulator's four classes lack one of the 179 insurers.
    expected = {("2021Q3", "all"): 178.0} if name == "solvency_industry_by_quarter" else {}
    assert differs.to_dict() == expected
    assert len(full) >= 2


def test_named_full_marks_are_as_many_as_the_evaluation_counts() -> None:
    frame = _frame("complaint_handling_evaluation")
    counted = frame[frame["measure"] == "insurers_full_marks"].set_index("sector")["value"].to_dict()
    named = _frame("complaint_handling_full_marks_2016")["sector"].value_counts().to_dict()
    assert counted == named == {"property": 12, "life": 9}


def test_samples_of_the_governance_index_add_up_to_the_printed_total() -> None:
    frame = _frame("governance_index_ciigi")
    assert frame.loc[frame["measure"] == "institutions", "value"].sum() == 1627


def test_shares_of_fines_follow_from_one_total() -> None:
    wide = _wide("penalties_by_cause", ["period", "subject"]).dropna(subset=["fines", "share_of_fines"])
    assert (100 * wide["fines"] / wide["share_of_fines"]).round(-1).between(6600, 6660).all()
    assert len(wide) == 10


def test_fines_of_2024_add_up_and_those_of_2021q3_do_not() -> None:
    frame = _frame("penalties_by_period")
    fines = frame[(frame["measure"] == "fines")].set_index(["period", "regime", "subject"])["value"].sort_index()
    year = fines.loc[("2024", "news_wxredian")]
    assert year.drop("all").sum() == pytest.approx(year["all"], abs=0.001)
    quarter = fines.loc[("2021Q3", "faxianwang")]
    parts = quarter[["property insurers", "life insurers", "intermediaries"]].sum()
    assert quarter["all"] - parts == pytest.approx(2.0)


def test_core_solvency_is_never_above_comprehensive_solvency() -> None:
    wide = _wide("solvency_by_company", ["period", "subject"]).dropna(subset=["core_ratio"])
    assert (wide["core_ratio"] <= wide["comprehensive_ratio"]).all() and len(wide) >= 15


def test_complaints_of_a_jurisdiction_add_up() -> None:
    frame = _frame("complaints_provincial_bulletins")
    counts = frame[frame["statistic"] == "total"]
    whole = counts[counts["sector"] == "all"].set_index("subject")["value"]
    parts = counts[counts["sector"] != "all"].groupby("subject")["value"].sum()
    assert whole.to_dict() == parts.to_dict() == {"黑龙江": 7107.0, "福建": 3532.0, "山西": 550.0}


def test_the_index_of_life_insurers_fell_in_2022_whatever_one_article_says() -> None:
    frame = _frame("service_quality_index")
    index = frame[(frame["measure"] == "quality_index") & (frame["subject_kind"] == "industry")]
    life = index[index["sector"] == "life"].set_index("period")["value"]
    assert life["2022"] < life["2021"] and life["2022"] == 85.28


def test_an_index_below_sixty_lies_in_the_band_printed_for_it() -> None:
    frame = _frame("service_quality_index")
    companies = frame[frame["subject_kind"] == "insurer"]
    index = companies[companies["measure"] == "quality_index"].set_index(["period", "subject"])["value"]
    band = companies[companies["measure"] == "quality_band"].set_index(["period", "subject"])["grade"]
    assert len(index) == 3 and (index < 60).all() and (band[index.index] == "below 60").all()


def test_premium_is_not_invented() -> None:
    assert not [name for name in NAMES if {"premium", "implied_premium"} & set(_frame(name)["measure"])]
