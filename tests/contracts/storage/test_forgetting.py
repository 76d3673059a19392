"""What is handed out about a person, and what is left once they are forgotten."""

from __future__ import annotations

import json

import pytest

from ntg_bot import storage
from ntg_bot.domain.asking import Feedback
from ntg_bot.domain.curating import Contribution, Follow
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.people import Appointment, ChannelBinding, Membership, Purpose, Role
from ntg_bot.domain.reviewing import Claim
from ntg_bot.domain.sharing import State
from ntg_bot.domain.upkeep import Part, Steward
from ntg_bot.services.ports import Note
from ntg_bot.storage.database import Database
from tests.storage.test_erasure import EXTERNAL_ID, TRACES, live
from tests.storage.world import a_delivery, a_message, a_question, a_submission, an_event, at


@pytest.fixture
async def other_id(database: Database, workspace_id: str) -> str:
    async with database.uow() as work:
        other = await work.members.ensure(workspace_id, "ben", "Ben Other")
        await work.commit()
    return other.id


async def _forget(database: Database, workspace_id: str, id: str) -> None:
    async with database.uow() as work:
        await work.members.forget(workspace_id, id)
        await work.commit()


async def test_everything_held_is_handed_out_and_nothing_of_others(
    database: Database, workspace_id: str, member_id: str, other_id: str
) -> None:
    async with database.uow() as work:
        for id, number in ((member_id, 1), (other_id, 2)):
            await work.memberships.put(Membership(id, workspace_id, f"community {number}"))
            await work.questions.add(a_question(f"q{number}", workspace_id, member_id=id))
            await work.questions.put_feedback(Feedback(f"q{number}", workspace_id, id, True, at(0)))
            await work.submissions.add(a_submission(f"s{number}", workspace_id, member_id=id))
            await work.audit.add(at=at(0), actor=id, verb="share", object_id=f"s{number}")
            await work.members.appoint(workspace_id, id, Appointment(Role.MODERATOR, "camping"))
            await work.notes.put(workspace_id, f"pace:{id}", Note(str(number), at(0)))
            given = Contribution(workspace_id, "walking-bus", f"s{number}", id, at(0))
            await work.contributions.add(given)
            await work.follows.put(Follow(workspace_id, id, "walking-bus", at(0)))
            steward = Steward(workspace_id, id, f"p{number}", Part.OWNER, at(0))
            await work.stewards.put(steward)
            await work.claims.put(Claim(workspace_id, f"s{number}", id, at(0), at(60)))
            await work.digests.tell(workspace_id, id, [f"practice:p{number}:1"], at(0))
        await work.outbox.add(a_delivery("k1", workspace_id, only_for="anna"), at(0))
        await work.outbox.add(a_delivery("k2", workspace_id, only_for="ben"), at(0))
        await work.commit()
    await database.inbox.put(an_event("e1", b'{"user":"anna"}'))
    await database.inbox.put(an_event("e2", b'{"user":"ben"}'))
    await database.local_store.add(a_message("1", author="anna"))
    await database.local_store.add(a_message("2", author="bot", channel="dm-anna"))
    await database.local_store.add(a_message("3", author="ben"))
    async with database.uow(read_only=True) as work:
        held = await work.members.export(workspace_id, member_id)
        with pytest.raises(NotFound):
            await work.members.export(workspace_id, "nobody")
    text = json.dumps(held)
    assert "Anna Example" in text and "Ben Other" not in text and other_id not in text
    assert {name: len(rows) for name, rows in held.items() if isinstance(rows, list)} == {
        "membership": 1,
        "question": 1,
        "feedback": 1,
        "submission": 1,
        "outbox": 1,
        "inbox": 1,
        "local_message": 2,
        "audit": 1,
        "knowledge_version": 0,
        "appointment": 1,
        "claim": 1,
        "digest_told": 1,
        "joining": 0,
        "seat": 0,
        "signature": 0,
        "call_evidence": 0,
        "call_reader": 0,
        "call_reading": 0,
        "contribution": 1,
        "follow": 1,
        "steward": 1,
        "note": 1,
        "reality_check": 0,
        "peer_help": 0,
        "introduction": 0,
        "hypothesis_move": 0,
        "material": 0,
        "gap": 0,
        "handoff": 0,
        "handoff_answer": 0,
        "gap_follower": 0,
    }


