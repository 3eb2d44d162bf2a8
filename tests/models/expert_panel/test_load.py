"""The door of a panel is strict: everything wrong is named at once, and no name of a person is repeated."""

import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.expert_panel.load import load_panel

from .panels import CONSISTENT, HEAD, budget, build_panel, pairs, write_panel


def refused_codes(path):
    with pytest.raises(Refused) as refused:
        load_panel(path)
    return [finding.code for finding in refused.value.findings], str(refused.value)


def test_files_and_python_give_the_same_panel(tmp_path):
    rows = [*pairs("e1", ("1/2", "4", "8")), *pairs("e2", CONSISTENT)]
    assert load_panel(write_panel(tmp_path, rows)) == build_panel(rows)


def test_a_name_is_refused_and_not_repeated(tmp_path):
    rows = [*pairs("Zhang San", CONSISTENT), *pairs("Li Si", CONSISTENT)]
    codes, text = refused_codes(write_panel(tmp_path, rows))
    assert codes == ["ICM029"] * 6
    assert "Zhang" not in text


def test_unknown_groups_and_items_are_named_with_near_ones(tmp_path):
    rows = [*pairs("e1", CONSISTENT), "e1,1,condukt,budget,serious,,100", "e1,1,conduct,pairwise,seriuos,minor,2"]
    codes, text = refused_codes(write_panel(tmp_path, rows))
    assert codes == ["ICM008", "ICM008"]
    assert "did you mean 'conduct'" in text
    assert "did you mean 'serious'" in text


def test_faults_of_several_experts_are_found_together(tmp_path):
    rows = [
        *pairs("e1", ("2", "", "")),  # tenure is not connected
        *pairs("e2", CONSISTENT),
        "e2,1,conduct,pairwise,minor,serious,3",  # judged twice
        *budget("e3", (50, 30, 10)),  # 90 of 100
        *pairs("e4", CONSISTENT),
        "e4,1,conduct,budget,serious,,100",  # two methods
        "e5,1,conduct,pairwise,serious,serious,2",
        "e6,1,conduct,budget,serious,minor,100",
        "e7,1,conduct,best,serious,minor,2",  # no worst
    ]
    codes, _ = refused_codes(write_panel(tmp_path, rows))
    assert codes == ["ICM111", "ICM024", "ICM006", "ICM006", "ICM006", "ICM006", "ICM006"]


def test_no_points_and_a_geometric_mean_do_not_go_together(tmp_path):
    rows = budget("e1", (60, 40, 0))
    codes, _ = refused_codes(write_panel(tmp_path, rows))
    assert codes == ["ICM006"]
    assert load_panel(write_panel(tmp_path, rows, joining="weights_arithmetic")).experts == ("e1",)


def test_joined_judgements_are_pairwise(tmp_path):
    codes, _ = refused_codes(write_panel(tmp_path, budget("e1", (50, 30, 20)), joining="judgements"))
    assert codes == ["ICM006"]


def test_best_and_worst_have_one_ratio(tmp_path):
    rows = ["e1,1,conduct,best,serious,minor,2", "e1,1,conduct,best,serious,tenure,4"]
    rows += ["e1,1,conduct,worst,minor,tenure,2", "e1,1,conduct,worst,serious,tenure,5"]
    assert refused_codes(write_panel(tmp_path, rows))[0] == ["ICM110"]


def test_a_head_with_doubled_groups_and_unknown_keys_is_refused(tmp_path):
    head = HEAD.format(joining="weights_geometric") + '\n[[group]]\ncode = "conduct"\nitems = ["a", "a"]\n'
    assert set(refused_codes(write_panel(tmp_path, [], head=head))[0]) == {"ICM024"}
    codes, text = refused_codes(write_panel(tmp_path, [], head="kode = 1\n" + head))
    assert "ICM003" in codes
    assert "did you mean 'code'" in text
