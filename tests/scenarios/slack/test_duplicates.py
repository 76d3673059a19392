"""Slack delivers some events more than once, in any order, to whichever process answers first."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.conversation.courier import Courier
from ntg_bot.server import create_app
from tests.fakes.slack.sender import as_request, signed
from tests.scenarios.slack.setting import QUESTION, SlackBot


@pytest.mark.parametrize("events", [40, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_each_event_delivered_up_to_five_times_to_two_doors_has_one_answer(
    http_bot: SlackBot, events: int
) -> None:
    chance = random.Random(events)
    http_bot.world.limits.of_a_person = http_bot.world.limits.of_a_channel = events
    second = http_bot.another()
    app = create_app([second], http_bot.world.database.check)
    asked, deliveries = [], []
    for number in range(events):
        message = http_bot.people.says(
            http_bot.officer, http_bot.general, f"<@U0BOT> {QUESTION} {number}"
        )
        asked.append(message.ts)
        both = [http_bot.people.mention_event(message), http_bot.people.message_event(message)]
        deliveries += [chance.choice(both) for _ in range(chance.randint(1, 5))]
    chance.shuffle(deliveries)
    at = http_bot.world.clock.now().timestamp()
    async with TestClient(TestServer(app, host="127.0.0.1")) as other:
        doors = (http_bot.client, other)

        async def deliver(number: int, event: dict[str, object]) -> int:
            body, kind = as_request("events_api", event)
            headers = signed(body, kind, at=at)
            answer = await doors[number % 2].post("/slack/events", data=body, headers=headers)
            return answer.status

        sent = [deliver(*each) for each in enumerate(deliveries)]
        assert set(await asyncio.gather(*sent)) == {200}
        couriers = [
            http_bot.courier,
            Courier(
                http_bot.world.database.outbox,
                http_bot.world.database.uow,
                http_bot.world.presenter,
                {"slack": second},
                http_bot.world.clock,
            ),
        ]
        while await http_bot.world.worker.step():
            pass
        while sum(await asyncio.gather(*(each.step() for each in couriers))):
            http_bot.world.clock.forward(seconds=1)
    await second.end()
    answers = Counter(each.thread_ts for each in http_bot.slack.said(http_bot.general))
    assert answers == Counter(asked)
