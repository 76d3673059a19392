"""What one answer costs a worker, from the claimed row to the marked delivery.

Run by hand: `python -m benchmarks.answers`. A whole bot over a SQLite file, questions from twenty
workspaces, and a chat that takes everything at once. Processor time leaves other programs out, so
the last line says what a worker with a core of its own would do. Prints, and asserts nothing.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.slack import QUESTIONS
from benchmarks.week import NullPlatform
from ntg_bot.bootstrap import Application, build
from ntg_bot.cli.console import set_up_logging
from ntg_bot.conversation.events import MessagePosted, Place, encode
from ntg_bot.services.ports import Envelope
from ntg_bot.settings import Settings

WARM_UP, QUESTIONS_ASKED, WORKSPACES = 20, 200, 20


async def ask(bot: Application, first: int, count: int) -> None:
    puts = []
    for number in range(first, first + count):
        workspace = f"T{number % WORKSPACES}"
        place = Place("null", workspace, f"C{number % 50}", "", f"U{number}", "Some", False)
        text = QUESTIONS[number % len(QUESTIONS)]
        kind, payload = encode(MessagePosted(place, f"{number}", text, True, bot.clock.now()))
        puts.append(
            bot.database.inbox.put(Envelope("null", f"e{number}", workspace, kind, payload))
        )
    await asyncio.gather(*puts)


async def spent(step: Callable[[], Awaitable[int]]) -> tuple[float, float]:
    """Seconds by the wall and of the processor until nothing is left to do."""
    wall, cpu = time.perf_counter(), time.process_time()
    while await step():
        pass
    return time.perf_counter() - wall, time.process_time() - cpu


async def main() -> None:
    set_up_logging("error")
    with tempfile.TemporaryDirectory() as folder:
        async with build(Settings(home=Path(folder), semantic_model="off")) as bot:
            bot.platforms["null"] = NullPlatform()
            total = 0.0
            for first, count in ((0, WARM_UP), (WARM_UP, QUESTIONS_ASKED)):
                await ask(bot, first, count)
                parts = {
                    "answered": await spent(bot.joined.worker.step),
                    "drawn, posted and marked": await spent(bot.joined.courier.step),
                }
            for name, (wall, cpu) in parts.items():
                total += cpu
                each = [1e3 * seconds / count for seconds in (cpu, wall)]
                print(f"{name}: {each[0]:.1f} CPU ms each, {each[1]:.1f} ms by the wall")
    print(f"a worker with a core of its own: {count / total:.0f} answers a second")


if __name__ == "__main__":
    asyncio.run(main())
