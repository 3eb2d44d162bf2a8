"""What a model may know of a column."""

from inscredit_models.models.features import Feature


def test_label_falls_back_to_the_code() -> None:
    named = Feature("tenure_days", zh="执业天数", en="Days in practice")
    assert (named.label("zh"), named.label("en")) == ("执业天数", "Days in practice")
    assert Feature("x").label("zh") == Feature("x").label("en") == "x"
