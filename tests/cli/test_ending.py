"""The end of a process: what is in hand is finished, and no end takes for ever."""

from __future__ import annotations

import asyncio

import pytest

from ntg_bot import bootstrap
from ntg_bot.conversation.courier import WITHIN_SECONDS
from ntg_bot.server import SHUTDOWN_SECONDS


async def test_what_does_not_end_by_itself_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "STOP_SECONDS", 0.01)
    stop, finished = asyncio.Event(), asyncio.Event()

    async def in_good_order() -> None:
        await stop.wait()
        finished.set()

    async def for_ever() -> None:
        await asyncio.Event().wait()

    loops = [asyncio.create_task(in_good_order()), asyncio.create_task(for_ever())]
    stop.set()
    await bootstrap._ended(loops, stop)
    assert finished.is_set()
    assert loops[1].cancelled()


async def test_a_loop_that_broke_is_told_at_the_end() -> None:
    stop = asyncio.Event()

    async def breaks() -> None:
        raise RuntimeError("half a bot answers nobody")

    loop = asyncio.create_task(breaks())
    stop.set()
    with pytest.raises(RuntimeError, match="half a bot"):
        await bootstrap._ended([loop], stop)


def test_a_delivery_under_way_ends_before_the_process_is_broken_off_and_all_within_25_s() -> None:
    assert WITHIN_SECONDS < bootstrap.STOP_SECONDS < 25
    assert SHUTDOWN_SECONDS < bootstrap.STOP_SECONDS
