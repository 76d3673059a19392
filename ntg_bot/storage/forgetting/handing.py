"""What somebody asked a community, looks after, answered, and waits for."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from ntg_bot.domain import encoding
from ntg_bot.storage.forgetting.family import Family, Known, Person
from ntg_bot.storage.handing import to_given_answer, to_handoff
from ntg_bot.storage.tables import gap, gap_follower, handoff, handoff_answer

_PEOPLE = ("asker_id", "owner_id", "recorder_id")


async def held(person: Person) -> dict[str, object]:
    session = person.session
    here = handoff.c.workspace_id == person.workspace_id
    theirs = or_(*(handoff.c[name] == person.id for name in _PEOPLE))
    asked = await session.all(select(handoff).where(here, theirs).order_by(handoff.c.question_id))
    answers = await session.all(
        select(handoff_answer)
        .where(person.of(handoff_answer))
        .order_by(handoff_answer.c.question_id, handoff_answer.c.number)
    )
    followed = await person.rows(gap_follower)
    owned = await session.all(
        select(gap.c.id, gap.c.community).where(
            gap.c.owner_workspace == person.workspace_id, gap.c.owner_id == person.id
        )
    )
    return {
        gap.name: [{"id": row.id, "community": row.community} for row in owned],
        handoff.name: [
            {
                name: value
                for name, value in plain.items()
                # others' parts in it are theirs
                if name not in _PEOPLE or value == person.id
            }
            for plain in (_plain(to_handoff(row)) for row in asked)
        ],
        handoff_answer.name: [_plain(to_given_answer(row)) for row in answers],
        gap_follower.name: [{"gap_id": row.gap_id} for row in followed],
    }


async def known(person: Person) -> Known:
    """By what they answered, which is found so where it was said."""
    return Known(words=[row.text for row in await person.rows(handoff_answer)])


async def forget(person: Person) -> None:
    """Answers go; questions stay without the person, and without words that name them."""
    session = person.session
    here = handoff.c.workspace_id == person.workspace_id
    asked = await session.all(
        select(handoff.c.question_id, handoff.c.text).where(here, handoff.c.asker_id == person.id)
    )
    for row in asked:
        if person.traces.are_in(row.text):
            # Its answers stand under it in the chat and are others' words; here they go with it.
            await session.execute(
                delete(handoff).where(
                    handoff.c.question_id == row.question_id,
                    or_(here, handoff.c.asked_in == person.workspace_id),
                )
            )
    for name in _PEOPLE:
        await session.execute(
            update(handoff).where(here, handoff.c[name] == person.id).values({name: ""})
        )
    await person.remove(handoff_answer)
    await session.execute(
        update(gap)
        .where(gap.c.owner_workspace == person.workspace_id, gap.c.owner_id == person.id)
        .values(owner_workspace="", owner_id="")
    )
    await _forget_wordings(person)
    await person.remove(gap_follower)


async def _forget_wordings(person: Person) -> None:
    """A gap keeps its first wording: where that names the person, it goes, and the count stays."""
    rows = await person.session.all(select(gap.c.id, gap.c.text).where(gap.c.text != ""))
    for row in rows:
        if person.traces.are_in(row.text):
            await person.session.execute(update(gap).where(gap.c.id == row.id).values(text=""))


def _plain(value: object) -> dict[str, object]:
    plain = encoding.to_plain(value)
    return dict(plain) if isinstance(plain, dict) else {}


HANDING = Family(
    personal=(gap, gap_follower, handoff, handoff_answer), held=held, forget=forget, known=known
)