async def test_roles_and_notes_of_a_person_go_and_those_of_others_stay(
    database: Database, workspace_id: str, member_id: str, other_id: str
) -> None:
    names = (f"queue:C1:{member_id}", "pace:anna", "quiet:C1:1.2", f"pace:{other_id}")
    async with database.uow() as work:
        for id in (member_id, other_id):
            await work.members.appoint(workspace_id, id, Appointment(Role.MODERATOR, "camping"))
        for name in names:
            await work.notes.put(workspace_id, name, Note("1", at(0)))
        await work.commit()
    await _forget(database, workspace_id, member_id)
    async with database.uow() as work:
        kept = [name for name in names if await work.notes.get(workspace_id, name)]
        assert kept == ["quiet:C1:1.2", f"pace:{other_id}"]
        assert [each.id for each in await work.members.with_roles(workspace_id)] == [other_id]


async def test_a_forgotten_member_is_nobody_and_may_come_back_as_somebody_new(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.memberships.put(Membership(member_id, workspace_id, "camping"))
        await work.commit()
    await _forget(database, workspace_id, member_id)
    async with database.uow() as work:
        assert await work.members.get(workspace_id, member_id) is None
        assert await work.memberships.of_community("camping") == []
        with pytest.raises(NotFound):
            await work.members.forget(workspace_id, member_id)
        anew = await work.members.ensure(workspace_id, "anna", "Anna")
        assert anew.id != member_id


async def test_questions_stay_without_asker_unless_they_name_them(
    database: Database, workspace_id: str, member_id: str, other_id: str
) -> None:
    async with database.uow() as work:
        mine = a_question("q1", workspace_id, member_id=member_id, channel="dm-anna", thread="t")
        telling = a_question(
            "q2", workspace_id, member_id=member_id, text="I am Anna Example, who can help"
        )
        theirs = a_question("q3", workspace_id, member_id=other_id, channel="C1")
        for question in (mine, telling, theirs):
            await work.questions.add(question)
        await work.questions.put_feedback(Feedback("q3", workspace_id, member_id, True, at(0)))
        await work.questions.put_feedback(Feedback("q2", workspace_id, other_id, True, at(0)))
        await work.commit()
    await _forget(database, workspace_id, member_id)
    async with database.uow(read_only=True) as work:
        kept = await work.questions.get(workspace_id, "q1")
        assert kept is not None
        assert (kept.text, kept.member_id, kept.channel, kept.thread) == (mine.text, "", "", "")
        assert await work.questions.get(workspace_id, "q2") is None
        assert await work.questions.get(workspace_id, "q3") == theirs
        assert (await work.members.export(workspace_id, other_id))["feedback"] == []


async def test_drafts_go_and_published_practice_stays_without_its_author(
    database: Database, workspace_id: str, member_id: str, other_id: str
) -> None:
    async with database.uow() as work:
        for number, state in enumerate(State):
            await work.submissions.add(
                a_submission(f"s{number}", workspace_id, member_id=member_id, state=state)
            )
        decided = a_submission("s9", workspace_id, member_id=other_id, decided_by=member_id)
        await work.submissions.add(decided)
        await work.commit()
    await _forget(database, workspace_id, member_id)
    async with database.uow(read_only=True) as work:
        left = await work.submissions.in_state(workspace_id, *State)
    assert [(s.state, s.member_id, s.decided_by) for s in left] == [
        (State.PUBLISHED, "", ""),
        (State.DRAFT, other_id, ""),
    ]


async def test_what_was_said_about_them_is_blanked_at_once_or_when_it_is_said(
    database: Database, workspace_id: str, member_id: str
) -> None:
    about = b'{"reply":"Thanks, Anna Example"}'
    async with database.uow() as work:
        draft = a_submission("5f0d1e0c9a", workspace_id, member_id=member_id)
        await work.submissions.add(draft)
        for key, changes in (
            ("said", {"thread": "1", "facts": about}),
            ("review", {"thread": "2", "facts": b'{"submission":"5f0d1e0c9a"}'}),
            ("waiting", {"thread": "3", "only_for": "anna"}),
            ("other", {"thread": "4", "only_for": "ben"}),
        ):
            await work.outbox.add(a_delivery(key, workspace_id, **changes), at(0))
        await work.commit()
    await database.outbox.claim("local", 10, 30)
    await database.outbox.sent("said", "ts1")
    await database.outbox.sent("review", "ts2")
    async with database.uow() as work:
        await work.members.forget(workspace_id, member_id)
        goodbye = a_delivery("goodbye", workspace_id, channel="dm-anna", only_for="anna")
        await work.outbox.add(goodbye, at(0))
        await work.commit()

    async def held(key: str) -> tuple[bytes, str, str]:
        async with database.uow(read_only=True) as work:
            row = await work.outbox.by_key(key)
        assert row is not None
        return row.facts, row.channel, row.only_for

    gone, gone_private = (b"", "", ""), (b"", "", "forgotten")
    assert [await held("said"), await held("review")] == [gone, gone]
    assert await held("waiting") == (b'{"type":"Help"}', "C1", "anna")
    for key in ("waiting", "goodbye", "other"):
        await database.outbox.sent(key, "ts")
    assert [await held("waiting"), await held("goodbye")] == [gone_private, gone_private]
    assert await held("other") == (b'{"type":"Help"}', "C1", "ben")


async def test_events_set_aside_about_them_go_and_others_stay(
    database: Database, workspace_id: str, member_id: str
) -> None:
    await database.inbox.put(an_event("e1", b'{"place":{"user":"anna"}}'))
    await database.inbox.put(an_event("e2", b'{"place":{"user":"ben"}}'))
    await database.inbox.put(an_event("e3", b'{"place":{"user":"anna"}}', workspace="T2"))
    rows = await database.inbox.claim(10, 60)
    for row in rows:
        await database.inbox.failed(row.id, "no", retry_at=None)
    others = sorted(row.id for row in rows if row.envelope.key in ("e2", "e3"))
    await _forget(database, workspace_id, member_id)
    assert len(others) == 2
    assert sorted(aside.id for aside in await database.inbox.dead()) == others


async def test_their_local_messages_go_and_answers_of_others_keep_their_thread(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        channel = ChannelBinding("b", workspace_id, "attendance", Purpose.COMMUNITY, "attendance")
        await work.bindings.put(channel)
        await work.outbox.add(
            a_delivery("k", workspace_id, channel="moderators", facts=b'{"of":"Anna Example"}'),
            at(0),
        )
        await work.commit()
    for id, changes in (
        ("1", {"author": "anna", "delivery_key": "said:anna:1"}),
        ("2", {"author": "ben", "thread": "1"}),
        ("3", {"author": "anna", "thread": "1"}),
        ("4", {"author": "bot", "only_for": "anna"}),
        ("5", {"author": "bot", "channel": "dm-anna"}),
        ("6", {"author": "bot", "channel": "moderators", "delivery_key": "k"}),
        ("7", {"author": "bot", "text": "Thanks to Anna Example"}),
        ("8", {"author": "bot", "text": "Thanks to Anna Exampleton"}),
    ):
        await database.local_store.add(a_message(id, **changes))
    await _forget(database, workspace_id, member_id)
    left = [await database.local_store.get(str(n)) for n in range(1, 9)]
    assert [message.id for message in left if message] == ["1", "2", "8"]
    root = left[0]
    assert root is not None
    assert (root.author, root.text, root.body, root.delivery_key) == ("forgotten", "", "", "")


async def test_the_same_person_s_rows_in_another_workspace_are_untouched(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        double = await work.members.ensure(other.id, "anna", "Anna Example")
        await work.submissions.add(a_submission("s1", other.id, member_id=double.id))
        await work.outbox.add(a_delivery("k", other.id, only_for="anna", platform="slack"), at(0))
        await work.commit()
        held = await _all_of(database, other.id, double.id)
    await _forget(database, workspace_id, member_id)
    assert await _all_of(database, other.id, double.id) == held


async def _all_of(database: Database, workspace_id: str, id: str) -> object:
    async with database.uow(read_only=True) as work:
        return await work.members.export(workspace_id, id)


async def test_no_table_of_either_database_says_anything_of_a_forgotten_person(
    database: Database,
) -> None:
    """By all that an export would hold; on SQLite the bytes of the file are looked at too."""
    workspace_id, member_id = await live(database)
    url = database._sessions.url.render_as_string(hide_password=False)
    looked_for = (*TRACES, EXTERNAL_ID, member_id)

    async def said() -> str:
        return json.dumps((await storage.carry_out(url)).tables, ensure_ascii=False)

    before = await said()
    assert all(trace in before for trace in looked_for)
    async with database.uow() as work:
        await work.members.forget(workspace_id, member_id)
        await work.audit.add(at=at(9), actor="", verb="member.forget", person=member_id)
        await work.commit()
    await database.compact()
    left = await said()
    assert [trace for trace in looked_for if trace in left] == []
