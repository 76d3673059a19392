"""The weekly look through the practices: which are alike, which say the opposite of each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from ntg_bot.domain.curating import Pair
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Practice, PracticeStatus
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.library import Library
from ntg_bot.services.likeness import LikenessService
from ntg_bot.services.ports import Clock, UnitOfWork

MOST_LOOKED_AT = 2_000
"""practices in one look, those that changed latest first: each takes a search"""
LOOK_BACK = timedelta(days=8)
"""a weekly look takes in what changed since a day before the last one"""


class SweepService:
    """Finds pairs and lists them; only a moderator settles one."""

    def __init__(self, library: Library, likeness: LikenessService, clock: Clock) -> None:
        self._library = library
        self._likeness = likeness
        self._clock = clock

    async def look(self, practices: Sequence[Practice]) -> list[Pair]:
        """The pairs that these practices make with any other; searches beside the conversation."""
        now = self._clock.now()
        found: dict[tuple[str, str], Pair] = {}
        for practice in practices[:MOST_LOOKED_AT]:
            for near in await asyncio.to_thread(self._likeness.of_practice, practice):
                pair = Pair.of(practice.id, near.practice_id, near.kind, now)
                found.setdefault((pair.first, pair.second), pair)
        return list(found.values())

    async def changed(self, work: UnitOfWork, *, is_first: bool) -> list[Practice]:
        """What a look has to go through: all at first, then what has changed."""
        if is_first:
            return self._in_use()
        now = self._clock.now()
        rows = await work.knowledge.changed_between(now - LOOK_BACK, now + timedelta(seconds=1))
        by_age = sorted(rows, key=lambda row: row.changed_at, reverse=True)
        items = [row.item for row in by_age]
        return [each for each in items if isinstance(each, Practice) and _is_in_use(each)]

    async def keep(self, work: UnitOfWork, pairs: Sequence[Pair]) -> list[Pair]:
        """Writes them down; returns those that are new."""
        return [pair for pair in pairs if await work.pairs.add(pair)]

    async def pairs(self, work: UnitOfWork, member: Member) -> list[Pair]:
        """What nobody has settled, of practices in use that this moderator may decide on."""
        require(member, Act.CURATE)
        return [pair for pair in await work.pairs.open() if self._is_for(pair, member)]

    async def settle(self, work: UnitOfWork, member: Member, first: str, second: str) -> None:
        """They are two things and may both stay."""
        for id in (first, second):
            require(member, Act.CURATE, self._library.practice(id).communities)
        now: datetime = self._clock.now()
        if not await work.pairs.settle(min(first, second), max(first, second), now):
            raise NotFound(key="refused.no_pair")
        await work.audit.add(
            at=now, actor=member.id, verb="pair.settle", object_id=f"{first}|{second}"
        )

    def _in_use(self) -> list[Practice]:
        return [practice for practice in self._library.practices() if _is_in_use(practice)]

    def _is_for(self, pair: Pair, member: Member) -> bool:
        known = {practice.id: practice for practice in self._in_use()}
        both = [known.get(pair.first), known.get(pair.second)]
        return all(each is not None and may(member, Act.CURATE, each.communities) for each in both)


def _is_in_use(practice: Practice) -> bool:
    return practice.status is PracticeStatus.CURRENT
