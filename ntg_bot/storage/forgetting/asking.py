"""What somebody asked, and what they said of the answers."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from ntg_bot.storage import mapping
from ntg_bot.storage.forgetting.family import Family, Person, whole
from ntg_bot.storage.tables import feedback, question


async def held(person: Person) -> dict[str, object]:
    return await whole(person, [(question, mapping.to_question), (feedback, mapping.to_feedback)])


async def forget(person: Person) -> None:
    """Questions stay without asker and place; one that names its asker goes."""
    own = person.of(question)
    rows = await person.session.all(select(question.c.id, question.c.text).where(own))
    telling = [row.id for row in rows if person.traces.are_in(row.text)]
    await person.each(telling, lambda some: delete(question).where(own, question.c.id.in_(some)))
    await person.session.execute(
        update(question).where(own).values(member_id="", channel="", thread="")
    )
    await person.remove(feedback)


ASKING = Family(personal=(question, feedback), held=held, forget=forget)
