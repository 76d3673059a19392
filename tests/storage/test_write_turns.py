"""Whose turn it is to write."""

from __future__ import annotations

import asyncio

import pytest

from ntg_bot.storage.write_turns import WriteTurns


class Line:
    """People who want a turn, in the order in which they got one."""

    def __init__(self) -> None:
        self.turns = WriteTurns()
        self.served: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def joined(self, *names: str) -> None:
        """Each wants a turn, one after the other; a name in capitals is urgent."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._turn(name))
            await asyncio.sleep(0)

    async def _turn(self, name: str) -> None:
        await self.turns.acquire(urgent=name.isupper())
        self.served.append(name)
        await asyncio.sleep(0)
        self.turns.release()

    async def ended(self) -> str:
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        await self.turns.acquire()  # nothing holds it any more
        return "".join(self.served)


async def test_the_urgent_go_first_but_never_twice_while_another_waits() -> None:
    line = Line()
    await line.turns.acquire()
    await line.joined("a", "b", "X", "Y", "c", "Z")
    line.turns.release()
    assert await line.ended() == "XaYbZc"


async def test_of_one_kind_the_first_to_come_is_the_first_served() -> None:
    line = Line()
    await line.turns.acquire(urgent=True)
    await line.joined("a", "b", "c")
    line.turns.release()
    assert await line.ended() == "abc"


@pytest.mark.parametrize("is_handed_over", [False, True])
async def test_who_leaves_the_line_does_not_hold_it_up(is_handed_over: bool) -> None:
    line = Line()
    await line.turns.acquire()
    await line.joined("X", "a")
    if is_handed_over:
        line.turns.release()
        line.tasks["X"].cancel()
    else:
        line.tasks["X"].cancel()
        await asyncio.sleep(0)
        line.turns.release()
    assert await line.ended() == "a"


async def test_time_out_gives_the_place_up() -> None:
    line = Line()
    await line.turns.acquire()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await line.turns.acquire(urgent=True)
    line.turns.release()
    assert await line.ended() == ""
