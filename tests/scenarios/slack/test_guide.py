"""docs/slack.md, followed to the letter by an admin who is new to it, in the stand-in Slack.

Commands, settings and questions are taken from the page itself: what it says must work.
"""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.cli.running import Shell
from tests.fakes.slack.building import App
from tests.fakes.slack.sender import People, as_request, signed
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import APP_TOKEN, BOT_TOKEN, SECRET, Channel, Json, Message
from tests.scenarios.slack.test_serve import At, serving, until

GUIDE = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")
KEYS = {
    "NTG_SLACK__BOT_TOKEN": BOT_TOKEN,
    "NTG_SLACK__SIGNING_SECRET": SECRET,
    "NTG_SLACK__APP_TOKEN": APP_TOKEN,
}
COMMUNITY = "attendance-and-inclusion"


def commands(beginning: str) -> list[list[str]]:
    """The commands of the page that begin so, each as its words."""
    lines = [line.strip() for line in GUIDE.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith(beginning)]


def settings(before: str) -> dict[str, str]:
    """The `.env` that follows these words, with the keys that the admin has copied."""
    block = GUIDE.split(before, 1)[1].lstrip().split("\n\n")[0]
    given = dict(line.strip().split("=", 1) for line in block.splitlines())
    return {name: KEYS.get(name, value) for name, value in given.items()}


def said(pattern: str) -> str:
    """What the page tells the admin to write."""
    found = re.search(pattern, " ".join(GUIDE.split()))
    assert found is not None, pattern
    return found[1]


class Slack:
    """The admin's workspace; everything goes through what the manifest asked for."""

    def __init__(self, stand_in: StandIn, app: App) -> None:
        self.stand_in, self.app = stand_in, app
        self.workspace, self.people = stand_in.workspace, People(stand_in)
        self.door: At | None = None
        """in HTTP mode the web server with the certificate, which passes everything on"""

    async def tell(self, kind: str, payload: Json) -> None:
        assert self.app.is_told(payload), "the manifest does not ask for it"
        if self.door is None:
            assert await self.stand_in.send(kind, payload) is not None
            return
        body, content_type = as_request(kind, payload)
        headers = signed(body, content_type)
        answer = await self.door.post("/slack/events", data=body, headers=headers)
        assert answer.status == 200

    async def verified(self) -> bool:
        """What Event Subscriptions does when an address is entered."""
        assert self.door is not None and self.app.address.endswith("/slack/events")
        body, content_type = as_request(
            "events_api", {"type": "url_verification", "challenge": "c0ffee", "token": "unused"}
        )
        headers = signed(body, content_type)
        answer = await self.door.post("/slack/events", data=body, headers=headers)
        return answer.status == 200 and "c0ffee" in await answer.text()

    async def command(self, user: str, channel: str, text: str) -> Message:
        """Somebody types a command; the bot's next message to them there."""
        assert text.startswith("/ntg ")
        payload = self.people.command(user, channel, text.removeprefix("/ntg "))
        return await self.answered(
            lambda: self.tell("slash_commands", payload), channel, lambda m: m.only_for == user
        )

    async def mention(self, user: str, channel: str, text: str) -> Message:
        message = self.people.says(user, channel, f"<@U0BOT> {text}")
        return await self.answered(
            lambda: self.tell("events_api", self.people.mention_event(message)),
            channel,
            lambda m: m.thread_ts == message.ts,
        )

    async def press(self, user: str, message: Message, label: str) -> None:
        await self.tell("interactive", self.people.press(user, message, label))

    async def open(self, user: str, message: Message) -> Json:
        """Presses the button that opens the message's form; the window."""
        form = next(e for e in message.elements() if e["action_id"].startswith("form.open"))
        before = len(self.workspace.views)
        await self.press(user, message, form["text"]["text"])
        await until(self.workspace, lambda: len(self.workspace.views) > before)
        return self.workspace.views[-1]

    async def submit(self, user: str, view: Json, **values: Any) -> None:
        await self.tell("interactive", self.people.submit(user, view, **values))

    async def next(
        self, channel: str, seen: int, fits: Callable[[Message], bool] = lambda _: True
    ) -> Message:
        """The bot's first message there after the `seen` ones."""

        def new() -> list[Message]:
            return [each for each in self.workspace.said(channel)[seen:] if fits(each)]

        await until(self.workspace, lambda: bool(new()))
        return new()[0]

    async def answered(
        self, act: Callable[[], Any], channel: str, fits: Callable[[Message], bool]
    ) -> Message:
        seen = len(self.workspace.said(channel))
        await act()
        return await self.next(channel, seen, fits)


