"""Identifiers that cannot belong to anyone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.identifiers import Holder, check_characters, identity_numbers
from tests.worlds.law_checks import identity_breaches


@pytest.mark.parametrize("number", ["680101198503140019", "683612200012319988", "681001196402291236"])
def test_check_characters_of_worked_examples(number):
    # ISO 7064 MOD 11-2 as in GB 11643; examples worked out by hand with a division that was never issued
    assert check_characters(np.array([[int(digit) for digit in number[:17]]]))[0] == number[17]


def test_identity_numbers_are_valid_unique_and_agree_with_the_profile(tables):
    profile = tables.parts["profile"].to_pandas()
    identity = tables.identity.to_pandas().set_index("subject_id").id_number
    numbers = identity.loc[profile.subject_id].reset_index(drop=True)
    breaches = identity_breaches(numbers, (profile.sex == "male").to_numpy(), profile.birth_date)
    assert breaches == dict.fromkeys(breaches, 0)


def test_a_changed_digit_and_a_repeated_number_are_caught(tables):
    profile = tables.parts["profile"].to_pandas().head(100)
    identity = tables.identity.to_pandas().set_index("subject_id").id_number
    numbers = identity.loc[profile.subject_id].reset_index(drop=True)
    numbers[0] = "11" + numbers[0][2:]
    numbers[1] = numbers[2]
    breaches = identity_breaches(numbers, (profile.sex == "male").to_numpy(), profile.birth_date)
    assert breaches["prefix 68"] == 1 and breaches["check character"] == 1 and breaches["unique"] == 1


def test_nobody_is_younger_than_eighteen_at_entry(population):
    careers = population.careers
    assert ((careers.start_day - careers.birth_day) >= 18 * 365.25 - 1).all()


def test_many_persons_born_on_one_day_get_different_numbers():
    same = np.zeros(90, dtype=np.int64)
    for chunk, county, block in ((0, "01", "0"), (98, "99", "0"), (99, "01", "2")):
        numbers = identity_numbers(np.random.default_rng(1), Holder(same, same, same, chunk))
        assert len(set(numbers)) == 90
        assert {number[4:6] for number in numbers} == {county}
        assert {number[14] for number in numbers} <= {block, str(int(block) + 1)}


def test_identifiers_stand_in_the_identity_table_only(tables):
    pattern = r"68\d{15}[\dX]|SIM\d{17}"
    for table in [*tables.parts.values(), *tables.truth.values(), tables.consent]:
        for name in table.column_names:
            if str(table.schema.field(name).type) == "string":
                assert not pd.Series(table.column(name).unique().to_pandas()).str.contains(pattern).any()
