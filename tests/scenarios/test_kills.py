"""kill -9 at any moment: a digest is in each channel once, and what was acknowledged is there."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from ntg_bot.bootstrap import SystemClock
from ntg_bot.domain.digest import IssueStatus, Week
from ntg_bot.domain.people import ChannelBinding, Purpose
from ntg_bot.services.ports import DeliveryState
from ntg_bot.storage import open_database
from ntg_bot.storage.database import Database
from ntg_bot.storage.tables import PENDING, inbox, outbox
from tests.fakes.clock import CountingIds
from tests.fakes.entries import ATTENDANCE, practice
from tests.fakes.slack.sender import People, send_http
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import TEAM, Json, Workspace
from tests.fakes.world import AUDIT_KEY, FILE, fill_server, url_of, world
from tests.scenarios.killable import LOOK_UP, Order
from tests.scenarios.killing import Calls, Program, killable
from tests.scenarios.slack.test_serve import At

CHANNELS = 40
MONDAY = datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
"""a minute after the digest of 2026-W48 is due"""
EVENTS_A_SECOND = 100
QUIET = 3.0
"""seconds without a call, after which a process is killed all the same"""


@dataclass(frozen=True)
class Place:
    """A filled database that this test and the processes share."""

    database: Database
    url: str


@pytest.fixture(params=["sqlite", "postgresql"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    if request.param == "sqlite":
        async with world(tmp_path):
            url = url_of(tmp_path / FILE)
    else:
        url = request.getfixturevalue("postgresql_url")
        await fill_server(url)
    ids = CountingIds()
    ids.made = 1_000
    async with open_database(url, clock=SystemClock(), ids=ids, audit_key=AUDIT_KEY) as database:
        yield Place(database, url)


# --- digests ------------------------------------------------------------------------------------


async def bind(database: Database, slack: Workspace) -> list[str]:
    """CHANNELS channels of the community in the stand-in's workspace."""
    channels = [slack.channel(f"c{number}").id for number in range(CHANNELS)]
    async with database.uow() as work:
        home = await work.workspaces.ensure("slack", TEAM, TEAM)
        for channel in channels:
            binding = ChannelBinding(f"b{channel}", home.id, channel, Purpose.COMMUNITY, ATTENDANCE)
            await work.bindings.put(binding)
        await work.commit()
    return channels


async def publish(database: Database, id: str, at: datetime) -> None:
    async with database.uow() as work:
        await work.knowledge.save(practice(id, id, communities=(ATTENDANCE,)), by="m1", at=at)
        await work.commit()


async def states(database: Database, week: Week) -> Counter[DeliveryState]:
    """Of the issue's deliveries into Slack; empty while it is not queued."""
    async with database.uow(read_only=True) as work:
        issue = await work.digests.of_week(ATTENDANCE, week)
        if issue is None:
            return Counter()
        assert issue.status is IssueStatus.SENT, "claimed, frozen and queued in one transaction"
        rows = await work.outbox.begun_with(f"digest:{issue.id}:")
    return Counter(each.state for each in rows if each.platform == "slack")


async def kill_during(
    program: Program, order: Order, calls: Calls, dice: random.Random, kills: int
) -> None:
    """Processes one after another, each killed somewhere: while it freezes the issue, while it
    posts, while it waits to look for what the one before it may have posted.
    """
    for number in range(kills):
        process = await program.start(order)
        if number % 3:
            await calls.more(dice.randint(1, 12), QUIET)
        await asyncio.sleep(dice.uniform(0.0, 0.05))  # anywhere in what follows
        process.kill()


