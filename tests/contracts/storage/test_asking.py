"""Questions, feedback and gaps."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Confidence, Feedback, GapStatus
from ntg_bot.domain.errors import NotFound, StorageError
from ntg_bot.services.ports import Note
from ntg_bot.storage.database import Database
from ntg_bot.storage.retention import Keeping
from tests.storage.world import StoppedClock, a_gap, a_question, at


async def test_a_question_is_read_back_in_its_own_workspace_only(
    database: Database, workspace_id: str
) -> None:
    question = a_question("q1", workspace_id, community="camping", gap_id="g1", text="❓ “why”")
    async with database.uow() as work:
        await work.questions.add(question)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.questions.get(workspace_id, "q1") == question
        assert await work.questions.get("another", "q1") is None


async def test_the_latest_questions_of_a_thread_come_newest_first(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        for id, thread, member, second in (
            ("q1", "t1", "m1", 10),
            ("q2", "t1", "m2", 20),
            ("q3", "t2", "m1", 30),
            ("q4", "", "m1", 40),
        ):
            await work.questions.add(
                a_question(id, workspace_id, thread=thread, member_id=member, asked_at=at(second))
            )
        latest = work.questions.latest_in_thread
        found = [
            await latest(workspace_id, "C1", "t1"),
            await latest(workspace_id, "C1", "t1", most=5),
            await latest(workspace_id, "C1", "t1", "m1", most=5),
            await latest(workspace_id, "C1", ""),
            await latest(workspace_id, "C2", "t1"),
            await latest("another", "C1", "t1", most=5),
        ]
    assert [[question.id for question in one] for one in found] == [
        ["q2"],
        ["q2", "q1"],
        ["q1"],
        ["q4"],
        [],
        [],
    ]


async def test_answers_that_helped_between_two_moments_come_from_every_workspace(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        them = await work.members.ensure(other.id, "u", "")
        for place, person, id, asked, helpful in (
            (workspace_id, member_id, "before", at(0), True),
            (workspace_id, member_id, "helped", at(10), True),
            (other.id, them.id, "elsewhere", at(10), True),
            (other.id, them.id, "no help", at(11), False),
            (workspace_id, member_id, "late", at(20), True),
        ):
            await work.questions.add(a_question(id, place, asked_at=asked))
            given = Feedback(id, place, person, helpful, asked)
            await work.questions.put_feedback(given)
        await work.questions.add(a_question("not judged", workspace_id, asked_at=at(10)))
        found = await work.questions.helped_between(at(10), at(20))
    assert {(question.id, verdict.member_id) for question, verdict in found} == {
        ("helped", member_id),
        ("elsewhere", them.id),
    }
    assert all(verdict.question_id == question.id for question, verdict in found)


async def test_the_last_press_of_a_person_counts(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.questions.add(a_question("q1", workspace_id))
        for helpful, second in ((True, 1), (False, 2)):
            await work.questions.put_feedback(
                Feedback("q1", workspace_id, member_id, helpful, at(second))
            )
        held = await work.members.export(workspace_id, member_id)
    assert held["feedback"] == [
        {
            "question_id": "q1",
            "workspace_id": workspace_id,
            "member_id": member_id,
            "helpful": False,
            "given_at": at(2).isoformat(),
        }
    ]


async def test_feedback_on_a_question_that_is_not_there_is_refused(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        with pytest.raises(StorageError, match="refused a row"):
            await work.questions.put_feedback(
                Feedback("never asked", workspace_id, member_id, True, at(0))
            )


async def test_open_gaps_come_most_asked_first_and_closed_ones_not_at_all(
    database: Database,
) -> None:
    async with database.uow() as work:
        await work.gaps.add(a_gap("g1", count=2))
        await work.gaps.add(a_gap("g2", count=7))
        await work.gaps.add(a_gap("g3", count=2, last_asked=at(60), status=GapStatus.ASKED))
        await work.gaps.add(a_gap("g4", count=9))
        await work.gaps.save(a_gap("g4", count=9, status=GapStatus.CLOSED))
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert [gap.id for gap in await work.gaps.open()] == ["g2", "g3", "g1"]
        assert await work.gaps.get("g2") == a_gap("g2", count=7)
        assert await work.gaps.get("g9") is None


async def test_a_gap_that_is_not_there_cannot_be_saved(database: Database) -> None:
    async with database.uow() as work:
        with pytest.raises(NotFound):
            await work.gaps.save(a_gap("g1"))


async def test_verdicts_are_told_by_answer_and_by_kind_the_latest_first(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = (await work.members.ensure(workspace_id, "ben", "Ben")).id
        for id in ("q1", "q2"):
            await work.questions.add(a_question(id, workspace_id))
        given = [
            Feedback("q1", workspace_id, member_id, False, at(1)),
            Feedback("q1", workspace_id, other, True, at(2)),
            Feedback("q2", workspace_id, other, False, at(3)),
        ]
        for feedback in given:
            await work.questions.put_feedback(feedback)
        assert await work.questions.feedback_on(workspace_id, "q1") == given[:2]
        assert await work.questions.feedback_on("another", "q1") == []
        rated = await work.questions.rated(workspace_id, helpful=False, limit=9)
        assert [(asked.id, verdict) for asked, verdict in rated] == [
            ("q2", given[2]),
            ("q1", given[0]),
        ]
        assert len(await work.questions.rated(workspace_id, helpful=False, limit=1)) == 1
        assert await work.questions.rated("another", helpful=False, limit=9) == []


async def test_unanswered_questions_and_a_members_own_come_the_latest_first(
    database: Database, workspace_id: str, member_id: str
) -> None:
    none = Confidence.NONE
    async with database.uow() as work:
        for number, (confidence, asker) in enumerate(
            ((none, "x"), (Confidence.ANSWER, member_id), (none, member_id)), start=1
        ):
            question = a_question(
                f"q{number}",
                workspace_id,
                confidence=confidence,
                member_id=asker,
                asked_at=at(number),
            )
            await work.questions.add(question)
        open_ones = await work.questions.unanswered(workspace_id, 9)
        assert [question.id for question in open_ones] == ["q3", "q1"]
        mine = await work.questions.of_member(workspace_id, member_id, 9)
        assert [question.id for question in mine] == ["q3", "q2"]
        assert len(await work.questions.of_member(workspace_id, member_id, 1)) == 1
        assert await work.questions.unanswered("another", 9) == []


async def test_a_note_is_kept_until_it_is_replaced_or_removed(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        assert await work.notes.get(workspace_id, "quiet:C1:1") is None
        await work.notes.put(workspace_id, "quiet:C1:1", Note("thanks", at(1)))
        await work.notes.put(workspace_id, "quiet:C1:1", Note("mute", at(2)))
        await work.commit()
    async with database.uow() as work:
        assert await work.notes.get(workspace_id, "quiet:C1:1") == Note("mute", at(2))
        assert await work.notes.get("another", "quiet:C1:1") is None
        await work.notes.remove(workspace_id, "quiet:C1:1")
        assert await work.notes.get(workspace_id, "quiet:C1:1") is None


async def test_notes_are_kept_for_a_month(
    database: Database, workspace_id: str, clock: StoppedClock
) -> None:
    async with database.uow() as work:
        await work.notes.put(workspace_id, "quiet:C1:1", Note("", clock.now()))
        await work.commit()
    clock.pass_seconds(29 * 86_400)
    async with database.uow() as work:
        await work.notes.put(workspace_id, "quiet:C1:2", Note("", clock.now()))
        await work.commit()
    assert await database.sweep(Keeping()) == {}
    clock.pass_seconds(2 * 86_400)
    assert await database.sweep(Keeping()) == {"note": 1}
    async with database.uow(read_only=True) as work:
        assert await work.notes.get(workspace_id, "quiet:C1:1") is None
        assert await work.notes.get(workspace_id, "quiet:C1:2") is not None
