"""A workspace as Slack holds it: channels, people, messages, views; and the faults it can have."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM, TEAM_NAME = "T0NTG", "Exampleshire"
BOT_USER, BOT, APP = "U0BOT", "B0BOT", "A0APP"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-1-test", "xapp-1-test", "s3cret-of-a-test"
CLIENT_ID, CLIENT_SECRET = "1111.2222", "client-s3cret-of-a-test"


@dataclass
class Message:
    """One message. `only_for` is the one person who sees an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    only_for: str = ""
    metadata: Json | None = None
    edited: int = 0
    bot_id: str = ""
    visible_at: float = 0.0
    """when the history shows it, where it lags"""

    def as_json(self, *, metadata: bool = False) -> Json:
        found: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        if self.blocks:
            found["blocks"] = self.blocks
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if self.bot_id:
            found["bot_id"] = self.bot_id
        if metadata and self.metadata:
            found["metadata"] = self.metadata
        return found

    def elements(self) -> list[Json]:
        """Every button and input element."""
        found = []
        for block in self.blocks:
            if block["type"] == "actions":
                found += [{**each, "block_id": block["block_id"]} for each in block["elements"]]
        return found

    def button(self, label: str) -> Json:
        """The first button of that label, with its block's id."""
        return next(each for each in self.elements() if each["text"]["text"] == label)


@dataclass
class Channel:
    id: str
    name: str
    is_im: bool = False
    user: str = ""
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_private: bool = False
    is_shared: bool = False
    """people of other organisations are in it"""


@dataclass
class Fault:
    """What happens to the next calls of a method. `kind`: 429, 500, hang, drop, stored_drop,
    stored_500, held (answered as ever, once `held` of the workspace is set), or an error of
    Slack's such as `is_archived`.
    """

    kind: str
    retry_after: int = 1


class Workspace:
    """Everything the stand-in remembers."""

    def __init__(self, team: str = TEAM, name: str = TEAM_NAME, token: str = BOT_TOKEN) -> None:
        self.team = team
        self.name = name
        self.token = token
        """the bot's; empty while the app is not installed"""
        self.former: set[str] = set()
        """tokens that were exchanged and have not ended yet"""
        self._count = itertools.count(1)
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, str] = {}
        self.guests: dict[str, str] = {}
        """people who are none of the workspace's own, and Slack's word for what they are"""
        self.messages: list[Message] = []
        self.views: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.prompts: list[Json] = []
        self.statuses: list[Json] = []
        self.reactions: list[Json] = []
        self.triggers: dict[str, float] = {}
        self.response_urls: dict[str, Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.faults: dict[str, deque[Fault]] = {}
        self.refused: list[str] = []
        """every error given, with its detail: a test may demand that there were none"""
        self.unseen: list[Message] = []
        """private messages that Slack took and nobody was shown"""
        self.scopes: set[str] | None = None
        """scopes of the token; None grants all"""
        self.history_lag = 0.0
        self.chance: Callable[[str], Fault | None] = lambda method: None
        """what goes wrong with a call for which no fault was ordered"""
        self.held = asyncio.Event()
        self.on_call: Callable[[], None] = lambda: None
        """called with every call"""
        self.posted = asyncio.Event()
        """set with everything that the bot says, changes or opens"""

    # --- making -------------------------------------------------------------------------------

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._count):06d}"

    def ts(self, now: float) -> str:
        return f"{int(now)}.{next(self._count):06d}"

    def channel(self, name: str, *, bot: bool = True, **more: Any) -> Channel:
        channel = Channel(self.next_id("C"), name, members={BOT_USER} if bot else set(), **more)
        self.channels[channel.id] = channel
        return channel

    def person(self, name: str) -> str:
        id = self.next_id("U")
        self.users[id] = name
        for channel in self.channels.values():
            if not channel.is_im:
                channel.members.add(id)
        return id

    def direct(self, user: str) -> Channel:
        for channel in self.channels.values():
            if channel.is_im and channel.user == user:
                return channel
        channel = Channel(self.next_id("D"), user, is_im=True, user=user, members={user, BOT_USER})
        self.channels[channel.id] = channel
        return channel

    def break_next(self, method: str, *kinds: str, retry_after: int = 1) -> None:
        """The next calls of `method` go wrong, one kind a call."""
        queue = self.faults.setdefault(method, deque())
        queue.extend(Fault(kind, retry_after) for kind in kinds)

    # --- asking -------------------------------------------------------------------------------

    def said(self, channel: str, *, thread: str | None = None) -> list[Message]:
        """What the bot said there, oldest first; of one thread where it is named."""
        return [
            each
            for each in self.messages
            if each.channel == channel
            and each.bot_id
            and (thread is None or each.thread_ts == thread)
        ]

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    def find(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.messages if m.channel == channel and m.ts == ts), None)
