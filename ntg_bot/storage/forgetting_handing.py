"""What hand-offs hold about a person: the part of forgetting that is about asked questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from ntg_bot.domain import encoding
from ntg_bot.storage.handing import to_given_answer, to_handoff
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import gap, gap_follower, handoff, handoff_answer
from ntg_bot.storage.traces import Traces

_PEOPLE = ("asker_id", "owner_id", "recorder_id")


async def export(session: Session, workspace_id: str, member_id: str) -> dict[str, object]:
    """By table, as plain values: what they asked and look after, answered, and wait for."""
    here = handoff.c.workspace_id == workspace_id
    theirs = or_(*(handoff.c[name] == member_id for name in _PEOPLE))
    asked = await session.all(select(handoff).where(here, theirs).order_by(handoff.c.question_id))
    answers = await session.all(
        select(handoff_answer)
        .where(
            handoff_answer.c.workspace_id == workspace_id,
            handoff_answer.c.member_id == member_id,
        )
        .order_by(handoff_answer.c.question_id, handoff_answer.c.number)
    )
    followed = await session.all(
        select(gap_follower.c.gap_id).where(
            gap_follower.c.workspace_id == workspace_id, gap_follower.c.member_id == member_id
        )
    )
    owned = await session.all(
        select(gap.c.id, gap.c.community).where(
            gap.c.owner_workspace == workspace_id, gap.c.owner_id == member_id
        )
    )
    return {
        "gap": [{"id": row.id, "community": row.community} for row in owned],
        "handoff": [
            {
                name: value
                for name, value in plain.items()
                # others' parts in it are theirs
                if name not in _PEOPLE or value == member_id
            }
            for plain in (_plain(to_handoff(row)) for row in asked)
        ],
        "handoff_answer": [_plain(to_given_answer(row)) for row in answers],
        "gap_follower": [{"gap_id": row.gap_id} for row in followed],
    }


async def words_of(session: Session, workspace_id: str, member_id: str) -> Sequence[str]:
    """What they answered, by which it is found where it was said."""
    rows = await session.all(
        select(handoff_answer.c.text).where(
            handoff_answer.c.workspace_id == workspace_id,
            handoff_answer.c.member_id == member_id,
        )
    )
    return [row.text for row in rows]


async def forget(session: Session, workspace_id: str, member_id: str, traces: Traces) -> None:
    """Answers go; questions stay without the person, and without words that name them."""
    here = handoff.c.workspace_id == workspace_id
    asked = await session.all(
        select(handoff.c.question_id, handoff.c.text).where(here, handoff.c.asker_id == member_id)
    )
    for row in asked:
        if traces.are_in(row.text):
            # Its answers stand under it in the chat and are others' words; here they go with it.
            await session.execute(
                delete(handoff).where(here, handoff.c.question_id == row.question_id)
            )
    for name in _PEOPLE:
        await session.execute(
            update(handoff).where(here, handoff.c[name] == member_id).values({name: ""})
        )
    await session.execute(
        delete(handoff_answer).where(
            handoff_answer.c.workspace_id == workspace_id,
            handoff_answer.c.member_id == member_id,
        )
    )
    await session.execute(
        update(gap)
        .where(gap.c.owner_workspace == workspace_id, gap.c.owner_id == member_id)
        .values(owner_workspace="", owner_id="")
    )
    await _forget_wordings(session, traces)
    await session.execute(
        delete(gap_follower).where(
            gap_follower.c.workspace_id == workspace_id, gap_follower.c.member_id == member_id
        )
    )


async def _forget_wordings(session: Session, traces: Traces) -> None:
    """A gap keeps its first wording: where that names the person, it goes, and the count stays."""
    for row in await session.all(select(gap.c.id, gap.c.text).where(gap.c.text != "")):
        if traces.are_in(row.text):
            await session.execute(update(gap).where(gap.c.id == row.id).values(text=""))


def _plain(value: object) -> dict[str, object]:
    plain = encoding.to_plain(value)
    return dict(plain) if isinstance(plain, dict) else {}
