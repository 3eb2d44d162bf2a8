import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.screening import CHECKS, check_too_large, check_training_classes, screen
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Refused
from inscredit_models.models.dataset import Dataset

ROWS = 200
Y = (np.arange(ROWS) % 4 == 0).astype(np.int8)


def clean_columns():
    rng = np.random.default_rng(0)
    return {"amount": rng.normal(size=ROWS), "region": rng.choice(["north", "south"], ROWS)}


def found(y=Y, **columns):
    """Codes and places of what is found in a clean table with these columns added."""
    dataset = Dataset(pd.DataFrame({**clean_columns(), **columns}), y, ())
    return [(finding.code, finding.where) for finding in screen(dataset, where="t.csv")]


def test_clean_table_has_no_finding():
    assert found() == []


@pytest.mark.parametrize("sign", [1, -1])
def test_number_that_gives_the_outcome_away_is_named_in_either_direction(sign):
    noise = np.random.default_rng(1).normal(size=ROWS) * 0.2
    assert found(repaid=sign * Y + noise) == [("ICM050", "t.csv, column 'repaid'")]


def test_category_that_gives_the_outcome_away_is_named():
    assert found(state=np.where(Y == 1, "closed", "open")) == [("ICM050", "t.csv, column 'state'")]


def test_pattern_of_missing_cells_that_gives_the_outcome_away_is_named():
    lost = np.where(Y == 1, np.random.default_rng(2).normal(size=ROWS), np.nan)
    where = "t.csv, column 'recovered'"
    assert found(recovered=lost) == [("ICM050", where), ("ICM120", where)]


def test_strong_but_honest_column_is_not_called_a_leak():
    assert found(risk=Y + np.random.default_rng(1).normal(size=ROWS)) == []


def test_all_different_text_is_an_identifier_and_not_a_leak():
    assert found(name=[f"n{i}" for i in range(ROWS)]) == [("ICM053", "t.csv, column 'name'")]


def test_fewer_than_twenty_rows_are_too_few_to_call_a_leak_or_an_identifier():
    y = np.array([0, 1] * 9)
    dataset = Dataset(pd.DataFrame({"x": np.arange(18.0) + 100 * y}), y, ())
    assert [finding.code for finding in screen(dataset)] == ["ICM054"]


def test_whole_numbers_that_are_all_different_are_an_identifier():
    assert found(row=np.random.default_rng(0).permutation(ROWS) + 1.0) == [("ICM053", "t.csv, column 'row'")]


def test_fractions_that_are_all_different_are_a_measure():
    assert found(share=np.random.default_rng(0).random(ROWS)) == []


def test_text_with_more_than_half_different_values_is_an_identifier():
    assert found(plate=[f"n{i // 3 * 2 + min(i % 3, 1)}" for i in range(ROWS)]) == [("ICM053", "t.csv, column 'plate'")]
    assert found(town=[f"n{i // 2}" for i in range(ROWS)]) == []


def test_constant_column_is_named_but_one_value_with_gaps_is_not():
    gaps = np.where(np.arange(ROWS) % 3 == 0, np.nan, 1.0)
    assert found(same=np.ones(ROWS), gaps=gaps) == [("ICM051", "t.csv, column 'same'")]


def test_column_without_any_value_is_named_whatever_its_type():
    empty = pd.array([None] * ROWS, dtype="str")
    assert found(number=np.full(ROWS, np.nan), text=empty) == [
        ("ICM052", "t.csv, column 'number'"),
        ("ICM052", "t.csv, column 'text'"),
    ]


def test_infinite_values_are_refused_with_their_count():
    values = np.random.default_rng(0).normal(size=ROWS)
    values[[3, 5]] = np.inf, -np.inf
    findings = screen(Dataset(pd.DataFrame({"x": values}), Y, ()))
    with pytest.raises(Refused, match="2 infinite values"):
        findings.refuse()


