"""Two Slack workspaces that install the app themselves, and the one bot that serves both."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from ntg_bot.conversation.courier import Courier
from ntg_bot.platforms.slack.platform import SlackPlatform
from ntg_bot.server import create_app
from ntg_bot.storage.installations import SqlInstallations
from ntg_bot.storage.keyring import new_key
from tests.fakes.slack.sender import People, as_request, signed
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import CLIENT_ID, CLIENT_SECRET, Json, Message, Workspace
from tests.fakes.world import SLACK_ADMIN, World, world
from tests.scenarios.slack.setting import QUESTION, a_platform

NORTH, SOUTH = "T0NORTH", "T0SOUTH"
Web = TestClient[web.Request, web.Application]


@dataclass
class Open:
    """The bot, open to whoever installs it, and a Slack with two workspaces that might."""

    world: World
    stand_in: StandIn
    platform: SlackPlatform
    kept: SqlInstallations
    browser: Web
    courier: Courier
    north: Workspace
    south: Workspace

    async def install(self, team: str = NORTH, *, listening: bool = False) -> ClientResponse:
        """An admin of `team` opens the page, chooses, and presses Allow at Slack."""
        self.stand_in.oauth.chooses = team
        offers = await self.offers()
        return await self.browser.session.get(offers[1 if listening else 0])

    async def offers(self) -> list[str]:
        page = await self.browser.get("/slack/install")
        assert page.status == 200
        return [unescape(each) for each in re.findall(r'href="([^"]+)"', await page.text())]

    async def event(self, payload: dict[str, Any], client: Web | None = None) -> int:
        body, kind = as_request("events_api", payload)
        at = self.world.clock.now().timestamp()
        headers = signed(body, kind, at=at)
        answer = await (client or self.browser).post("/slack/events", data=body, headers=headers)
        await self.settle()
        return answer.status

    async def settle(self) -> None:
        while await self.world.worker.step() + await self.courier.step():
            self.world.clock.forward(milliseconds=1)

    async def ask(self, workspace: Workspace) -> str:
        """Somebody in that workspace asks the bot in its own conversation; returns the channel."""
        people = People(self.stand_in, workspace)
        channel = workspace.direct(workspace.person("ann")).id
        asked = people.says(workspace.channels[channel].user, channel, QUESTION)
        assert await self.event(people.message_event(asked)) == 200
        return channel

    async def interact(self, payload: Json) -> Json:
        """Somebody presses a button or sends a window in."""
        return await self._sent("interactive", payload)

    async def _sent(self, kind: str, payload: Json) -> Json:
        body, content_type = as_request(kind, payload)
        headers = signed(body, content_type, at=self.world.clock.now().timestamp())
        answer = await self.browser.post("/slack/events", data=body, headers=headers)
        assert answer.status == 200
        text = await answer.text()
        await self.settle()
        return json.loads(text) if text.startswith("{") else {}

    async def command(self, payload: Json) -> None:
        await self._sent("slash_commands", payload)

    def gone(self, workspace: Workspace, kind: str, **more: Any) -> dict[str, Any]:
        """Slack's word that the app was taken out, now."""
        payload = People(self.stand_in, workspace).event({"type": kind, **more})
        return {**payload, "event_time": int(self.world.clock.now().timestamp())}


@dataclass
class Team:
    """One of the workspaces, with people and channels, and what they do there.

    Both count their channels and people alike, so that what is told apart by these alone goes
    wrong.
    """

    bot: Open
    slack: Workspace
    people: People
    officer: str
    colleague: str
    moderator: str
    attendance: str
    send: str
    moderators: str

    @classmethod
    async def of(cls, bot: Open, slack: Workspace) -> Team:
        """It installs the app, and its admin and moderator tie channels to what they are for."""
        await bot.install(slack.team, listening=True)
        attendance, send, moderators = map(slack.channel, ("attendance", "send", "moderators"))
        moderators.is_private = True
        officer, colleague, moderator = map(slack.person, ("olu", "cat", "mo"))
        slack.users[SLACK_ADMIN] = "ada"
        made = cls(
            bot, slack, People(bot.stand_in, slack), officer, colleague, moderator,
            attendance.id, send.id, moderators.id,
        )  # fmt: skip
        for channel in (attendance, send, moderators):
            channel.members.add(SLACK_ADMIN)
        await made.command(SLACK_ADMIN, made.moderators, f"moderator add <@{moderator}|mo>")
        await made.command(moderator, made.attendance, "bind attendance")
        await made.command(moderator, made.send, "bind SEND and disabled children")
        await made.command(moderator, made.moderators, "moderators channel")
        return made

    async def command(self, user: str, channel: str, text: str) -> None:
        await self.bot.command(self.people.command(user, channel, text))

    async def say(self, user: str, channel: str, text: str, thread: str = "") -> Message:
        message = self.people.says(user, channel, text, thread)
        await self.bot.event(self.people.message_event(message))
        return message

    async def change(self, message: Message, text: str) -> None:
        await self.bot.event(self.people.changed_event(message, text))

    async def delete(self, message: Message) -> None:
        await self.bot.event(self.people.deleted_event(message))

    async def press(self, user: str, message: Message, label: str) -> None:
        await self.bot.interact(self.people.press(user, message, label))

    async def fill_in(self, user: str, message: Message, **values: Any) -> None:
        """The window of the message's form is opened and sent in."""
        opener = next(
            each["text"]["text"]
            for each in message.elements()
            if each["action_id"].startswith("form.open")
        )
        await self.press(user, message, opener)
        await self.bot.interact(self.people.submit(user, self.slack.views[-1], **values))

    def said(self, channel: str) -> list[Message]:
        """What everybody in the channel can read of the bot."""
        return [each for each in self.slack.said(channel) if not each.only_for]

    def told(self, user: str) -> list[Message]:
        """What the bot said to this person alone, wherever that was."""
        direct = self.slack.direct(user).id
        return [
            each
            for each in self.slack.messages
            if each.bot_id and (each.channel == direct or each.only_for == user)
        ]


@asynccontextmanager
async def open_bot(folder: Path) -> AsyncIterator[Open]:
    async with world(folder) as made, StandIn().serving() as stand_in:
        kept = made.database.installations([new_key()])
        bot = public_platform(made, stand_in, kept)
        courier = courier_of(made, bot)
        app = create_app([bot], made.database.check)
        async with TestClient(TestServer(app, host="127.0.0.1")) as browser:
            stand_in.oauth.redirect_url = str(browser.make_url("/slack/oauth_redirect"))
            yield Open(
                made, stand_in, bot, kept, browser, courier,
                stand_in.workspace_without_the_app(NORTH, "Northshire"),
                stand_in.workspace_without_the_app(SOUTH, "Southshire"),
            )  # fmt: skip
        await bot.end()


def public_platform(made: World, stand_in: StandIn, kept: SqlInstallations) -> SlackPlatform:
    return a_platform(
        made, stand_in, bot_token="", client_id=CLIENT_ID, client_secret=CLIENT_SECRET,
        installations=kept,
    )  # fmt: skip


def courier_of(made: World, bot: SlackPlatform) -> Courier:
    database = made.database
    return Courier(database.outbox, database.uow, made.presenter, {"slack": bot}, made.clock)
