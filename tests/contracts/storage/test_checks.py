"""Reality checks: one current check a council and subject, whatever the workspace."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ntg_bot.domain.checks import Ended, Subject, WordsState
from ntg_bot.domain.errors import NotFound, StorageError
from ntg_bot.storage.database import Database
from tests.storage.world import a_check, at

LEEDS, YORK = "E08000035", "E06000014"


async def test_a_check_is_read_back_and_is_history_once_it_ended(
    database: Database, workspace_id: str
) -> None:
    check = a_check("c1", workspace_id, adapted="mornings", words=WordsState.WAITING)
    other = a_check("c2", workspace_id, authority=YORK, given_at=at(5))
    async with database.uow() as work:
        await work.checks.add(check)
        await work.checks.add(other)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.checks.get(workspace_id, "c1") == check
        assert await work.checks.get("another", "c1") is None
        found = await work.checks.current(Subject.PRACTICE, ["walking-bus", "club"])
        assert list(found) == [other, check]
        assert await work.checks.current(Subject.HYPOTHESIS, ["walking-bus"]) == []
        assert await work.checks.current(Subject.PRACTICE, []) == []
        assert await work.checks.of_council(YORK) == [other]
    ended = check.end(Ended.WITHDRAWN, at(9))
    async with database.uow() as work:
        await work.checks.save(ended)
        assert await work.checks.current_of(Subject.PRACTICE, "walking-bus", LEEDS) is None
        assert await work.checks.all() == [other]
        assert await work.checks.all(with_history=True) == [ended, other]
        with pytest.raises(NotFound):
            await work.checks.save(replace(ended, workspace_id="another"))


async def test_the_database_itself_refuses_a_second_current_check(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        away = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        await work.checks.add(a_check("c1", workspace_id, ended_at=at(1), ended_as=Ended.REVISED))
        await work.checks.add(a_check("c2", workspace_id))
        with pytest.raises(StorageError):
            await work.checks.add(a_check("c3", away.id))


async def test_of_a_council_that_answers_twice_at_once_the_last_answer_stands(
    database: Database, workspace_id: str
) -> None:
    async def give(id: str) -> None:
        async with database.uow() as work:
            await work.checks.take_turn()
            before = await work.checks.current_of(Subject.PRACTICE, "walking-bus", LEEDS)
            if before is not None:
                await work.checks.save(before.end(Ended.REVISED, at(1)))
            await work.checks.add(a_check(id, workspace_id))
            await work.commit()

    await asyncio.gather(*(give(f"c{number}") for number in range(6)))
    async with database.uow(read_only=True) as work:
        everything = await work.checks.all(with_history=True)
    assert len(everything) == 6
    assert sum(check.is_current for check in everything) == 1


async def test_who_is_forgotten_leaves_the_councils_answer_and_no_words_unread(
    database: Database, workspace_id: str, member_id: str
) -> None:
    mine = {"member_id": member_id, "wants_contact": True}
    async with database.uow() as work:
        for id, subject_id, words, adapted in (
            ("c1", "a", WordsState.SHOWN, "In the mornings"),
            ("c2", "b", WordsState.WAITING, "Nobody read this"),
            ("c3", "c", WordsState.SHOWN, "Ask Anna Example about it"),
        ):
            check = a_check(
                id, workspace_id, subject_id=subject_id, words=words, adapted=adapted, **mine
            )
            await work.checks.add(check)
        await work.checks.add(a_check("c4", workspace_id, subject_id="d", member_id="other"))
        await work.commit()
    async with database.uow() as work:
        held = await work.members.export(workspace_id, member_id)
        assert isinstance(held["reality_check"], list) and len(held["reality_check"]) == 3
        await work.members.forget(workspace_id, member_id)
        await work.commit()
    async with database.uow(read_only=True) as work:
        left = {check.id: check for check in await work.checks.all()}
    told = {id: (check.member_id, check.adapted, check.wants_contact) for id, check in left.items()}
    assert told == {
        "c1": ("", "In the mornings", False),
        "c2": ("", "", False),
        "c3": ("", "", False),
        "c4": ("other", "", False),
    }
