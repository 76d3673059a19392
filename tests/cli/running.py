"""Real processes of the command line, each with a home of its own and none of your settings."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from click.testing import Result

from tests.cli.commands import LENGTH

PATIENCE = 120.0
"""seconds after which a process that hangs is ended; nothing is measured by it"""
COMMAND = (sys.executable, "-m", "ntg_bot")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def refused(self, code: int) -> str:
        """The sentence on standard error of a command that refused in plain words."""
        assert self.code == code, (self.code, self.out, self.err)
        assert "Traceback" not in self.err
        return self.err


Command = Callable[..., Result]
"""`ntg-bot ...` in the test's own process: where the command itself is not what is tried"""


class Commands:
    """The program of `tests.cli.commands` at work; it ends with this process, whatever ends it."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.commands", str(theirs.fileno())],
                cwd=ROOT,
                env=Shell(ROOT, ROOT).environment({"OPENBLAS_NUM_THREADS": "1"}),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._channel.settimeout(PATIENCE)
        atexit.register(self.end)

    def run(self, request: Mapping[str, object], descriptors: Sequence[int]) -> int:
        """The exit code of one command."""
        body = json.dumps(request).encode()
        socket.send_fds(self._channel, [LENGTH.pack(len(body))], descriptors)
        self._channel.sendall(body)
        try:
            answer = self._channel.recv(LENGTH.size)
        except TimeoutError:
            os.killpg(self._program.pid, signal.SIGKILL)
            raise
        return int(LENGTH.unpack(answer)[0])

    def end(self) -> None:
        self._channel.close()
        self._program.wait()


@cache
def commands() -> Commands:
    """One for each test process, started with its first command."""
    return Commands()


@dataclass(frozen=True)
class Shell:
    """Runs commands in `folder`, with the home `home`, on words alone."""

    folder: Path
    home: Path

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """This process's, without the bot's own settings and with these."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith("NTG_") and name not in ("PORT", "FORCE_COLOR")
        }
        ours = {
            "NTG_HOME": str(self.home),
            "NTG_SEMANTIC_MODEL": "off",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            "TERM": "dumb",
        }
        return {**clean, **ours, **more}

    def run(self, *arguments: str, said: str = "", **settings: str) -> Ended:
        """`ntg-bot arguments` as a process, with `said` typed in, to its end."""
        with TemporaryFile() as out, TemporaryFile() as err:
            asking, typing = os.pipe()
            with os.fdopen(typing, "wb") as pipe:
                pipe.write(said.encode())  # far less than a pipe holds
            try:
                code = commands().run(
                    {
                        "arguments": arguments,
                        "folder": str(self.folder),
                        "environment": self.environment(settings),
                    },
                    (asking, out.fileno(), err.fileno()),
                )
            finally:
                os.close(asking)
            told = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
        return Ended(code, *told)

    def run_anew(self, *arguments: str, said: str = "", **settings: str) -> Ended:
        """The same in a Python that has imported nothing yet, as a person starts it."""
        ended = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(settings),
            input=said,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    @contextmanager
    def started(self, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
        """`ntg-bot arguments` at work; ended on leaving, whatever happened."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        with process:
            guard = threading.Timer(PATIENCE, process.kill)
            guard.start()
            try:
                yield process
            finally:
                process.kill()
                guard.cancel()


def line_with(process: subprocess.Popen[str], words: str) -> str:
    """The first line on standard output that holds `words`; waits for it."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        if words in line:
            return line
        seen.append(line)
    assert process.stderr is not None
    raise AssertionError(f"ended without saying {words!r}: {seen} {process.stderr.read()}")
