import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.studies.rating.table import read_frame, read_grades

FRAME = pd.DataFrame(
    {
        "grade": ["1", "2", "1", "2"],
        "n": [10, 20, 11, 19],
        "events": [0, 3, 1, 2],
        "pd": 0.1,
        "period": [2021, 2021, 2020, 2020],
    }
)


def refusal(frame, order="best_first"):
    with pytest.raises(Refused) as refused:
        read_grades(frame, order=order)
    return [finding.code for finding in refused.value.findings]


def test_periods_come_in_order_and_grades_named_by_numbers_stay_names(tmp_path):
    path = tmp_path / "grades.csv"
    FRAME.drop(columns="pd").to_csv(path, index=False)
    for given in (path, FRAME.drop(columns="pd")):
        tables = read_grades(given, order="worst-first")
        assert [period for period, _ in tables] == ["2020", "2021"]
        assert tables[1][1].names == ("2", "1") and tables[1][1].n.tolist() == [20, 10]
        assert tables[0][1].pd is None


def test_a_table_without_periods_is_one_and_chinese_files_can_be_read(tmp_path):
    path = tmp_path / "等级.csv"
    path.write_bytes("grade,n,events\n优,5,0\n劣,5,1\n".encode("gb18030"))
    tables = read_grades(path, order="best_first", encoding="gb18030")
    assert tables[0][0] == "" and tables[0][1].names == ("优", "劣")


def test_columns_that_are_missing_or_misspelt_and_a_missing_order_are_named_at_once():
    assert refusal(FRAME.rename(columns={"events": "event", "n": "size"}), None) == ["ICM010"] * 4 + ["ICM255"]


def test_every_period_is_checked_and_says_which_it_is():
    assert refusal(FRAME) == ["ICM257", "ICM257"], "the same probability in both grades of both periods"
    frame = FRAME.drop(columns="pd").assign(events=[11, 3, 1, 20])
    with pytest.raises(Refused, match=r"period 2021, grade 1[\s\S]*|period 2020, grade 2") as refused:
        read_grades(frame, order="best_first")
    assert [finding.code for finding in refused.value.findings] == ["ICM079", "ICM079"]


def test_periods_with_unlike_grades_are_refused():
    assert refusal(FRAME.drop(columns="pd").assign(grade=["1", "2", "1", "3"])) == ["ICM006"]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Refused, match="ICM001"):
        read_frame(tmp_path / "none.csv", "none.csv", ("grade",), "utf-8")
