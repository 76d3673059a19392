"""Many posts at Slack's own pace: no channel gets them too fast, and none waits for another."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.conversation import facts
from ntg_bot.conversation.courier import Courier
from ntg_bot.services.ports import Delivery
from ntg_bot.storage import open_database
from tests.fakes.slack.sender import People
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import TEAM
from tests.fakes.world import url_of, world
from tests.scenarios.slack.setting import a_platform

PATIENCE = 300.0
"""seconds after which a run that hangs is given up; nothing is measured by it"""


@pytest.mark.parametrize(
    ("channels", "posts", "pace"),
    [(10, 60, 0.2), pytest.param(20, 600, 1.0, marks=pytest.mark.soak)],
)
async def test_no_post_is_refused_for_coming_too_fast(
    tmp_path: Path, channels: int, posts: int, pace: float
) -> None:
    clock = SystemClock()
    async with (
        world(tmp_path) as made,
        open_database(url_of(tmp_path / "ntg.db"), clock=clock, ids=RandomIds()) as database,
        StandIn(pace=pace).serving() as stand_in,
    ):
        slack, people = stand_in.workspace, People(stand_in)
        ids = [slack.channel(f"c{number}").id for number in range(channels)]
        officer = slack.person("olu")
        async with database.uow() as work:
            home = await work.workspaces.ensure("slack", TEAM, TEAM)
            for number in range(posts):
                # All of one channel first, which must not hold the others up.
                channel = ids[number * channels // posts]
                thread = people.says(officer, channel, f"{number}").ts
                delivery = Delivery(
                    f"k{number}", "slack", home.id, channel,
                    facts.encode(facts.Reply("thanks")), thread=thread,
                )  # fmt: skip
                await work.outbox.add(delivery, clock.now())
            await work.commit()
        platform = a_platform(
            made, stand_in, pace_seconds=pace, ticking=time.monotonic, timeout_seconds=10.0
        )
        courier = Courier(
            database.outbox, database.uow, made.presenter, {"slack": platform}, clock
        )  # fmt: skip
        stop = asyncio.Event()
        loop = asyncio.create_task(courier.run(stop))
        async with asyncio.timeout(PATIENCE):
            while sum(len(slack.said(channel)) for channel in ids) < posts:
                slack.posted.clear()
                await slack.posted.wait()
        stop.set()
        await loop
        await platform.end()
        assert slack.refused == []
        assert [len(slack.said(channel)) for channel in ids] == [posts // channels] * channels
