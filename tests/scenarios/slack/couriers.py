"""A program of its own that starts couriers as processes, for a test that kills them.

Everything is imported once; each line on standard input makes a process by forking, and its id is
printed. So a courier starts in milliseconds, and one that is killed takes nothing with it.

    python -m tests.scenarios.slack.couriers FOLDER API-BASE-URL LAG
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.conversation.courier import Courier
from ntg_bot.platforms.slack.platform import SlackPlatform
from ntg_bot.platforms.slack.settings import SlackSetup
from tests.fakes.slack.workspace import BOT_TOKEN, SECRET
from tests.fakes.world import opened, replies


@dataclass(frozen=True)
class Pace:
    """Seconds, in about the proportion that they have by themselves."""

    lag: float
    """after which the history shows a message"""
    timeout: float = 0.4
    within: float = 0.8

    @property
    def lookup(self) -> float:
        return self.lag + 0.7

    @property
    def lease(self) -> float:
        return self.within + self.lookup


async def deliver(folder: Path, api_url: str, pace: Pace) -> None:
    """Empties the outbox for as long as this process lives."""
    clock = SystemClock()
    async with opened(folder, clock, RandomIds()) as world:
        platform = SlackPlatform(
            setup=SlackSetup(
                BOT_TOKEN,
                signing_secret=SECRET,
                api_base_url=api_url,
                timeout_seconds=pace.timeout,
                lookup_delay_seconds=pace.lookup,
                pace_seconds=0.0,
            ),
            inbox=world.database.inbox,
            uow=world.database.uow,
            clock=clock,
            draw=_draws_nothing,
        )
        courier = Courier(
            world.database.outbox,
            world.database.uow,
            world.presenter,
            {"slack": platform},
            clock,
            lease_seconds=pace.lease,
            within_seconds=pace.within,
        )
        await courier.run(asyncio.Event())


async def _draws_nothing(_: object) -> None:
    raise AssertionError("no form is opened here")


def main() -> None:
    folder, api_url, lag = sys.argv[1:]
    replies()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        process = os.fork()
        if process == 0:
            try:
                asyncio.run(deliver(Path(folder), api_url, Pace(float(lag))))
            except BaseException:
                traceback.print_exc()  # a courier never ends by itself
                raise
            finally:
                os._exit(1)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
