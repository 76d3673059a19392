"""A program of its own that starts bots as processes, for a test that needs several at once.

Everything is imported once; each line on standard input makes a process by forking, and the
address where it listens is printed. Each is a whole bot but for search and classifiers, which stand
in for the real ones: it takes events in, works and posts, on one database file. When standard input
ends, all of them are told to stop, finish what they have in hand, and so does this program.

    python -m tests.scenarios.slack.bots FOLDER API-BASE-URL
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.cli.console import set_up_logging
from ntg_bot.conversation.courier import Courier
from ntg_bot.platforms.slack.platform import SlackPlatform
from ntg_bot.platforms.slack.settings import SlackSetup
from ntg_bot.server import create_app, listening
from tests.fakes.slack.workspace import BOT_TOKEN, SECRET
from tests.fakes.world import opened, replies

MANY = 10_000


async def serve(folder: Path, api_url: str, out: int) -> None:
    """A bot until SIGTERM; its address goes to `out`."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clock = SystemClock()
    async with opened(folder, clock, RandomIds()) as world:
        world.limits.of_a_person = world.limits.of_a_channel = MANY
        platform = SlackPlatform(
            setup=SlackSetup(
                BOT_TOKEN, signing_secret=SECRET, api_base_url=api_url, pace_seconds=0.0
            ),
            inbox=world.database.inbox,
            uow=world.database.uow,
            clock=clock,
            draw=world.presenter.present,
        )
        world.platforms["slack"] = platform
        courier = Courier(
            world.database.outbox, world.database.uow, world.presenter, {"slack": platform}, clock
        )
        async with asyncio.TaskGroup() as loops:
            loops.create_task(world.worker.run(stop))
            loops.create_task(courier.run(stop))
            app = create_app([platform], world.database.check)
            async with listening(app, "127.0.0.1", 0) as address:
                os.write(out, f"{address}\n".encode())
                await stop.wait()
        await platform.end()


def main() -> None:
    folder, api_url = sys.argv[1:]
    set_up_logging("error")  # to standard error: standard output carries addresses
    replies()
    alive = []
    for _ in sys.stdin:
        process = os.fork()
        if process == 0:
            code = 1
            try:
                asyncio.run(serve(Path(folder), api_url, sys.stdout.fileno()))
                code = 0
            finally:
                os._exit(code)
        alive.append(process)
    for process in alive:
        os.kill(process, signal.SIGTERM)
    codes = [os.waitpid(process, 0)[1] for process in alive]
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main()
