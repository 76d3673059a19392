"""One of two processes in which a moderator presses Accept; started by test_two_moderators.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier
from pathlib import Path

from ntg_bot.bootstrap.surroundings import RandomIds
from ntg_bot.conversation.events import ButtonPressed
from tests.fakes.clock import FrozenClock
from tests.fakes.world import MODERATORS, World, opened

PATIENCE_SECONDS = 120
"""for the other process, on a machine with much else to do"""

Press = tuple[str, str]
"""(inbox row, value of the Accept button)"""


def press_all(folder: str, url: str, user: str, presses: Sequence[Press], start: Barrier) -> None:
    """Presses each of them in the same instant as the other process."""
    asyncio.run(_press_all(Path(folder), url, user, presses, start))


async def _press_all(
    folder: Path, url: str, user: str, presses: Sequence[Press], start: Barrier
) -> None:
    async with opened(folder, FrozenClock(), RandomIds(), url=url) as bot:
        for row, value in presses:
            await asyncio.to_thread(start.wait, PATIENCE_SECONDS)
            await bot.conversation.handle(row, _pressed(bot, user, value))


def _pressed(bot: World, user: str, value: str) -> ButtonPressed:
    place = bot.place(user, MODERATORS)
    return ButtonPressed(place, "review.accept", value, "m", "", bot.clock.now())
