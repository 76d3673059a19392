"""What somebody shared, and what they had taken to review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from ntg_bot.domain.sharing import WORDS, State
from ntg_bot.storage import mapping
from ntg_bot.storage.forgetting.family import Family, Known, Person, columns, whole
from ntg_bot.storage.tables import claim, slot, submission


async def held(person: Person) -> dict[str, object]:
    return {
        **await whole(person, [(submission, mapping.to_submission)]),
        **await columns(person, [(claim, ("submission_id", "taken_at", "lapses_at"))]),
    }


async def known(person: Person) -> Known:
    """By what is not published: what is, is everybody's."""
    drafts = await _drafts(person)
    words = [getattr(row, name) for row in drafts for name in WORDS]
    return Known([row.id for row in drafts], words)


async def forget(person: Person) -> None:
    """What is published stays without who shared or decided it; everything else goes."""
    await person.remove(claim)
    here = submission.c.workspace_id == person.workspace_id
    await person.each(
        [row.id for row in await _drafts(person)],
        lambda some: delete(submission).where(here, submission.c.id.in_(some)),
    )
    await person.session.execute(
        update(submission)
        .where(person.of(submission))
        .values(member_id="", source="", spotted="[]")
    )
    await person.session.execute(
        update(submission).where(here, submission.c.decided_by == person.id).values(decided_by="")
    )


async def _drafts(person: Person) -> Sequence[Row[Any]]:
    return await person.session.all(
        select(submission).where(person.of(submission), submission.c.state != State.PUBLISHED.value)
    )


SHARING = Family(
    personal=(submission, claim), impersonal=(slot,), held=held, forget=forget, known=known
)
