"""Events go straight from the door to who listens; everything else goes through Bolt."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.domain.errors import StorageError
from ntg_bot.platforms.slack.desks import Desk
from ntg_bot.platforms.slack.dispatch import Dispatch
from ntg_bot.platforms.slack.door import HttpDoor
from ntg_bot.platforms.slack.signature import sign
from tests.fakes.clock import FrozenClock

SECRET = "made up for this test"
CANARY = "words of a person"


class Workspaces:
    """Who is asked which workspace an event is for; breaks with `fault` where there is one."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fault: Exception | None = None

    async def of_team(self, team: str) -> Desk | None:
        self.asked.append(team)
        if self.fault is not None:
            raise self.fault
        return None

    async def removed(self, team: str, at: datetime) -> None:
        self.asked.append(f"{team} was removed")


@asynccontextmanager
async def opened(
    workspaces: Workspaces, *, straight: bool
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    dispatch = Dispatch(workspaces.of_team, workspaces.removed)
    take = dispatch.take_event if straight else None
    app = web.Application()
    app.add_routes(HttpDoor(dispatch.app(), SECRET, FrozenClock(), take).routes())
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def send(client: TestClient[web.Request, web.Application], payload: object) -> int:
    body = json.dumps(payload).encode()
    stamp = str(int(FrozenClock().now().timestamp())).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Signature": sign(SECRET, stamp, body).decode(),
        "X-Slack-Request-Timestamp": stamp.decode(),
    }
    answer = await client.post("/slack/events", data=body, headers=headers)
    return answer.status


def event_of(event: object) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event": event, "event_time": 1}


@pytest.mark.parametrize(
    "payload",
    [
        event_of({"type": "message", "text": CANARY}),
        event_of({"type": "app_uninstalled"}),
        event_of({"type": "never_heard_of"}),
        event_of({"type": ["message"]}),
        event_of({"type": None}),
        event_of({}),
        event_of("message"),
        event_of(None),
        {"type": "event_callback"},
        {"type": "url_verification", "challenge": "c"},
        {"type": ["event_callback"], "event": {"type": "message"}},
        {},
    ],
    ids=str,
)
async def test_an_event_is_taken_as_bolt_would_have_it_taken(payload: dict[str, Any]) -> None:
    heard = []
    for straight in (True, False):
        workspaces = Workspaces()
        async with opened(workspaces, straight=straight) as client:
            heard.append((await send(client, payload), workspaces.asked))
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (StorageError("The disk is full."), "The disk is full."),
        (KeyError(CANARY), "KeyError"),
    ],
)
@pytest.mark.parametrize("straight", [True, False])
async def test_what_was_not_stored_is_a_503_and_no_word_of_it_is_logged(
    capfd: pytest.CaptureFixture[str], fault: Exception, named: str, straight: bool
) -> None:
    workspaces = Workspaces()
    workspaces.fault = fault
    async with opened(workspaces, straight=straight) as client:
        assert await send(client, event_of({"type": "message", "text": CANARY})) == 503
    told = "".join(capfd.readouterr())
    assert named in told
    assert CANARY not in told
