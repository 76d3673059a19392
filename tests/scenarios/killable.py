"""A program of its own that starts bots as processes, for tests that kill them.

Everything is imported once; each line on standard input is an `Order` as JSON and makes a process
by forking, whose id and address (where it listens) are printed. So a bot starts in a moment, and
one that is killed takes nothing with it. Search and classifiers stand in for the real ones.

    python -m tests.scenarios.killable
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.cli.console import set_up_logging
from ntg_bot.conversation.courier import Courier
from ntg_bot.conversation.digesting import DigestSender
from ntg_bot.conversation.worker import Worker
from ntg_bot.platforms.slack.platform import SlackPlatform
from ntg_bot.platforms.slack.settings import SlackSetup
from ntg_bot.server import create_app, listening
from tests.fakes.slack.workspace import BOT_TOKEN, SECRET
from tests.fakes.world import World, opened, replies

MANY = 1_000_000
LOOK_UP = 0.5
"""seconds until a message that may have been posted is looked for"""
WITHIN = 0.6
LEASE = WITHIN + LOOK_UP
TICK = 0.05


@dataclass(frozen=True)
class Order:
    """What a process does. `shift` are the seconds that its clock is ahead of the real one."""

    url: str
    api_url: str
    listens: bool = False
    answers: bool = False
    sends_digests: bool = False
    shift: float = 0.0
    lease: float = LEASE
    within: float = WITHIN

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


class ShiftedClock:
    """The machine's clock, somewhere else in time."""

    def __init__(self, seconds: float) -> None:
        self._shift = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return SystemClock().now() + self._shift


async def work(order: Order, out: int) -> None:
    """Does as ordered until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clock = ShiftedClock(order.shift)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(
            opened(Path(), clock, RandomIds(), url=order.url)  # type: ignore[arg-type]
        )
        world.limits.of_a_person = world.limits.of_a_channel = MANY
        platform = SlackPlatform(
            setup=SlackSetup(
                BOT_TOKEN,
                signing_secret=SECRET,
                api_base_url=order.api_url,
                timeout_seconds=order.within,
                lookup_delay_seconds=LOOK_UP,
                pace_seconds=0.0,
            ),
            inbox=world.database.inbox,
            uow=world.database.uow,
            clock=SystemClock(),  # Slack's own time, by which it is asked for messages
            draw=world.presenter.present,
        )
        world.platforms["slack"] = platform
        stack.push_async_callback(platform.end)
        loops = await stack.enter_async_context(asyncio.TaskGroup())
        for loop in _loops(order, world, platform, clock, stop):
            loops.create_task(loop)
        address = ""
        if order.listens:
            app = create_app([platform], world.database.check)
            address = await stack.enter_async_context(listening(app, "127.0.0.1", 0))
        os.write(out, f"{os.getpid()} {address}\n".encode())
        await stop.wait()


def _loops(
    order: Order, world: World, platform: SlackPlatform, clock: ShiftedClock, stop: asyncio.Event
) -> list[object]:
    courier = Courier(
        world.database.outbox,
        world.database.uow,
        world.presenter,
        {"slack": platform},
        clock,
        lease_seconds=order.lease,
        within_seconds=order.within,
    )
    loops: list[object] = []
    if order.answers:
        worker = Worker(
            world.database.inbox, world.conversation, clock, RandomIds(), lease_seconds=order.lease
        )
        loops.append(worker.run(stop))
    if order.sends_digests:
        loops.append(_tick(world.sender, stop))
    if order.answers or order.sends_digests:
        loops.append(courier.run(stop))
    return loops


async def _tick(sender: DigestSender, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await sender.tick()
        await asyncio.sleep(TICK)  # as the clock of a bot would, more often


def main() -> None:
    set_up_logging("critical")
    replies()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    out = sys.stdout.fileno()
    for line in sys.stdin:
        order = Order(**json.loads(line))
        if os.fork() == 0:
            code = 1
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                asyncio.run(work(order, out))
                code = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(code)


if __name__ == "__main__":
    main()
