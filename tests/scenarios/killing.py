"""Starts and kills the processes of `tests.scenarios.killable`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.cli.running import ROOT, Shell
from tests.scenarios.killable import Order

PATIENCE = 1_800.0
"""seconds after which a run that hangs is given up; nothing is measured by it"""


class Calls:
    """Wakes when so many more calls have come."""

    def __init__(self) -> None:
        self._count = self._wanted = 0
        self._come = asyncio.Event()

    def one(self) -> None:
        self._count += 1
        if self._count >= self._wanted:
            self._come.set()

    async def more(self, count: int, seconds: float) -> None:
        """Returns after `count` more calls, or after `seconds` where no more come."""
        self._wanted = self._count + count
        self._come.clear()
        await asyncio.wait([asyncio.ensure_future(self._come.wait())], timeout=seconds)


class Process:
    """One bot."""

    def __init__(self, id: int, address: str) -> None:
        self._id = id
        self.address = address.rstrip("/")

    def kill(self) -> None:
        """As a power cut would."""
        os.kill(self._id, signal.SIGKILL)

    def tell_to_stop(self) -> None:
        os.kill(self._id, signal.SIGTERM)

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self._id, 0)
        except ProcessLookupError:
            return False
        return True

    async def ended(self) -> None:
        """Returns once it is gone; it is no child of ours, so there is nothing to wait for."""
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        try:
            watched = os.pidfd_open(self._id)
        except ProcessLookupError:
            return
        loop.add_reader(watched, gone.set)
        await gone.wait()
        loop.remove_reader(watched)
        os.close(watched)


class Program:
    def __init__(self, program: asyncio.subprocess.Process) -> None:
        self._program = program
        self._started: list[Process] = []

    async def start(self, order: Order) -> Process:
        """A new process, which has opened the database and listens where it was told to."""
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(order.line())
        await self._program.stdin.drain()
        id, _, address = (await self._program.stdout.readline()).decode().strip().partition(" ")
        self._started.append(Process(int(id), address))
        return self._started[-1]

    def kill_all(self) -> None:
        for process in self._started:
            if process.is_alive:
                process.kill()


@asynccontextmanager
async def killable(folder: Path) -> AsyncIterator[Program]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scenarios.killable",
        cwd=ROOT,
        env=Shell(folder, folder).environment({"OPENBLAS_NUM_THREADS": "1"}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    made = Program(program)
    try:
        async with asyncio.timeout(PATIENCE):
            yield made
    finally:
        made.kill_all()
        program.kill()
        await program.wait()
