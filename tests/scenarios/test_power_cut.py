"""What was acknowledged is answered, once, though the process is killed while at work."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections import Counter
from pathlib import Path

import aiohttp

from tests.homes import Prepared
from tests.scenarios.served import Served

MESSAGES = 50
KILL_AFTER = 20
"""acknowledgements, with the other messages still in flight"""
CHANNEL = "c-attendance-and-inclusion"
ANSWER_SECONDS = 90.0
_NUMBER = re.compile(r"question (\d+)$")


async def test_every_acknowledged_message_is_answered_once_after_a_kill(
    tmp_path: Path, prepared: Prepared
) -> None:
    prepared.copy(tmp_path / "home")
    served = Served(tmp_path / "home")
    try:
        acknowledged = await _send_until_killed(served)
        assert len(acknowledged) >= KILL_AFTER
        served.start_again()
        async with asyncio.timeout(ANSWER_SECONDS):
            answers = await _answers(served, acknowledged)
    finally:
        served.stop()
    assert {number: answers[number] for number in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert max(answers.values()) == 1


async def _send_until_killed(served: Served) -> set[int]:
    """Sends all at once and kills the process in the midst; the numbers that got a yes."""
    acknowledged: set[int] = set()
    enough = asyncio.Event()

    async def send(session: aiohttp.ClientSession, number: int) -> None:
        body = {
            "persona": "officer",
            "channel": CHANNEL,
            "thread": "",
            "text": f"@ntg what works for persistent absence, question {number}",
            "key": str(uuid.uuid4()),
        }
        try:
            async with session.post(f"{served.url}api/messages", json=body) as answer:
                if answer.status < 300:
                    acknowledged.add(number)
        except aiohttp.ClientError:
            return  # never acknowledged: the sender knows, and may send it again
        if len(acknowledged) >= KILL_AFTER:
            enough.set()

    async with aiohttp.ClientSession() as session:
        sends = asyncio.gather(*(send(session, number) for number in range(MESSAGES)))
        reached = asyncio.create_task(enough.wait())
        await asyncio.wait({reached, sends}, return_when=asyncio.FIRST_COMPLETED)
        served.kill()
        await sends
        reached.cancel()
    return acknowledged


async def _answers(served: Served, acknowledged: set[int]) -> Counter[int]:
    """How many answers stand under each question, once every acknowledged one has one."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{served.url}events", params={"persona": "officer"}) as events,
    ):
        while True:
            counted = await _count(session, served)
            if acknowledged <= set(counted):
                return counted
            await events.content.readline()  # something happened: look again


async def _count(session: aiohttp.ClientSession, served: Served) -> Counter[int]:
    query = {"persona": "officer", "channel": CHANNEL}
    async with session.get(f"{served.url}api/messages", params=query) as answer:
        messages = (await answer.json())["messages"]
    numbers = {
        message["id"]: int(found[1])
        for message in messages
        if (found := _NUMBER.search(message["text"])) and not message["thread"]
    }
    return Counter(numbers[m["thread"]] for m in messages if m["thread"] in numbers)
