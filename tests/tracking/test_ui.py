import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.tracking.store import store_uri
from inscredit_models.tracking.ui import experiment_pages, serve

ROOT = Path(__file__).parents[2]
SERVE = "import sys; from inscredit_models.tracking.ui import serve; sys.exit(serve(sys.argv[1], int(sys.argv[2])))"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_missing_store_is_refused(tmp_path):
    with pytest.raises(Refused) as refusal:
        serve(store_uri(tmp_path))
    assert refusal.value.findings[0].code == "ICM001"


def test_taken_port_is_refused(written):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused) as refusal:
            serve(written[1], taken.getsockname()[1])
    assert refusal.value.findings[0].code == "ICM025"


def test_pages_name_the_experiments(written):
    address = f"http://127.0.0.1:5000/#/experiments/{written[2].experiment_id}/runs?workflowType=machine_learning"
    assert ("从业人员 practitioner conduct", address) in experiment_pages(written[1], 5000)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_served_page_answers_on_loopback_and_leaves_no_child(written, number):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", SERVE, written[1], str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    lines = iter(process.stdout.readline, "")
    assert any("Ctrl-C" in line for line in lines)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert children
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    process.stdout.close()
    time.sleep(0.2)
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.killpg(int(child), 0)
