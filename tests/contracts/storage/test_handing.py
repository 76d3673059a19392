"""Hand-offs, their answers and followers, and what is left of somebody who was forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff, HandoffState, Reach, Use
from ntg_bot.storage.database import Database
from tests.storage.world import a_delivery, at

TEXT = "We lent every class a hive and counted the stings."


def a_handoff(id: str, workspace_id: str, **changes: object) -> Handoff:
    handoff = Handoff(
        workspace_id, id, "m1", "g1", "camping", "who lends tents", HandoffState.OPEN, at(0),
        date(2026, 3, 16),
    )  # fmt: skip
    return replace(handoff, **changes)  # type: ignore[arg-type]


async def test_a_hand_off_is_put_once_and_changed_by_one_at_a_time(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        first = a_handoff("q1", workspace_id)
        assert await work.handoffs.add(first)
        assert not await work.handoffs.add(replace(first, text="other words"))
        taken = first.changed(owner_id="m2")
        await work.handoffs.save(taken)
        assert await work.handoffs.get(workspace_id, "q1") == replace(taken, version=2)
        assert await work.handoffs.get("another", "q1") is None
        await work.commit()
    async with database.uow() as work:
        with pytest.raises(WrongState):
            await work.handoffs.save(first.changed(owner_id="m3"))
    async with database.uow() as work:
        with pytest.raises(NotFound):
            await work.handoffs.save(a_handoff("q9", workspace_id))


async def test_what_waits_what_is_due_and_what_a_gap_was_asked(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        for id, day, state, reminded in (
            ("q1", 16, HandoffState.OPEN, None),
            ("q2", 12, HandoffState.OPEN, None),
            ("q3", 10, HandoffState.ANSWERED, None),
            ("q4", 11, HandoffState.OPEN, at(5)),
            ("q5", 9, HandoffState.SETTLED, None),
        ):
            await work.handoffs.add(
                a_handoff(
                    id, workspace_id, state=state, due_on=date(2026, 3, day), reminded_at=reminded
                )
            )
        waiting = await work.handoffs.unsettled(workspace_id)
        assert [each.question_id for each in waiting] == ["q3", "q4", "q2", "q1"]
        assert await work.handoffs.unsettled("another") == []
        due = await work.handoffs.due(date(2026, 3, 13))
        assert [each.question_id for each in due] == ["q2"]
        assert len(await work.handoffs.of_gap("g1")) == 5
        assert await work.handoffs.of_gap("g2") == []


async def test_answers_are_kept_in_order_and_found_by_their_message(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.handoffs.add(a_handoff("q1", workspace_id))
        for number in (2, 1):
            await work.handoffs.add_answer(
                GivenAnswer(workspace_id, "q1", number, member_id, TEXT, at(number), f"C1:{number}")
            )
        first, second = await work.handoffs.answers(workspace_id, "q1")
        assert (first.number, second.number) == (1, 2)
        await work.handoffs.save_answer(replace(first, use=Use.YES))
        assert await work.handoffs.answers_from(workspace_id, "C1:1") == [
            replace(first, use=Use.YES)
        ]
        assert await work.handoffs.answers_from("another", "C1:1") == []
        await work.handoffs.remove_answer(first)
        assert await work.handoffs.answers(workspace_id, "q1") == [second]
        assert await work.handoffs.follow(workspace_id, "g1", member_id)
        assert not await work.handoffs.follow(workspace_id, "g1", member_id)
        assert await work.handoffs.followers("g1") == [(workspace_id, member_id)]


async def test_a_message_is_found_by_the_platforms_id_of_it(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        await work.outbox.add(a_delivery("k1", workspace_id), at(0))
        await work.outbox.add(a_delivery("k2", workspace_id, replaces="k1"), at(1))
        await work.commit()
    for key in ("k1", "k2"):
        await database.outbox.claim("local", 9, 30)
        await database.outbox.sent(key, "C1:17.5")
    async with database.uow(read_only=True) as work:
        found = await work.outbox.of_message(workspace_id, "C1", "17.5")
        assert found is not None and (found.key, found.message) == ("k1", "17.5")
        assert await work.outbox.of_message(workspace_id, "C2", "17.5") is None
        assert await work.outbox.of_message("another", "C1", "17.5") is None


async def test_what_somebody_asked_answered_and_follows_is_handed_out_and_goes(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = (await work.members.ensure(workspace_id, "ben", "Ben Other")).id
        await work.handoffs.add(a_handoff("q1", workspace_id, asker_id=other, owner_id=member_id))
        await work.handoffs.add(a_handoff("q2", workspace_id, asker_id=member_id, owner_id=other))
        await work.handoffs.add(
            a_handoff("q3", workspace_id, asker_id=member_id, text="Anna Example asks for tents")
        )
        for number, author in ((1, member_id), (2, other)):
            await work.handoffs.add_answer(
                GivenAnswer(workspace_id, "q1", number, author, f"{TEXT} {number}", at(0))
            )
        for id in (member_id, other):
            await work.handoffs.follow(workspace_id, "g1", id)
        told = json.dumps({"key": "handoff.may_record", "text": f"“{TEXT} 1”"}).encode()
        await work.outbox.add(a_delivery("k1", workspace_id, channel="C1", facts=told), at(0))
        held = await work.members.export(workspace_id, member_id)
        await work.commit()
    assert {name: len(held[name]) for name in ("handoff", "handoff_answer", "gap_follower")} == {  # type: ignore[arg-type]
        "handoff": 3,
        "handoff_answer": 1,
        "gap_follower": 1,
    }
    assert other not in json.dumps(held) and "2" not in str(held["handoff_answer"])[:20]
    await database.outbox.claim("local", 9, 30)
    await database.outbox.sent("k1", "1")
    async with database.uow() as work:
        await work.members.forget(workspace_id, member_id)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert [each.number for each in await work.handoffs.answers(workspace_id, "q1")] == [2]
        first, second = await work.handoffs.unsettled(workspace_id)
        assert (first.asker_id, first.owner_id) == (other, "")
        assert (second.asker_id, second.owner_id) == ("", other)
        assert await work.handoffs.followers("g1") == [(workspace_id, other)]
        blanked = await work.outbox.by_key("k1")
        assert blanked is not None and blanked.facts == b""


async def test_a_question_in_several_workspaces_is_one_of_each(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        other = (await work.workspaces.ensure("chat", "there", "")).id
        asked = a_handoff("q1", workspace_id, reach=Reach.EVERYWHERE)
        sent = a_handoff("q1", other, asker_id="", asked_in=workspace_id)
        for each in (asked, sent, a_handoff("q2", other)):
            assert await work.handoffs.add(each)
        found = await work.handoffs.of_question("q1")
        assert sorted(found, key=lambda each: each.asked_in) == [asked, sent]
        late = date(2026, 4, 1)
        assert sent not in await work.handoffs.due(late)
        await work.handoffs.save(sent.changed(owner_id="m7"))
        assert replace(sent, owner_id="m7", version=2) in await work.handoffs.due(late)
        await work.commit()
