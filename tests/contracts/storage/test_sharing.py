"""Submissions and digest issues."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from ntg_bot.domain.digest import IssueStatus, Week
from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.sharing import State
from ntg_bot.storage.database import Database
from tests.storage.world import a_submission, an_issue, at


async def test_a_submission_is_read_back_in_its_own_workspace_only(
    database: Database, workspace_id: str
) -> None:
    draft = a_submission("s1", workspace_id, authority="E06000999", reason="why")
    async with database.uow() as work:
        await work.submissions.add(draft)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.submissions.get(workspace_id, "s1") == draft
        assert await work.submissions.get("another", "s1") is None
        assert await work.submissions.of_member(workspace_id, "m1") == [draft]
        assert await work.submissions.of_member(workspace_id, "m2") == []


async def test_of_two_people_who_decide_at_once_the_second_is_told(
    database: Database, workspace_id: str
) -> None:
    submitted = a_submission("s1", workspace_id, state=State.SUBMITTED)
    async with database.uow() as work:
        await work.submissions.add(submitted)
        await work.submissions.save(submitted.move(State.PUBLISHED, at(1), practice_id="p"))
        await work.commit()
    async with database.uow() as work:
        with pytest.raises(WrongState, match="somebody_was_first") as told:
            await work.submissions.save(submitted.move(State.DECLINED, at(2)))
        assert told.value.values == {"title": "Walking bus", "state": "already published"}
    async with database.uow(read_only=True) as work:
        kept = await work.submissions.get(workspace_id, "s1")
        assert kept is not None
        assert (kept.state, kept.version, kept.practice_id) == (State.PUBLISHED, 2, "p")


async def test_a_submission_of_another_workspace_cannot_be_saved_over(
    database: Database, workspace_id: str
) -> None:
    draft = a_submission("s1", workspace_id)
    async with database.uow() as work:
        other = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        await work.submissions.add(draft)
        with pytest.raises(NotFound):
            await work.submissions.save(
                replace(draft, workspace_id=other.id).move(State.WITHDRAWN, at(1))
            )


async def test_the_queue_is_oldest_first_and_of_the_states_asked_for(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        for id, state, second in (
            ("s1", State.SUBMITTED, 30),
            ("s2", State.SUBMITTED, 10),
            ("s3", State.CHANGES_ASKED, 20),
            ("s4", State.DRAFT, 0),
        ):
            await work.submissions.add(
                a_submission(id, workspace_id, state=state, created_at=at(second))
            )
        queue = await work.submissions.in_state(workspace_id, State.SUBMITTED, State.CHANGES_ASKED)
        assert [submission.id for submission in queue] == ["s2", "s3", "s1"]
        assert await work.submissions.in_state("another", State.SUBMITTED) == []


async def test_a_week_of_a_community_is_claimed_once(database: Database) -> None:
    async def claim(id: str) -> bool:
        async with database.uow() as work:
            is_mine = await work.digests.claim(an_issue(id))
            await work.commit()
            return is_mine

    assert sorted(await asyncio.gather(*(claim(f"d{n}") for n in range(8)))) == [False] * 7 + [True]
    async with database.uow() as work:
        assert await work.digests.claim(an_issue("other", community="camping"))
        assert await work.digests.claim(an_issue("next", week="2026-W11"))


async def test_an_issue_is_read_back_and_moves_on(database: Database) -> None:
    async with database.uow() as work:
        await work.digests.claim(an_issue("d1"))
        assert await work.digests.get("d1") == an_issue("d1")
        await work.digests.set_status("d1", IssueStatus.SENT)
        found = await work.digests.of_week("attendance", Week(2026, 10))
        assert found == replace(an_issue("d1"), status=IssueStatus.SENT)
        assert await work.digests.of_week("attendance", Week(2026, 11)) is None
        with pytest.raises(NotFound):
            await work.digests.set_status("d9", IssueStatus.SENT)


async def test_what_was_made_from_a_message_is_found_by_it(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        made = a_submission("s1", workspace_id, source="C1:1.2")
        await work.submissions.add(made)
        await work.submissions.add(a_submission("s2", workspace_id))
        assert await work.submissions.of_source(workspace_id, "C1:1.2") == [made]
        assert await work.submissions.of_source("another", "C1:1.2") == []
