"""One workspace at a hundred times the others' pace: the others hardly notice.

Time is counted in steps: a row takes one, whoever it is of. What is asked is how many steps pass
from a row's coming to its end, with and without the noise, for the same rows of the others.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from ntg_bot.conversation.events import Event, MessagePosted, Place, encode
from ntg_bot.conversation.worker import Worker
from ntg_bot.services.ports import Envelope
from ntg_bot.storage.database import Database
from ntg_bot.storage.tables import metadata
from tests.storage.world import CountedIds, StoppedClock, a_delivery, at

WORKSPACES, NOISE = 20, 100
STEPS_BETWEEN = 30
"""from one row of a quiet workspace to its next: all of them fill two thirds of the time"""
NOISY = 0
SHORT, LONG = 60, 600
Stage = Callable[[Database, StoppedClock, "Waits"], Awaitable[float]]


@dataclass(frozen=True, order=True)
class Coming:
    at: float
    workspace: int
    number: int


def comings(steps: int, *, noisy: bool) -> deque[Coming]:
    """Rows in the order they come; those of the quiet ones are the same with and without noise."""
    rows = []
    for workspace in range(WORKSPACES):
        dice = random.Random(workspace)
        loud = workspace == NOISY and noisy
        count = steps // STEPS_BETWEEN * (NOISE if loud else 1) or 1
        rows += [Coming(dice.uniform(0, steps), workspace, n) for n in range(count)]
    return deque(sorted(rows))


class Waits:
    """Steps that rows took, and the time in steps."""

    def __init__(self, clock: StoppedClock, coming: deque[Coming]) -> None:
        self.now = 0.0
        self.coming = coming
        self.came = {(each.workspace, each.number): each.at for each in coming}
        self.quiet: list[float] = []
        self.last = max(at for (workspace, _), at in self.came.items() if workspace != NOISY)
        self._left = sum(workspace != NOISY for workspace, _ in self.came)
        self._clock = clock

    def due(self) -> list[Coming]:
        """What has come by now; where nothing has, the time goes on to the next."""
        if self.coming and self.coming[0].at > self.now:
            return []
        rows = []
        while self.coming and self.coming[0].at <= self.now:
            rows.append(self.coming.popleft())
        return rows

    def idle(self) -> None:
        self.now = max(self.now, self.coming[0].at)

    def step(self) -> None:
        self.now += 1
        self._clock.pass_seconds(0.01)

    def end(self, workspace: int, number: int) -> None:
        if workspace != NOISY:
            self.quiet.append(self.now - self.came[workspace, number])
            self._left -= 1

    @property
    def is_over(self) -> bool:
        return self._left == 0

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.quiet, n=100, method="inclusive")[98]


class Taking:
    """Stands for the conversation: a row takes a step, while others come."""

    def __init__(self, database: Database, waits: Waits) -> None:
        self._database = database
        self._waits = waits

    async def come(self) -> None:
        envelopes = []
        for each in self._waits.due():
            place = Place("chat", f"T{each.workspace:02}", "c", "", "u", "U", False)
            kind, payload = encode(
                MessagePosted(place, f"{each.number}", "?", True, datetime(2026, 3, 2, tzinfo=UTC))
            )
            key = f"{each.workspace}-{each.number}"
            envelopes.append(Envelope("chat", key, place.workspace, kind, payload))
        await asyncio.gather(*map(self._database.inbox.put, envelopes))

    async def handle(self, row_id: str, event: Event) -> None:
        assert isinstance(event, MessagePosted)
        async with self._database.uow() as work:
            await work.inbox.done(row_id)
            await work.commit()
        self._waits.step()
        self._waits.end(int(event.place.workspace[1:]), int(event.message))
        await self.come()


async def taken_in(database: Database, clock: StoppedClock, waits: Waits) -> float:
    """99 of 100 events of the quiet ones were handled in so many steps, by the real worker."""
    taking = Taking(database, waits)
    worker = Worker(database.inbox, taking, clock, CountedIds())  # type: ignore[arg-type]
    while not waits.is_over:
        await taking.come()
        if not await worker.step():
            waits.idle()
    return waits.p99


async def delivered(database: Database, clock: StoppedClock, waits: Waits) -> float:
    """The same for deliveries, which are said one a step."""
    async with database.uow() as work:
        homes = [await work.workspaces.ensure("local", f"T{n}", "") for n in range(WORKSPACES)]
        await work.commit()
    while not waits.is_over:
        due = waits.due()
        if due:
            async with database.uow() as work:
                for each in due:
                    key = f"{each.workspace}-{each.number}"
                    home = homes[each.workspace].id
                    await work.outbox.add(a_delivery(key, home, thread=key), at(0))
                await work.commit()
        rows = await database.outbox.claim("local", 1, 60)
        if not rows:
            waits.idle()
        for row in rows:
            await database.outbox.sent(row.key, "said")
            waits.step()
            workspace, number = row.key.split("-")
            waits.end(int(workspace), int(number))
    return waits.p99


RUNS = [
    *(("sqlite", stage, SHORT) for stage in (taken_in, delivered)),
    *(
        pytest.param(database, stage, LONG, marks=pytest.mark.soak)
        for database in ("sqlite", "postgresql")
        for stage in (taken_in, delivered)
    ),
]


@pytest.mark.parametrize(("database", "stage", "steps"), RUNS, indirect=["database"])
async def test_the_others_wait_less_than_twice_as_long_beside_a_noisy_one(
    database: Database,
    clock: StoppedClock,
    stage: Stage,
    steps: int,
    record_property: Callable[[str, object], None],
) -> None:
    alone = await stage(database, clock, Waits(clock, comings(steps, noisy=False)))
    await _forget(database)
    noisy = Waits(clock, comings(steps, noisy=True))
    beside = await stage(database, clock, noisy)
    assert noisy.now >= noisy.last
    record_property("p99_alone", round(alone, 1))
    record_property("p99_beside_noise", round(beside, 1))
    assert beside < 2 * alone


async def _forget(database: Database) -> None:
    """The keys of the first run are used again in the second."""
    async with database._sessions.writing() as session:
        for name in ("inbox", "outbox"):
            await session.execute(metadata.tables[name].delete())
        await session.commit()
