"""One start of a run."""

from inscredit_models.studies.start import Start


def test_a_start_without_more_is_silent_and_limits_nothing(capsys):
    start = Start()
    start.tell("读表", "read the table")
    assert capsys.readouterr() == ("", "")
    assert not start.limits.are_set and not start.track
