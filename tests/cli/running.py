"""Real processes of the command line, each with a home of its own and none of your settings."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

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
        """`ntg-bot arguments`, with `said` typed in, to its end."""
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
