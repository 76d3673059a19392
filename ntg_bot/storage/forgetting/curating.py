"""What somebody gave to the knowledge base, follows in it, and looks after."""

from __future__ import annotations

from ntg_bot.storage.forgetting.family import Family, Person, columns
from ntg_bot.storage.tables import concern, contribution, follow, link, pair, steward


async def held(person: Person) -> dict[str, object]:
    return await columns(
        person,
        [
            (contribution, ("practice_id", "submission_id", "at")),
            (follow, ("practice_id", "since")),
            (steward, ("practice_id", "part", "since")),
        ],
    )


async def forget(person: Person) -> None:
    """All of it: the practices stay."""
    await person.remove(contribution, follow, steward)


CURATING = Family(
    personal=(contribution, follow, steward),
    impersonal=(concern, link, pair),
    held=held,
    forget=forget,
)
