"""The materials that somebody brought."""

from __future__ import annotations

from sqlalchemy import delete, update

from ntg_bot.storage.forgetting.family import Family, Person, columns
from ntg_bot.storage.tables import material


async def held(person: Person) -> dict[str, object]:
    names = ("id", "practice_id", "title", "url", "name", "state", "added_at")
    return await columns(person, [(material, names)])


async def forget(person: Person) -> None:
    """What is shown stays without who brought it, unless it names them; the rest goes."""
    own = person.of(material)
    gone = [
        row.id
        for row in await person.rows(material)
        if row.state != "shown" or any(map(person.traces.are_in, (row.title, row.url, row.name)))
    ]
    await person.each(gone, lambda some: delete(material).where(own, material.c.id.in_(some)))
    await person.session.execute(update(material).where(own).values(member_id=""))


MATERIALS = Family(personal=(material,), held=held, forget=forget)