@pytest.mark.parametrize(
    ("kills", "digests"), [(3, 1), pytest.param(200, 20, marks=pytest.mark.soak)]
)
async def test_a_digest_is_in_each_of_forty_channels_once(
    tmp_path: Path, place: Place, kills: int, digests: int
) -> None:
    assert LOOK_UP == 0.5
    dice, calls = random.Random(kills), Calls()
    async with StandIn().serving() as stand_in, killable(tmp_path) as program:
        slack = stand_in.workspace
        channels = await bind(place.database, slack)
        slack.on_call = calls.one
        for number in range(digests):
            due = MONDAY + timedelta(days=7 * number)
            await publish(place.database, f"new-{number}", due - timedelta(hours=1))
            shift = (due - SystemClock().now()).total_seconds()
            order = Order(place.url, stand_in.api_url, sends_digests=True, shift=shift)
            await kill_during(program, order, calls, dice, kills // digests)
            process = await program.start(order)
            week = Week.of(due.date())
            while set(await states(place.database, week)) != {DeliveryState.SENT}:
                await calls.more(1, 0.2)  # the last mark needs no further call
            process.kill()
            said = Counter(each.channel for each in slack.messages if each.metadata)
            assert said == Counter(dict.fromkeys(channels, number + 1)), f"digest {number}"
    keys = Counter(m.metadata["event_payload"]["key"] for m in slack.messages if m.metadata)
    assert set(keys.values()) == {1} and len(keys) == CHANNELS * digests


# --- events -------------------------------------------------------------------------------------


class Sending:
    """Slack at EVENTS_A_SECOND; what was not acknowledged is sent again when asked to."""

    def __init__(self, stand_in: StandIn, session: aiohttp.ClientSession) -> None:
        self._people = People(stand_in)
        self._session = session
        self.address = ""
        self.sent: dict[str, Json] = {}
        self.acknowledged: set[str] = set()

    async def send(self, id: str) -> None:
        with suppress(aiohttp.ClientError, TimeoutError):
            client = At(self._session, self.address)
            answer = await send_http(client, "events_api", self.sent[id])
            if answer.status == 200:
                self.acknowledged.add(id)

    async def go_on(self, channels: list[str], stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        start, number = loop.time(), 0
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                channel = channels[number % len(channels)]
                message = self._people.says("olu", channel, f"<@U0BOT> walking bus? {number}")
                id = f"message:{channel}:{message.ts}"
                self.sent[id] = self._people.mention_event(message)
                group.create_task(self.send(id))
                number += 1
                await asyncio.sleep(max(0.0, start + number / EVENTS_A_SECOND - loop.time()))

    async def send_the_rest(self) -> None:
        while rest := self.sent.keys() - self.acknowledged:
            await asyncio.gather(*map(self.send, sorted(rest)[:50]))


@pytest.mark.parametrize(
    ("place", "kills", "answers"),
    [
        ("sqlite", 10, False),
        pytest.param("sqlite", 100, False, marks=pytest.mark.soak),
        pytest.param("postgresql", 100, False, marks=pytest.mark.soak),
        pytest.param("sqlite", 20, True, marks=pytest.mark.soak),
    ],
    indirect=["place"],
)
async def test_nothing_acknowledged_is_lost(
    tmp_path: Path, place: Place, kills: int, answers: bool
) -> None:
    """One of the long forms answers too, while it is killed: each question is answered once."""
    dice, stop = random.Random(kills), asyncio.Event()
    timeout = aiohttp.ClientTimeout(total=30)
    async with (
        StandIn().serving() as stand_in,
        killable(tmp_path) as program,
        aiohttp.ClientSession(timeout=timeout) as session,
    ):
        slack = stand_in.workspace
        slack.person("olu")
        channels = [slack.channel(f"c{number}").id for number in range(10)]
        order = Order(
            place.url, stand_in.api_url, listens=True, answers=answers, lease=5.0, within=2.0
        )
        sending = Sending(stand_in, session)
        process = await program.start(order)
        sending.address = process.address
        going = asyncio.create_task(sending.go_on(channels, stop))
        for _ in range(kills):
            await asyncio.sleep(dice.uniform(0.05, 0.4))
            process.kill()
            process = await program.start(order)
            sending.address = process.address
        stop.set()
        await going
        assert await missing(place.database, sending.acknowledged) == set()
        assert len(sending.acknowledged) > kills
        if answers:
            await sending.send_the_rest()
            while await not_over(place.database):
                slack.posted.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(slack.posted.wait(), 1.0)
            said = Counter(each.thread_ts for each in slack.messages if each.metadata)
            assert set(said.values()) == {1} and len(said) == len(sending.sent)


async def missing(database: Database, ids: set[str]) -> set[str]:
    """Those that the inbox does not know, whether they wait or are done."""
    async with database._sessions.reading() as session:
        rows = await session.all(select(inbox.c.key_digest))
    there = {row.key_digest for row in rows}
    return {id for id in ids if sha256(id.encode()).hexdigest() not in there}


async def not_over(database: Database) -> bool:
    """Whether anything waits or is under way; nothing may have been set aside."""
    async with database._sessions.reading() as session:
        events = {row.state for row in await session.all(select(inbox.c.state).distinct())}
        said = {row.state for row in await session.all(select(outbox.c.state).distinct())}
    assert "dead" not in events | said
    return events != {"done"} or bool(said & set(PENDING))
