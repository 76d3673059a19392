"""The whole bot in a stand-in Slack: real platform, real database, either way in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.conversation.courier import Courier
from ntg_bot.conversation.troubles import Troubles
from ntg_bot.domain.people import ChannelBinding, Purpose, Role
from ntg_bot.platforms.slack.manifest import Tier, manifest
from ntg_bot.platforms.slack.platform import SlackPlatform
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.server import create_app
from tests.fakes.entries import ATTENDANCE
from tests.fakes.slack.building import App
from tests.fakes.slack.sender import People, as_request, signed
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import APP_TOKEN, BOT_TOKEN, SECRET, TEAM, Json, Message, Workspace
from tests.fakes.world import SLACK_ADMIN as ADMIN
from tests.fakes.world import World, world

QUESTION = "Does a walking bus help?"


@dataclass
class SlackBot:
    """What a test holds: the bot, the workspace, and the people in it."""

    world: World
    stand_in: StandIn
    platform: SlackPlatform
    courier: Courier
    people: People
    client: TestClient[web.Request, web.Application]
    mode: Mode
    officer: str
    colleague: str
    moderator: str
    general: str
    attendance: str
    moderators: str
    app: App
    """as the manifest of the tier makes it"""
    admin: str = ADMIN

    @property
    def slack(self) -> Workspace:
        return self.stand_in.workspace

    async def send(self, kind: str, payload: Json) -> tuple[int, Json]:
        """Slack sends it by the way that is open: (status, body); 0 stands for no answer."""
        if self.mode is Mode.SOCKET:
            answer = await self.stand_in.send(kind, payload, timeout=2.0)
            return (0, {}) if answer is None else (200, answer.get("payload") or {})
        body, content_type = as_request(kind, payload)
        headers = signed(body, content_type, at=self.world.clock.now().timestamp())
        reply = await self.client.post("/slack/events", data=body, headers=headers)
        text = await reply.text()
        return reply.status, await reply.json() if text.startswith("{") else {}

    async def event(self, payload: Json) -> None:
        """Something happens, and Slack tells it to an app that subscribed to it."""
        if not self.app.is_told(payload):
            return
        assert (await self.send("events_api", payload))[0] == 200
        await self.settle()

    async def interact(self, payload: Json) -> Json:
        status, body = await self.send("interactive", payload)
        assert status == 200
        await self.settle()
        return body

    async def command(self, user: str, channel: str, text: str) -> None:
        payload = self.people.command(user, channel, text)
        assert (await self.send("slash_commands", payload))[0] == 200
        await self.settle()

    async def press(self, user: str, message: Message, label: str) -> Json:
        return await self.interact(self.people.press(user, message, label))

    async def submit(self, user: str, view: Json, **values: Any) -> Json:
        return await self.interact(self.people.submit(user, view, **values))

    async def say(self, user: str, channel: str, text: str, thread: str = "") -> Message:
        """Somebody writes, and Slack tells it as a `message` event."""
        message = self.people.says(user, channel, text, thread)
        await self.event(self.people.message_event(message))
        return message

    async def mention(self, user: str, channel: str, text: str, thread: str = "") -> Message:
        """Somebody names the bot: one message, an `app_mention` and no `message` event."""
        message = self.people.says(user, channel, f"<@U0BOT> {text}", thread)
        await self.event(self.people.mention_event(message))
        return message

    async def settle(self) -> None:
        """Worker and courier work until nothing is left that is due now."""
        while await self.world.worker.step() + await self.courier.step():
            self.world.clock.forward(milliseconds=1)

    def another(self, **setup: Any) -> SlackPlatform:
        """A second platform on the same database, as another process would be; not started."""
        return a_platform(self.world, self.stand_in, self.mode, **setup)

    def direct(self, user: str) -> str:
        return self.slack.direct(user).id


@asynccontextmanager
async def slack_bot(
    folder: Path,
    mode: Mode,
    tier: Tier = Tier.LISTENING,
    *,
    pace: float = 0.0,
    is_set_up: bool = True,
    **setup: Any,
) -> AsyncIterator[SlackBot]:
    """A workspace with two channels bound, one not, four people, and the bot in all of them.

    Where it is not set up, nothing is bound and nobody is a moderator; the admin is named in the
    settings either way.
    """
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(world(folder))
        stand_in = await stack.enter_async_context(StandIn(pace=pace).serving())
        slack = stand_in.workspace
        slack_app = App.made_from(json.dumps(manifest(socket=mode is Mode.SOCKET, tier=tier)))
        slack.scopes = set(slack_app.scopes)
        general, attendance, moderators = map(
            slack.channel, ("general", "attendance", "moderators")
        )
        officer, colleague, moderator = map(slack.person, ("olu", "cat", "mo"))
        slack.users[ADMIN] = "ada"
        for channel in (general, attendance, moderators):
            channel.members.add(ADMIN)
        async with made.database.uow() as work:
            home = await work.workspaces.ensure("slack", TEAM, TEAM)
            if is_set_up:
                await work.members.ensure(home.id, moderator, "mo", role=Role.MODERATOR)
            for channel, purpose, community in (
                (attendance, Purpose.COMMUNITY, ATTENDANCE),
                (moderators, Purpose.MODERATORS, ""),
            ):
                binding = ChannelBinding(made.ids.new(), home.id, channel.id, purpose, community)
                if is_set_up:
                    await work.bindings.put(binding)
            await work.commit()
        platform = a_platform(made, stand_in, mode, pace_seconds=pace, **setup)
        app = create_app([platform], made.database.check)
        client = await stack.enter_async_context(TestClient(TestServer(app, host="127.0.0.1")))
        stack.push_async_callback(platform.end)
        if mode is Mode.SOCKET:
            await stand_in.connected()
        courier = Courier(
            made.database.outbox,
            made.database.uow,
            made.presenter,
            {"slack": platform},
            made.clock,
            troubles=Troubles(made.database.uow, made.joined.roles, made.clock),
        )
        made.platforms["slack"] = platform
        yield SlackBot(
            made, stand_in, platform, courier, People(stand_in), client, mode, officer, colleague,
            moderator, general.id, attendance.id, moderators.id, slack_app,
        )  # fmt: skip


def a_platform(
    world: World, stand_in: StandIn, mode: Mode = Mode.HTTP, **setup: Any
) -> SlackPlatform:
    chosen: dict[str, Any] = {
        "bot_token": BOT_TOKEN,
        "mode": mode,
        "signing_secret": SECRET,
        "app_token": APP_TOKEN,
        "api_base_url": stand_in.api_url,
        "timeout_seconds": 0.5,
        "lookup_delay_seconds": 0.5,
        "pace_seconds": 0.0,
        **setup,
    }
    installations = chosen.pop("installations", None)
    ticking = chosen.pop("ticking", lambda: world.clock.now().timestamp())
    return SlackPlatform(
        setup=SlackSetup(**chosen),
        inbox=world.database.inbox,
        uow=world.database.uow,
        clock=world.clock,
        draw=world.presenter.present,
        installations=installations,
        ticking=ticking,
    )
