"""One transaction: all or nothing, and reading apart from writing."""

from __future__ import annotations

import asyncio

import pytest

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.database import Database
from tests.storage.world import a_gap, an_event


async def test_leaving_without_commit_rolls_back(database: Database) -> None:
    async with database.uow() as work:
        await work.gaps.add(a_gap("g1"))
    async with database.uow(read_only=True) as work:
        assert await work.gaps.get("g1") is None


async def test_an_error_inside_rolls_back_and_the_next_unit_of_work_goes_on(
    database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.uow() as work:
            await work.gaps.add(a_gap("g1"))
            raise ZeroDivisionError
    async with database.uow() as work:
        assert await work.gaps.get("g1") is None
        await work.gaps.add(a_gap("g1"))
        await work.commit()


async def test_a_cancelled_unit_of_work_lets_the_next_one_write(database: Database) -> None:
    is_inside = asyncio.Event()

    async def write_for_ever() -> None:
        async with database.uow() as work:
            await work.gaps.add(a_gap("g1"))
            is_inside.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write_for_ever())
    await is_inside.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with database.uow() as work:
        assert await work.gaps.get("g1") is None
        await work.gaps.add(a_gap("g1"))
        await work.commit()


async def test_nothing_more_can_be_done_after_the_commit(database: Database) -> None:
    async with database.uow() as work:
        await work.gaps.add(a_gap("g1"))
        await work.commit()
        with pytest.raises(StorageError, match="over"):
            await work.gaps.add(a_gap("g2"))
        with pytest.raises(StorageError, match="already"):
            await work.commit()


async def test_a_reading_unit_of_work_cannot_write(database: Database) -> None:
    async with database.uow(read_only=True) as work:
        with pytest.raises(StorageError, match="cannot be written"):
            await work.gaps.add(a_gap("g1"))


async def test_a_reader_neither_waits_for_a_writer_nor_sees_what_is_not_committed(
    database: Database,
) -> None:
    async with database.uow() as writing:
        await writing.gaps.add(a_gap("g1"))
        async with database.uow(read_only=True) as reading:
            assert await reading.gaps.get("g1") is None
        await writing.commit()
    async with database.uow(read_only=True) as reading:
        assert await reading.gaps.get("g1") is not None


async def test_read_then_write_in_many_tasks_loses_nothing(database: Database) -> None:
    async with database.uow() as work:
        await work.gaps.add(a_gap("g1", count=0))
        await work.commit()

    async def count_up() -> None:
        async with database.uow() as work:
            gap = await work.gaps.get("g1")
            assert gap is not None
            await work.gaps.save(a_gap("g1", count=gap.count + 1))
            await work.commit()

    await asyncio.gather(*(count_up() for _ in range(60)))
    async with database.uow(read_only=True) as work:
        assert await work.gaps.get("g1") == a_gap("g1", count=60)


async def test_a_database_that_is_well_says_nothing(database: Database) -> None:
    await database.inbox.put(an_event("e1"))
    await database.check()
    await database.compact()
    await database.check()