@pytest.mark.parametrize(
    ("mode", "home"),
    [
        ("socket", "filled"),
        pytest.param("socket", "shell", marks=pytest.mark.soak),
        pytest.param("http", "shell", marks=pytest.mark.soak),
    ],
)
async def test_the_guide_leads_from_the_manifest_to_an_answer_and_to_a_published_practice(
    mode: str, home: str, request: pytest.FixtureRequest
) -> None:
    shell: Shell = request.getfixturevalue(home)
    is_socket = mode == "socket"

    # 1. Make the app
    [command] = [each for each in commands("ntg-bot slack manifest") if (
        "--socket" in each) == is_socket]  # fmt: skip
    printed = shell.run(*command[1:])
    assert printed.code == 0
    app = App.made_from(printed.out)
    assert app.is_socket == is_socket

    async with StandIn().serving() as stand_in, aiohttp.ClientSession() as session:
        slack = Slack(stand_in, app)
        workspace = slack.workspace
        workspace.scopes = set(app.scopes)
        admin, sam = workspace.person("ada"), workspace.person("sam")

        # 2. Give the bot its keys; and, from 5, the first admin
        env = settings("For Socket Mode, `.env` then holds:" if is_socket else "For HTTP:\n")
        assert set(env) & set(KEYS), "the page names the keys"
        assert said(r"`(NTG_ADMINS=U\w+)`").startswith("NTG_ADMINS=")
        env["NTG_ADMINS"] = admin
        lines = [f"{name}={value}\n" for name, value in env.items()]
        (shell.folder / ".env").write_text("".join(lines), encoding="utf-8")
        of_stand_in = {"NTG_SLACK__API_BASE_URL": stand_in.api_url}
        examined = await asyncio.to_thread(shell.run, "doctor", **of_stand_in)
        assert examined.code == 0, examined.out
        assert "All that the bot needs is there (it hears: base)" in examined.out

        # 3. Start it
        assert commands("ntg-bot serve") == [["ntg-bot", "serve"]]
        async with serving(shell, **of_stand_in) as address:
            if is_socket:
                await stand_in.connected()
            else:
                slack.door = At(session, address.rstrip("/"))
                assert await slack.verified()
            async with session.get(f"{address}api/channels") as local:
                assert local.status == 404, "the local workspace in the browser stays off"
            await first_answers(slack, admin)
            await channels_and_moderators(slack, admin, sam)
    assert [each for each in workspace.refused if "invalid" in each or "scope" in each] == []


async def first_answers(slack: Slack, admin: str) -> None:
    """4. First answer: in the bot's own conversation, in a channel, and to a command."""
    workspace, people = slack.workspace, slack.people
    direct = workspace.direct(admin).id
    asked = people.says(admin, direct, said(r"write: \*([^*]+)\*"))
    answer = await slack.answered(
        lambda: slack.tell("events_api", people.message_event(asked)), direct, lambda _: True
    )
    assert "attend" in answer.text.casefold()

    channel = workspace.channel("general", bot=False)
    await invited(slack, channel, admin)
    answer = await slack.mention(admin, channel.id, said(r"`@Narrowing the Gap ([^`]+)`"))
    assert "care leavers" in answer.text.casefold()

    question = said(r"`(/ntg what [^`]+)`")
    assert "young carer" in (await slack.command(admin, channel.id, question)).text.casefold()


async def channels_and_moderators(slack: Slack, admin: str, sam: str) -> None:
    """5. Channels and moderators, and the whole way of a shared practice."""
    workspace = slack.workspace
    general = next(each.id for each in workspace.channels.values() if each.name == "general")
    appoint = said(r"`(/ntg moderator add @Sam)`").replace("@Sam", f"<@{sam}|sam>")
    assert "sam" in (await slack.command(admin, general, appoint)).text

    deciding = workspace.channel("deciding", bot=False, is_private=True)
    await invited(slack, deciding, sam)
    await slack.command(sam, deciding.id, said(r"`(/ntg moderators channel)`"))
    community = workspace.channel("attendance", bot=False)
    await invited(slack, community, sam)
    await slack.command(sam, community.id, said(r"`(/ntg bind attendance)`"))
    listed = await slack.command(sam, general, said(r"`(/ntg list)`"))
    assert "attendance" in listed.text.casefold() and "moderators' channel" in listed.text

    share = await slack.command(admin, general, said(r"`(/ntg share)`"))
    form = await slack.open(admin, share)
    seen = len(workspace.said(general))
    await slack.submit(
        admin,
        form,
        title="Knitting circle before the bell",
        what="We ran a knitting circle before the bell for pupils who came late.",
        what_happened="Late marks fell from 19 to 6 in one term.",
    )
    draft = await slack.next(general, seen, lambda message: message.only_for == admin)
    window = await slack.open(admin, draft)
    seen = len(workspace.said(deciding.id))
    await slack.submit(admin, window, communities=[COMMUNITY])
    review = await slack.next(deciding.id, seen)
    seen = len(workspace.said(community.id))
    await slack.press(sam, review, "Accept")
    published = await slack.next(
        community.id, seen, lambda message: "Knitting circle" in message.text
    )
    assert not published.only_for
    answer = await slack.mention(admin, general, "does a knitting circle before the bell help?")
    assert "Knitting circle before the bell" in answer.text


async def invited(slack: Slack, channel: Channel, by: str) -> None:
    """`/invite`, as the page says; the bot greets."""
    assert "`/invite @Narrowing the Gap`" in GUIDE
    channel.members |= {by, "U0BOT", *slack.workspace.users}
    joined = {"type": "member_joined_channel", "user": "U0BOT", "channel": channel.id}
    await slack.answered(
        lambda: slack.tell("events_api", slack.people.event(joined)), channel.id, lambda _: True
    )