@pytest.mark.parametrize(
    ("y", "code"),
    [
        (np.zeros(ROWS), "ICM020"),
        (np.arange(ROWS) % 3, "ICM021"),
        (np.array(["a", "b", "c", "d"] * 50), "ICM021"),
        (np.where(np.arange(ROWS) == 7, np.nan, Y), "ICM027"),
    ],
    ids=["one class", "three numbers", "four texts", "a missing outcome"],
)
def test_outcome_that_cannot_be_learned_is_an_error(y, code):
    assert (code, "t.csv, outcome") in found(y)


@pytest.mark.parametrize(("events", "codes"), [(9, ["ICM054"]), (10, [])])
def test_fewer_than_ten_events_are_a_warning(events, codes):
    assert [code for code, _ in found((np.arange(ROWS) < events).astype(int))] == codes


def test_column_name_that_is_there_twice_does_not_stop_the_checks():
    frame = pd.DataFrame(np.ones((ROWS, 2)), columns=["x", "x"])
    assert [finding.code for finding in screen(Dataset(frame, Y, ()))] == ["ICM051"]


def test_everything_is_found_at_once():
    rows = np.arange(ROWS)
    codes = {code for code, _ in found(np.zeros(ROWS), same=np.ones(ROWS), row=rows, x=np.where(rows < 2, np.inf, 0.0))}
    assert codes == {"ICM020", "ICM027", "ICM051", "ICM053"}


def test_no_finding_shows_a_value_of_the_table():
    dataset = Dataset(pd.DataFrame({"name": [f"secret{i}" for i in range(ROWS)]}), Y, ())
    assert "secret" not in "".join(str(finding) for finding in screen(dataset))


def test_every_check_says_which_rules_it_applies():
    assert all(check.__doc__.startswith("ICM") for check in CHECKS)


@pytest.mark.parametrize(("split", "code"), [("out_of_time", "ICM020"), ("by_region", "ICM211")])
def test_training_rows_of_one_class_are_an_error_in_the_headline_and_a_warning_elsewhere(split, code):
    y = np.arange(60) % 2
    late = Fold("out_of_time", 0, 0, np.arange(40), np.arange(40, 60))
    one = Fold(split, 0, 0, np.arange(0, 40, 2), np.arange(40, 60))
    folds = (one,) if split == "out_of_time" else (late, one)
    (finding,) = check_training_classes(Dataset(pd.DataFrame({"x": np.arange(60.0)}), y, ()), folds)
    assert (finding.code, finding.found) == (code, "0 events in 20 training rows")
    assert not list(check_training_classes(Dataset(pd.DataFrame({"x": np.arange(60.0)}), y, ()), (late,)))


def test_numbers_that_cannot_be_squared_are_named_with_their_count():
    frame = pd.DataFrame({"x": [1e101, -1e200, 1e99, np.inf, np.nan] * 4})
    found = list(check_too_large(Dataset(frame, np.arange(20) % 2, ()), "t.csv"))
    assert [(each.code, each.where, each.found) for each in found] == [
        ("ICM006", "t.csv, column 'x'", "8 values beyond 1e+100")
    ]


def test_copies_and_unseen_categories_are_named_where_folds_are_known():
    drawn = np.random.default_rng(0)
    x, city = drawn.normal(size=200), np.array(["a", "b"] * 100, dtype=object)
    x[190:], city[199] = x[:10], "moon"
    frame = pd.DataFrame({"x": x, "city": pd.Series(city, dtype="str")})
    frame.loc[190:198, "city"] = frame.loc[0:8, "city"].to_numpy()
    data = Dataset(frame, drawn.integers(2, size=200), ())
    fold = Fold("out_of_time", 0, 0, np.arange(190), np.arange(190, 200))
    assert [finding.code for finding in screen(data, folds=(fold,))] == ["ICM122", "ICM060"]
    assert not list(screen(data))
