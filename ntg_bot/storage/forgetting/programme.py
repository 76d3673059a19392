"""Where somebody comes, sits and signed."""

from __future__ import annotations

from sqlalchemy import update

from ntg_bot.storage.forgetting.family import Family, Person, columns
from ntg_bot.storage.tables import joining, programme_record, seat, signature


async def held(person: Person) -> dict[str, object]:
    return await columns(
        person,
        [
            (joining, ("meeting_id", "authority", "at")),
            (seat, ("board_id", "since", "until")),
            (signature, ("board_id", "subject", "name", "at")),
        ],
    )


async def forget(person: Person) -> None:
    """Who comes and who sits goes; that somebody signed stays, without who."""
    await person.remove(joining, seat)
    await person.session.execute(
        update(signature).where(person.of(signature)).values(member_id=None, name="")
    )


PROGRAMME = Family(
    personal=(joining, seat, signature),
    impersonal=(programme_record,),
    held=held,
    forget=forget,
)
