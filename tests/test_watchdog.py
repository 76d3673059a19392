"""A test process that is killed leaves no PostgreSQL server behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

PATIENCE = 120.0
PROGRAM = """
import sys
from urllib.parse import parse_qs, urlsplit
from tests.postgresql import server
with server() as url:
    print(parse_qs(urlsplit(url).query)["host"][0], flush=True)
    sys.stdin.read()
"""


def test_a_killed_test_process_takes_its_server_along() -> None:
    if postgresql.GIVEN:
        pytest.skip("the server is somebody else's")
    with (
        socket.socket(socket.AF_UNIX) as line,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        line.connect(str(folder / ".s.PGSQL.5432"))
        process.kill()
        # The watchdog holds the same standard output: it reads as ended when the watchdog is gone.
        process.communicate(timeout=PATIENCE)
        assert not folder.exists()
        line.settimeout(
            PATIENCE / 4
        )  # half as long as a server waits for somebody who says nothing
        assert line.recv(1) == b"", "the server is gone and has hung up"
