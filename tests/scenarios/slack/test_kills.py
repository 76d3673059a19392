"""Couriers are killed again and again while Slack breaks calls: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from ntg_bot.bootstrap import SystemClock
from ntg_bot.conversation import facts
from ntg_bot.services.ports import Delivery, DeliveryState
from tests.cli.running import ROOT, Shell
from tests.fakes.slack.sender import People
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import TEAM, Fault
from tests.fakes.world import World, world

FAULTS = ("429", "500", "503", "drop", "hang", "stored_drop", "stored_500", "stored_hang")
UNDER_WAY = {DeliveryState.NEW, DeliveryState.SENDING}
PATIENCE = 900.0
"""seconds after which a run that hangs is given up; nothing is measured by it"""


class Calls:
    """Wakes when so many more calls have come."""

    def __init__(self) -> None:
        self._count = 0
        self._wanted = 0
        self._come = asyncio.Event()

    def one(self) -> None:
        self._count += 1
        if self._count >= self._wanted:
            self._come.set()

    async def more(self, count: int) -> None:
        self._wanted = self._count + count
        self._come.clear()
        await self._come.wait()


class Couriers:
    """Processes that deliver, one after another."""

    def __init__(self, program: asyncio.subprocess.Process) -> None:
        self._program = program
        self._alive = 0

    async def start(self) -> None:
        """A new process."""
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(b"\n")
        await self._program.stdin.drain()
        self._alive = int(await self._program.stdout.readline())

    def kill(self) -> None:
        """As a power cut would."""
        if self._alive:
            os.kill(self._alive, signal.SIGKILL)
        self._alive = 0


@asynccontextmanager
async def couriers(folder: Path, stand_in: StandIn, lag: float) -> AsyncIterator[Couriers]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scenarios.slack.couriers",
        str(folder), stand_in.api_url, str(lag),
        cwd=ROOT,
        env=Shell(folder, folder).environment({"OPENBLAS_NUM_THREADS": "1"}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    made = Couriers(program)
    try:
        yield made
    finally:
        made.kill()
        program.kill()
        await program.wait()


async def fill(made: World, stand_in: StandIn, count: int) -> None:
    """`count` answers to be posted, each into a thread of its own."""
    people, slack = People(stand_in), stand_in.workspace
    channels = [slack.channel(f"c{number}").id for number in range(10)]
    officer = slack.person("olu")
    async with made.database.uow() as work:
        home = await work.workspaces.ensure("slack", TEAM, TEAM)
        for number in range(count):
            channel = channels[number % len(channels)]
            delivery = Delivery(
                f"k{number}", "slack", home.id, channel,
                facts.encode(facts.Reply("thanks")),
                thread=people.says(officer, channel, f"{number}").ts,
            )  # fmt: skip
            await work.outbox.add(delivery, SystemClock().now())
        await work.commit()


async def states(made: World, count: int) -> Counter[DeliveryState]:
    found = [await made.delivery(f"k{number}") for number in range(count)]
    return Counter(each.state for each in found if each is not None)


@pytest.mark.parametrize(
    ("messages", "kills", "lag"),
    [(100, 15, 0.5), pytest.param(1_000, 150, 2.0, marks=pytest.mark.soak)],
)
async def test_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, messages: int, kills: int, lag: float
) -> None:
    chance, calls = random.Random(messages), Calls()
    async with world(tmp_path) as made, StandIn().serving() as stand_in:
        slack = stand_in.workspace
        await fill(made, stand_in, messages)
        slack.history_lag = lag
        slack.on_call = calls.one
        slack.chance = lambda _: Fault(chance.choice(FAULTS)) if chance.random() < 0.1 else None
        async with couriers(tmp_path, stand_in, lag) as program, asyncio.timeout(PATIENCE):
            for _ in range(kills):
                await program.start()
                await calls.more(chance.randint(3, 12))
                await asyncio.sleep(chance.uniform(0.0, 0.02))  # anywhere in what follows a call
                program.kill()
            await program.start()
            while (await states(made, messages)).keys() & UNDER_WAY:
                with suppress(TimeoutError):  # the last answer needs no further call
                    await asyncio.wait_for(calls.more(1), 0.5)
            program.kill()
        said = Counter(
            message.metadata["event_payload"]["key"]
            for channel in slack.channels
            for message in slack.said(channel)
            if message.metadata
        )
    assert said == Counter({f"k{number}": 1 for number in range(messages)})
