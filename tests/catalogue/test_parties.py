"""Who takes part is said once: the words of the command line are those of the declarations."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

from inscredit_models.catalogue import parties
from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.identity import Kind
from inscredit_models.records.rights import queries


def test_the_words_are_those_of_the_declarations() -> None:
    assert {item.subject for item in load_catalogue().record_types} == set(get_args(parties.Subject))
    assert queries.Reader is parties.Reader and Kind is parties.Named


def test_reading_the_words_loads_nothing_else() -> None:
    code = "import sys; from inscredit_models.catalogue import parties; print('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
