"""Hypotheses: numbers that nobody else has, versions, history."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.hypotheses import HypothesisState, Moved, Threshold
from ntg_bot.storage.database import Database
from tests.storage.world import a_hypothesis, at


async def test_numbers_are_given_once(database: Database) -> None:
    async def take() -> int:
        async with database.uow() as work:
            number = await work.hypotheses.next_number()
            await work.commit()
            return number

    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [1, 2, 3, 4, 5]


async def test_a_hypothesis_is_read_back_listed_and_moved_on_once(database: Database) -> None:
    first = a_hypothesis("h1", 1)
    second = a_hypothesis("h2", 2, line="schools", threshold=Threshold(3, 2), revised_from=1)
    moved = first.move(HypothesisState.TESTING, at(5))
    async with database.uow() as work:
        for each in (second, first):
            await work.hypotheses.add(each)
        assert await work.hypotheses.get("h2") == second
        assert await work.hypotheses.numbered(1) == first
        assert await work.hypotheses.numbered(9) is None
        assert await work.hypotheses.all() == [first, second]
        assert await work.hypotheses.all("schools") == [second]
        await work.hypotheses.save(moved)
        with pytest.raises(WrongState) as told:
            await work.hypotheses.save(first.move(HypothesisState.DROPPED, at(6)))
        assert told.value.values == {"number": "1", "state": "testing"}
        with pytest.raises(NotFound):
            await work.hypotheses.save(replace(moved, id="gone"))


async def test_steps_are_kept_and_who_took_them_is_forgotten(
    database: Database, workspace_id: str, member_id: str
) -> None:
    written = Moved("s1", "h1", None, HypothesisState.DRAFT, "", at(0), member_id)
    tested = replace(
        written,
        id="s2",
        before=HypothesisState.DRAFT,
        after=HypothesisState.TESTING,
        reason="Two councils asked for it",
        at=at(1),
    )
    named = replace(tested, id="s3", reason="Anna Example said so", at=at(2))
    async with database.uow() as work:
        await work.hypotheses.add(a_hypothesis("h1", 1))
        for step in (tested, written, named):
            await work.hypotheses.record(step)
        held = await work.members.export(workspace_id, member_id)
        assert isinstance(held["hypothesis_move"], list) and len(held["hypothesis_move"]) == 3
        await work.members.forget(workspace_id, member_id)
        await work.commit()
    async with database.uow(read_only=True) as work:
        history = await work.hypotheses.history("h1")
    assert [(each.by, each.reason) for each in history] == [
        ("", ""),
        ("", "Two councils asked for it"),
        ("", ""),
    ]
