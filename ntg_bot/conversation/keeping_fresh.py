"""What the clock does to keep practices fresh: one nudge a week, leavers, links once a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.ports import ChatPlatform, LeaverDirectory
from ntg_bot.conversation.turn import NOTICES, direct, moderators_channels
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.domain.upkeep import Link, LinkState
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Delivery, LinkChecker, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.upkeep import Person, UpkeepService

log = structlog.get_logger(__name__)

JOB = "upkeep"
EVERY = timedelta(days=30)
"""how often an address is asked for"""
AT_ONCE = 10
"""addresses asked for in one tick, each of another site, so that no site notices"""
TWICE = timedelta(days=25)
"""an address without an answer for so long was asked for twice, and counts as gone"""


class WeeklyUpkeep:
    """Called by the clock in every process; one of them acts, once a week."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        upkeep: UpkeepService,
        platforms: Mapping[str, ChatPlatform],
        clock: Clock,
        calendar: ServiceTarget,
        *,
        weekday: int = 1,
        at: time = time(9, 0),
    ) -> None:
        """`weekday` counts from Monday, 0."""
        self._uow = uow
        self._upkeep = upkeep
        self._platforms = platforms
        self._clock = clock
        self._calendar = calendar
        self._weekday = weekday
        self._at = at

    async def tick(self) -> int:
        """Returns how many people were reminded."""
        now = self._calendar.local(self._clock.now())
        if (now.weekday(), now.time()) < (self._weekday, self._at):
            return 0
        year, number, _ = now.isocalendar()
        week = f"{year}-W{number:02}"
        async with self._uow(read_only=True) as work:
            if await work.slots.is_taken(JOB, week):
                return 0
        left = await self._left()
        async with self._uow() as work:
            # With all that is said, so that a process that dies on the way takes no week with it.
            if not await work.slots.take(JOB, week, self._clock.now()):
                return 0
            moved = await self._upkeep.sweep_leavers(work, left)
            for practice_id, owner in moved.items():
                person = (owner.workspace_id, owner.member_id)
                key = f"{JOB}:moved:{practice_id}:{week}"
                await self._tell(work, person, facts.Due((practice_id,)), key)
            due = await self._upkeep.due(work)
            told = 0
            for person, ids in due.items():
                said = facts.Due(tuple(ids))
                told += await self._tell(work, person, said, f"{JOB}:{week}:{person[1]}")
            await self._tell_moderators(work, week)
            await work.slots.drop_before(self._clock.now() - timedelta(days=90))
            await work.claims.drop_lapsed(self._clock.now())
            await work.commit()
        log.info("upkeep", reminded=told, left=len(left), moved=len(moved))
        return told

    async def _left(self) -> set[Person]:
        """Stewards whom their chat does not have any more; asked before the database is held."""
        async with self._uow(read_only=True) as work:
            people = {(each.workspace_id, each.member_id) for each in await work.stewards.all()}
            known = [
                (person, await work.workspaces.get(person[0]), await work.members.get(*person))
                for person in sorted(people)
            ]
        left = set()
        for person, workspace, member in known:
            if workspace is None or member is None:
                left.add(person)
                continue
            platform = self._platforms.get(workspace.platform)
            if not isinstance(platform, LeaverDirectory):
                continue
            try:
                if await platform.has_left(workspace.external_id, member.external_id):
                    left.add(person)
            except DeliveryError as error:
                log.info("steward not looked up", reason=str(error))
        return left

    async def _tell(self, work: UnitOfWork, person: Person, said: facts.Said, key: str) -> bool:
        workspace = await work.workspaces.get(person[0])
        member = await work.members.get(*person)
        if workspace is None or member is None or not member.external_id:
            return False
        await work.outbox.add(
            Delivery(
                key=key,
                platform=workspace.platform,
                workspace_id=workspace.id,
                channel=direct(member.external_id),
                facts=facts.encode(said),
                priority=NOTICES,
            ),
            self._clock.now(),
        )
        return True

    async def _tell_moderators(self, work: UnitOfWork, week: str) -> None:
        """What nobody else is told of, where there is a channel for it."""
        for workspace in await work.workspaces.all():
            if (await self._upkeep.to_do(work, workspace.id)).is_nothing:
                continue
            for channel in await moderators_channels(work, workspace):
                await work.outbox.add(
                    Delivery(
                        key=f"{JOB}:{week}:{workspace.id}:{channel}",
                        platform=workspace.platform,
                        workspace_id=workspace.id,
                        channel=channel,
                        facts=facts.encode(facts.Upkeep(workspace.id)),
                        priority=NOTICES,
                    ),
                    self._clock.now(),
                )


class LinkRound:
    """Asks for a few web addresses at a time, each once a month."""

    def __init__(
        self, uow: UnitOfWorkFactory, library: Library, checker: LinkChecker, clock: Clock
    ) -> None:
        self._uow = uow
        self._library = library
        self._checker = checker
        self._clock = clock

    async def tick(self) -> int:
        """Returns how many addresses were asked for."""
        now = self._clock.now()
        async with self._uow() as work:
            # Of several processes one goes out; the slot is of the minute, ticks are rarer.
            if not await work.slots.take("links", f"{now:%Y-%m-%dT%H:%M}", now):
                return 0
            known = {each.url: each for each in await work.links.all()}
            await work.commit()
        asked = 0
        for url in self._next(known, now):
            state = await self._checker.check(url)
            link = _link(url, state, known.get(url), now)
            async with self._uow() as work:
                await work.links.put(link)
                await work.commit()
            asked += 1
        if asked:
            log.info("links checked", asked=asked)
        return asked

    def _next(self, known: Mapping[str, Link], now: datetime) -> list[str]:
        """The addresses whose turn it is: never asked for first, then the longest ago."""
        urls = dict.fromkeys(
            source.url
            for practice in self._library.practices()
            for source in practice.sources
            if source.url
        )
        due = [url for url in urls if url not in known or known[url].checked_at <= now - EVERY]
        due.sort(key=lambda url: (url in known, known[url].checked_at if url in known else now))
        chosen: dict[str, str] = {}
        for url in due:
            chosen.setdefault(urlsplit(url).hostname or "", url)
        return list(chosen.values())[:AT_ONCE]


def _link(url: str, state: LinkState, before: Link | None, now: datetime) -> Link:
    """A page that is gone is gone; one without an answer counts as gone the second time."""
    if state is LinkState.FINE:
        return Link(url, state, now)
    since = before.failing_since if before and before.failing_since else now
    if state is LinkState.UNSURE and now - since >= TWICE:
        state = LinkState.GONE
    return Link(url, state, now, since)
