from inscredit_models.findings import Finding, Refused
from inscredit_models.run.cause import describe_cause, mask_values


def raised(error):
    try:
        raise error
    except Exception as caught:
        return caught


def test_values_are_taken_out_of_the_message():
    text = describe_cause(raised(ValueError("cannot use 110101199003071234 of '李四' or \"x\" or 王五, -3.5e7")))
    assert text.startswith("ValueError: cannot use …")
    assert not any(value in text for value in ("1101", "李四", "王五", "3.5", '"x"'))


def test_place_in_the_code_is_named_without_a_machine_path():
    assert describe_cause(raised(ValueError("x"))).endswith("(in test_cause.py, raised)")


def test_own_refusal_keeps_its_findings():
    text = describe_cause(Refused([Finding("ICM027", "w", "3 non-finite values", "finite values", "clean")]))
    assert "ICM027" in text and "3 non-finite values" in text


def test_long_message_is_cut_to_one_line():
    text = mask_values("a\nb")
    assert describe_cause(ValueError("word " * 200)).count("word") < 60
    assert "\n" not in describe_cause(ValueError("a\nb")) and text


def test_names_with_digits_stay_readable():
    assert mask_values("column age_2 in float64") == "column age_2 in float64"
