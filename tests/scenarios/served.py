"""The real program as a process: `ntg-bot serve` on a free port, and how to end it."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

READY = re.compile(r"Open (http://\S+) in your browser")
START_SECONDS = 120.0


class Served:
    """One `serve` process over one NTG_HOME. On words alone, so that a start needs no model; but
    for pictures as people have it, with the model that is installed.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.process, self.url = self._start()

    def _start(self) -> tuple[subprocess.Popen[str], str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("NTG_")
        }
        environment |= {
            "NTG_HOME": str(self._home),
            "NTG_SEMANTIC_MODEL": "" if "NTG_TEST_PICTURES" in os.environ else "off",
            "NTG_SAFEGUARDING__ROUTE": "call the duty team on 01234 567890.",
            # Tests ask more at once than a person would.
            "NTG_PACE__OF_A_PERSON": "1000",
            "NTG_PACE__OF_A_CHANNEL": "1000",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ntg_bot", "serve", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            for line in process.stdout or ():
                lines.put(line)
            lines.put("")

        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()
        while line := lines.get(timeout=START_SECONDS):
            found = READY.search(line)
            if found:
                return process, found[1]
        self._close(process)
        raise AssertionError(f"serve ended with {process.returncode} before it was ready")

    def _close(self, process: subprocess.Popen[str]) -> int:
        """Waits for the end, and for the reader of its words."""
        code = process.wait(timeout=30)
        self._reader.join()
        if process.stdout is not None:
            process.stdout.close()
        return code

    def kill(self) -> None:
        """As a power cut would: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self._close(self.process)

    def start_again(self) -> None:
        """The same home, a new process and port."""
        self.process, self.url = self._start()

    def stop(self) -> int:
        """SIGTERM, as a supervisor would; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._close(self.process)
