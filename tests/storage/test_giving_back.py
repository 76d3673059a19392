"""A connection goes back to its pool whatever becomes of the task that had it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from ntg_bot.storage.sessions import Sessions


async def test_closing_waits_for_the_connection_of_a_task_that_was_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(make_url(f"sqlite+aiosqlite:///{tmp_path}/ntg.db"))
    is_open, may_close, closed = asyncio.Event(), asyncio.Event(), []
    plain = AsyncConnection.close

    async def slowly(self: AsyncConnection) -> None:
        await may_close.wait()
        await plain(self)
        closed.append(self)

    monkeypatch.setattr(AsyncConnection, "close", slowly)

    async def hold() -> None:
        async with sessions.reading():
            is_open.set()
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await is_open.wait()
    holding.cancel()
    await asyncio.sleep(0)
    holding.cancel()  # and again, while it is giving its connection back
    with pytest.raises(asyncio.CancelledError):
        await holding
    assert closed == []
    asyncio.get_running_loop().call_soon(may_close.set)
    await sessions.close()
    assert len(closed) == 1
