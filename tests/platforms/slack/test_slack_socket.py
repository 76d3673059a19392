"""Socket Mode: events flow, nothing unstored is acknowledged, and a deaf connection is rebuilt."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from ntg_bot.domain.errors import ConfigError
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.platforms.slack.socket import GIVES_UP_AFTER, SocketDoor
from tests.fakes.slack.sender import People
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import APP_TOKEN, BOT_TOKEN, TEAM

PATIENCE = 30.0


class Heard:
    """A Bolt app that writes down what it hears."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[str] = asyncio.Queue()
        self.breaks = False

    def app(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=BOT_TOKEN)

        app = AsyncApp(
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            signing_secret="x",
        )

        @app.event("emoji_changed")
        async def hear(event: dict[str, str]) -> None:
            if self.breaks:
                raise RuntimeError("cannot be stored")
            self.events.put_nowait(event["name"])

        return app


@asynccontextmanager
async def door(stand_in: StandIn, heard: Heard, **more: float) -> AsyncIterator[SocketDoor]:
    setup = SlackSetup(BOT_TOKEN, Mode.SOCKET, app_token=APP_TOKEN, api_base_url=stand_in.api_url)
    quick = {"ping_seconds": 0.1, "watch_seconds": 0.05, "deaf_after_seconds": 0.3, **more}
    made = SocketDoor(heard.app(), setup, **quick)
    await made.start()
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with StandIn().serving() as made:
        yield made


def event(stand_in: StandIn, name: str) -> dict[str, object]:
    return People(stand_in).event({"type": "emoji_changed", "name": name})


async def test_an_event_is_acknowledged_when_it_was_taken(stand_in: StandIn) -> None:
    heard = Heard()
    async with door(stand_in, heard):
        assert await stand_in.send("events_api", event(stand_in, "one")) is not None
        assert heard.events.get_nowait() == "one"


async def test_an_event_that_was_not_taken_is_not_acknowledged(stand_in: StandIn) -> None:
    heard = Heard()
    async with door(stand_in, heard):
        heard.breaks = True
        assert await stand_in.send("events_api", event(stand_in, "one"), 0.3) is None


async def until_heard(stand_in: StandIn, heard: Heard) -> None:
    """Slack sends again until somebody takes it."""
    async with asyncio.timeout(PATIENCE):
        while await stand_in.send("events_api", event(stand_in, "again"), 0.5) is None:
            pass
    assert await heard.events.get() == "again"


async def test_after_a_cut_connection_events_flow_again(stand_in: StandIn) -> None:
    heard = Heard()
    async with door(stand_in, heard):
        await stand_in.connected()
        await stand_in.cut_sockets()
        await until_heard(stand_in, heard)
    assert stand_in.connections >= 2


async def test_a_connection_that_answers_no_ping_is_rebuilt(stand_in: StandIn) -> None:
    heard = Heard()
    async with door(stand_in, heard) as made:
        await stand_in.connected()
        stand_in.is_mute = True
        async with asyncio.timeout(PATIENCE):
            while stand_in.connections < 2:
                await stand_in.opened()
        stand_in.is_mute = False
        await until_heard(stand_in, heard)
        assert made.is_alive


async def cut(stand_in: StandIn) -> None:
    await stand_in.cut_sockets()


async def asked_to_reconnect(stand_in: StandIn) -> None:
    await stand_in.refresh_sockets()


async def hello_comes_late(stand_in: StandIn) -> None:
    stand_in.hello_after = 0.2
    await stand_in.cut_sockets()


async def hello_never_comes(stand_in: StandIn) -> None:
    stand_in.hello_after = 10 * PATIENCE
    await stand_in.cut_sockets()


async def links_are_stale(stand_in: StandIn) -> None:
    stand_in.stale_links = 2
    await stand_in.cut_sockets()


async def no_link_is_given(stand_in: StandIn) -> None:
    stand_in.workspace.break_next("apps.connections.open", "500", "internal_error", "429")
    await stand_in.cut_sockets()


async def deaf(stand_in: StandIn) -> None:
    before = stand_in.connections
    stand_in.is_mute = True
    while stand_in.connections == before:
        await stand_in.opened()
    stand_in.is_mute = False


FAULTS = (
    cut,
    asked_to_reconnect,
    hello_comes_late,
    hello_never_comes,
    links_are_stale,
    no_link_is_given,
    deaf,
)


@pytest.mark.parametrize("times", [1, pytest.param(50, marks=pytest.mark.soak)])
async def test_whatever_befalls_the_connection_what_slack_sends_again_is_heard(
    stand_in: StandIn, times: int
) -> None:
    chance = random.Random(times)
    faults = [fault for fault in FAULTS for _ in range(times)]
    chance.shuffle(faults)
    heard = Heard()
    async with door(stand_in, heard) as made:
        for number, fault in enumerate(faults):
            async with asyncio.timeout(PATIENCE):
                await stand_in.connected()
                await fault(stand_in)
                again = event(stand_in, f"{fault.__name__} {number}")
                while await stand_in.send("events_api", again, 0.5) is None:
                    pass  # Slack sends again until somebody takes it
            assert made.is_alive
        assert not made.gave_up.is_set()
    names = {heard.events.get_nowait() for _ in range(heard.events.qsize())}
    assert names == {f"{fault.__name__} {number}" for number, fault in enumerate(faults)}


async def test_a_slack_that_is_away_at_the_start_is_tried_again(stand_in: StandIn) -> None:
    heard = Heard()
    stand_in.workspace.break_next("apps.connections.open", "500", "internal_error")
    async with door(stand_in, heard) as made:
        await until_heard(stand_in, heard)
        assert made.is_alive


async def test_after_five_failed_rebuilds_it_says_that_it_is_dead(stand_in: StandIn) -> None:
    heard = Heard()
    stand_in.workspace.break_next("apps.connections.open", *["internal_error"] * 200)
    async with door(stand_in, heard) as made, asyncio.timeout(PATIENCE):
        await made.gave_up.wait()
        assert not made.is_alive
        assert made.failed >= GIVES_UP_AFTER


async def test_an_app_token_slack_refuses_is_a_setting_to_mend(stand_in: StandIn) -> None:
    stand_in.workspace.break_next("apps.connections.open", "invalid_auth")
    with pytest.raises(ConfigError) as fault:
        async with door(stand_in, Heard()):
            pass
    assert fault.value.setting == "NTG_SLACK__APP_TOKEN"
    assert "xapp" not in str(fault.value)
