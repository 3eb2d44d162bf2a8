"""One written study for all tests of tracking: making a database takes seconds."""

import pytest

from inscredit_models.tracking.store import store_uri
from inscredit_models.tracking.writer import write
from tests.tracking.small_run import EXPERIMENT, small_run


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Give the run, the address of its store and the result of writing it."""
    folder = tmp_path_factory.mktemp("tracking")
    run = small_run(folder / "models")
    uri = store_uri(folder)
    return run, uri, write(run, experiment=EXPERIMENT, uri=uri)
