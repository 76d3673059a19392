"""Slack delivers some events more than once, in any order, to whichever process answers first."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.conversation.courier import Courier
from ntg_bot.server import create_app
from tests.cli.running import ROOT, Shell
from tests.fakes.slack.sender import People, as_request, signed
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import BOT_TOKEN, SECRET, Json
from tests.fakes.world import world
from tests.scenarios.slack.setting import QUESTION, SlackBot
from tests.scenarios.slack.test_serve import PATIENCE, At, serving

Place = tuple[str, str, str]
"""channel, thread, and the one person it is for"""


@pytest.mark.parametrize("events", [20, pytest.param(1_000, marks=pytest.mark.soak)])
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


@asynccontextmanager
async def small_bots(stand_in: StandIn, shell: Shell, events: int) -> AsyncIterator[list[str]]:
    """Two processes that are quick to start."""
    async with world(shell.folder):
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.scenarios.slack.bots",
            str(shell.folder), stand_in.api_url,
            cwd=ROOT,
            env=shell.environment({"OPENBLAS_NUM_THREADS": "1"}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
    assert program.stdin is not None and program.stdout is not None
    program.stdin.write(b"\n\n")
    async with asyncio.timeout(PATIENCE):
        yield [(await program.stdout.readline()).decode().strip() for _ in range(2)]
        program.stdin.close()
        assert await program.wait() == 0


@asynccontextmanager
async def commands(stand_in: StandIn, shell: Shell, events: int) -> AsyncIterator[list[str]]:
    """`ntg-bot serve` twice."""
    settings = {
        "NTG_SLACK__BOT_TOKEN": BOT_TOKEN,
        "NTG_SLACK__SIGNING_SECRET": SECRET,
        "NTG_SLACK__API_BASE_URL": stand_in.api_url,
        "NTG_PACE__OF_A_PERSON": str(2 * events),
        "NTG_PACE__OF_A_CHANNEL": str(2 * events),
    }
    async with serving(shell, **settings) as one, serving(shell, **settings) as other:
        yield [one, other]


@pytest.mark.parametrize(
    ("bots", "events"),
    [(small_bots, 100), pytest.param(commands, 1_000, marks=pytest.mark.soak)],
)
async def test_each_event_delivered_up_to_five_times_to_two_processes_has_one_answer(
    tmp_path: Path,
    bots: Callable[[StandIn, Shell, int], AbstractAsyncContextManager[list[str]]],
    events: int,
) -> None:
    """Each takes in, answers and posts, on one database file."""
    chance = random.Random(events)
    shell = Shell(tmp_path, tmp_path / "home")
    async with StandIn().serving() as stand_in, aiohttp.ClientSession() as session:
        wanted, deliveries = _asked(stand_in, events, chance)
        async with bots(stand_in, shell, events) as addresses:
            doors = [At(session, each.rstrip("/")) for each in addresses]

            async def deliver(kind: str, payload: Json) -> int:
                body, content_type = as_request(kind, payload)
                headers = signed(body, content_type)
                answer = await chance.choice(doors).post(
                    "/slack/events", data=body, headers=headers
                )
                return answer.status

            sent = await asyncio.gather(*(deliver(*each) for each in deliveries))
            assert set(sent) == {200}
            async with asyncio.timeout(PATIENCE):
                while len(_answered(stand_in)) < len(wanted):
                    stand_in.workspace.posted.clear()
                    await stand_in.workspace.posted.wait()
        # Both have ended, and finished what they had in hand: what would come twice has come.
        assert _answered(stand_in) == wanted


def _asked(
    stand_in: StandIn, events: int, chance: random.Random
) -> tuple[Counter[Place], list[tuple[str, Json]]]:
    """Mentions, direct messages and commands, where each is to be answered, and all deliveries."""
    slack, people = stand_in.workspace, People(stand_in)
    wanted: Counter[Place] = Counter()
    deliveries: list[tuple[str, Json]] = []
    channels = [slack.channel(f"c{number}").id for number in range(events // 4)]
    staff = [slack.person(f"p{number}") for number in range(events // 4)]
    for number in range(events):
        user, channel = staff[number // 4], channels[number // 4]
        times = chance.randint(1, 5)
        if number % 4 == 0:
            deliveries += [("slash_commands", people.command(user, channel, QUESTION))] * times
            wanted[channel, "", user] += 1
        elif number % 4 == 1:
            message = people.says(user, slack.direct(user).id, QUESTION)
            deliveries += [("events_api", people.message_event(message))] * times
            wanted[message.channel, "", ""] += 1
        else:
            message = people.says(user, channel, f"<@U0BOT> {QUESTION}")
            both = [people.mention_event(message), people.message_event(message)]
            deliveries += [("events_api", chance.choice(both)) for _ in range(times)]
            wanted[channel, message.ts, ""] += 1
    chance.shuffle(deliveries)
    return wanted, deliveries


def _answered(stand_in: StandIn) -> Counter[Place]:
    return Counter(
        (each.channel, each.thread_ts, each.only_for)
        for each in stand_in.workspace.messages
        if each.bot_id
    )
