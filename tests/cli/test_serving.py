"""`serve` and `chat` as processes: they start, say where they are, answer, and end when told."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request

import pytest

from tests.cli.running import Shell, line_with

FAILED, WRONG_SETTING, INTERRUPTED = 1, 78, 130
ENDING = 30.0
"""seconds that an orderly end may take on a machine shared with others"""


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=ENDING) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def ended(process: subprocess.Popen[str], by: signal.Signals) -> tuple[int, str]:
    """Exit code and standard error after the signal."""
    process.send_signal(by)
    _, said = process.communicate(timeout=ENDING)
    return process.returncode, said


def test_the_bot_starts_says_where_it_is_and_ends_when_told(filled: Shell) -> None:
    with filled.started("serve", PORT="0") as process:
        line = line_with(process, "http://")
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address, line
        assert fetched(f"{address[0]}live") == (200, json.dumps({"live": True}))
        assert fetched(f"{address[0]}ready") == (200, json.dumps({"ready": True}))
        status, page = fetched(address[0])
        assert status == 200 and "<title>" in page
        code, said = ended(process, signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in said
    assert not (filled.home / "ntg.db-wal").exists()  # everything is in the one file


def test_without_a_workspace_it_answers_whether_it_is_well_and_nothing_else(
    filled: Shell,
) -> None:
    options = ("serve", "--role", "web", "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    with filled.started(*options, NTG_LOCAL__ENABLED="false") as process:
        port = re.search(r":(\d+)/", line_with(process, "http://"))
        assert port
        address = f"http://127.0.0.1:{port[1]}/"
        assert fetched(f"{address}ready")[0] == 200
        assert fetched(address)[0] == 404
        assert ended(process, signal.SIGINT)[0] == 0  # Ctrl-C is as good an end


def test_a_worker_listens_on_nothing_and_ends_when_told(filled: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with filled.started("serve", "--role", "worker", PORT=port) as process:
            line_with(process, "The worker is at work")
            assert ended(process, signal.SIGTERM)[0] == 0


def test_a_port_in_use_is_told_with_what_to_do(filled: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = filled.run("serve", PORT=str(port))
    said = refused.refused(WRONG_SETTING).splitlines()[-1]
    assert said.startswith(f"ntg-bot: NTG_PORT: port {port} is in use by another program.")


@pytest.mark.parametrize("host", ["0.0.0.0", "example.org"])  # noqa: S104
def test_the_workspace_leaves_this_machine_for_nobody(shell: Shell, host: str) -> None:
    said = shell.run("serve", NTG_HOST=host).refused(WRONG_SETTING)
    assert said.startswith("ntg-bot: NTG_HOST: the local workspace ")
    assert host in said
    assert not shell.home.exists()  # refused before anything is made


def test_a_port_that_no_machine_has_is_a_command_not_understood(shell: Shell) -> None:
    assert "'--port'" in shell.run("serve", "--port", "99999").refused(2)


def test_a_chat_through_a_pipe_is_answered_and_ends_with_its_input(filled: Shell) -> None:
    told = filled.run("chat", said="what works for persistent absence?\n")
    assert (told.code, told.err) == (0, "")
    assert "Evidence: " in told.out
    assert "Beware: " in told.out
    assert re.search(r"^\[1\] How it works: ", told.out, re.MULTILINE)


def test_a_chat_that_is_interrupted_says_so_by_its_code(filled: Shell) -> None:
    with filled.started("chat") as process:
        line_with(process, "Ask what works")
        code, said = ended(process, signal.SIGINT)
    assert code == INTERRUPTED
    assert "Traceback" not in said
