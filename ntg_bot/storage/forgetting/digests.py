"""What somebody was sent in digests."""

from __future__ import annotations

from sqlalchemy import select

from ntg_bot.storage.forgetting.family import Family, Person, plain
from ntg_bot.storage.tables import digest_draft, digest_issue, digest_timing, digest_told


async def held(person: Person) -> dict[str, object]:
    told = await person.session.all(
        select(digest_told)
        .where(person.of(digest_told))
        .order_by(digest_told.c.told_at, digest_told.c.item)
    )
    return {digest_told.name: [plain(row, "item", "told_at") for row in told]}


async def forget(person: Person) -> None:
    """All of it; issues name nobody."""
    await person.remove(digest_told)


DIGESTS = Family(
    personal=(digest_told,),
    impersonal=(digest_draft, digest_issue, digest_timing),
    held=held,
    forget=forget,
)
