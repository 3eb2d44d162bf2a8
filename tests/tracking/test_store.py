from pathlib import Path

from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import database_of, experiment_id, open_client, store_uri
from tests.tracking.small_run import EXPERIMENT, MODELS


def test_local_address_names_a_file_in_the_folder(tmp_path):
    assert database_of(store_uri(tmp_path)) == tmp_path / "mlflow.db"


def test_server_has_no_file():
    assert database_of("http://127.0.0.1:5000") is None


def test_artifacts_lie_beside_the_database(written):
    _, uri, result = written
    with quiet_and_bounded():
        location = open_client(uri).get_experiment(result.experiment_id).artifact_location
    assert location == (database_of(uri).parent / "mlflow_artifacts").as_uri()


def test_models_lie_beside_the_database_and_nowhere_else(written):
    _, uri, _ = written
    stored = {path.parents[1].name for path in database_of(uri).parent.rglob("MLmodel")}
    assert len(stored) == len(MODELS) and all(name.startswith("m-") for name in stored)
    assert not Path("mlruns").exists()


def test_experiment_is_made_once(written):
    _, uri, result = written
    with quiet_and_bounded():
        assert experiment_id(open_client(uri), EXPERIMENT, uri) == result.experiment_id
