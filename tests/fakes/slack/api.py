"""The Web API of the stand-in: strict on arguments, blocks, scopes and pace."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.fakes.slack.limits import Refused, check_message, check_view
from tests.fakes.slack.workspace import (
    APP_TOKEN,
    BOT,
    BOT_USER,
    Channel,
    Json,
    Message,
    Workspace,
)

TRIGGER_SECONDS = 3.0

_REQUIRED: dict[str, tuple[str, ...]] = {
    "api.test": (),
    "auth.test": (),
    "apps.connections.open": (),
    "assistant.threads.setStatus": ("channel_id", "status"),
    "assistant.threads.setSuggestedPrompts": ("channel_id", "prompts"),
    "assistant.threads.setTitle": ("channel_id", "thread_ts", "title"),
    "chat.delete": ("channel", "ts"),
    "chat.postEphemeral": ("channel", "user", "text"),
    "chat.postMessage": ("channel", "text"),
    "chat.update": ("channel", "ts", "text"),
    "conversations.history": ("channel",),
    "conversations.info": ("channel",),
    "conversations.open": ("users",),
    "conversations.replies": ("channel", "ts"),
    "reactions.add": ("channel", "timestamp", "name"),
    "reactions.get": ("channel", "timestamp"),
    "users.info": ("user",),
    "views.open": ("trigger_id", "view"),
    "views.publish": ("user_id", "view"),
    "views.update": ("view",),
}
_SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "reactions.get": "reactions:read",
    "users.info": "users:read",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setStatus": "assistant:write",
}


class WebApi:
    """One method a handler; raises Refused with Slack's error."""

    def __init__(self, workspace: Workspace, *, pace: float) -> None:
        self.workspace = workspace
        self.pace = pace
        self.socket_url = ""
        self._posted_at: dict[str, list[float]] = {}
        self._handlers: dict[str, Callable[[Json], Json]] = {
            "api.test": lambda _: {},
            "auth.test": self._auth_test,
            "apps.connections.open": lambda _: {"url": self.socket_url},
            "assistant.threads.setStatus": self._status,
            "assistant.threads.setSuggestedPrompts": self._prompts,
            "assistant.threads.setTitle": lambda _: {},
            "chat.delete": self._delete,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.postMessage": self._post_message,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.info": self._info,
            "conversations.open": self._open,
            "conversations.replies": self._replies,
            "reactions.add": self._react,
            "reactions.get": self._reactions,
            "users.info": self._user,
            "views.open": self._open_view,
            "views.publish": self._publish,
            "views.update": self._update_view,
        }

    def call(self, method: str, token: str, arguments: Json) -> Json:
        """The answer's body without `ok`. Raises Refused."""
        self.workspace.calls.append((method, arguments))
        if method not in self._handlers:
            raise Refused("unknown_method", method)
        is_known = token == APP_TOKEN if method == "apps.connections.open" else self.knows(token)
        if not is_known and method != "api.test":
            raise Refused("invalid_auth" if token else "not_authed")
        for name in _REQUIRED[method]:
            if arguments.get(name) in (None, "", []):
                raise Refused("invalid_arguments", f"{method} needs {name}")
        self._scoped(method, arguments)
        return self._handlers[method](arguments)

    def knows(self, token: str) -> bool:
        return token == self.workspace.token or token in self.workspace.former

    def too_fast(self, channel: str) -> bool:
        """More than one post a second, but for a short burst of three."""
        now = time.monotonic()
        recent = [at for at in self._posted_at.get(channel, []) if now - at < 3 * self.pace]
        self._posted_at[channel] = recent
        if len(recent) >= 3:
            return True
        recent.append(now)
        return False

    def _scoped(self, method: str, arguments: Json) -> None:
        scopes = self.workspace.scopes
        if scopes is None:
            return
        wanted = _SCOPES.get(method)
        if method in ("conversations.history", "conversations.replies"):
            wanted = "im:history" if arguments["channel"].startswith("D") else "channels:history"
        if wanted and wanted not in scopes:
            raise Refused("missing_scope", wanted)

    # --- who and where ------------------------------------------------------------------------

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": self.workspace.team, "team": self.workspace.name,
                "user_id": BOT_USER, "bot_id": BOT,
                "url": "https://exampleshire.slack.com/"}  # fmt: skip

    def _user(self, arguments: Json) -> Json:
        name = self.workspace.users.get(arguments["user"])
        if name is None:
            raise Refused("user_not_found")
        kind = self.workspace.guests.get(arguments["user"])
        signs = {kind: True} if kind else {}
        return {"user": {"id": arguments["user"], "name": name, "real_name": name, **signs}}

    def _channel(self, id: str, *, is_member: bool = True) -> Channel:
        channel = self.workspace.channels.get(id)
        if channel is None:
            raise Refused("channel_not_found", id)
        if channel.is_archived:
            raise Refused("is_archived")
        if is_member and BOT_USER not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def _info(self, arguments: Json) -> Json:
        channel = self._channel(arguments["channel"], is_member=False)
        if channel.is_private and BOT_USER not in channel.members:
            raise Refused("channel_not_found", channel.id)
        return {"channel": {"id": channel.id, "name": channel.name, "is_im": channel.is_im,
                            "is_private": channel.is_private,
                            "is_ext_shared": channel.is_shared,
                            "is_member": BOT_USER in channel.members}}  # fmt: skip

    def _open(self, arguments: Json) -> Json:
        user = arguments["users"]
        if user not in self.workspace.users:
            raise Refused("user_not_found", user)
        return {"channel": {"id": self.workspace.direct(user).id}}

    # --- messages -----------------------------------------------------------------------------

    def _checked(self, arguments: Json) -> None:
        if len(arguments["text"]) > 40_000:
            raise Refused("msg_too_long")
        if "blocks" in arguments:
            check_message(arguments["blocks"])

    def _post_message(self, arguments: Json) -> Json:
        channel = self._channel(arguments["channel"])
        self._checked(arguments)
        self._thread(channel, arguments)
        message = self._keep(channel, arguments)
        return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}

    def _post_ephemeral(self, arguments: Json) -> Json:
        channel = self._channel(arguments["channel"])
        self._checked(arguments)
        if arguments["user"] not in channel.members:
            raise Refused("user_not_in_channel")
        self._thread(channel, arguments)
        message = self._keep(channel, arguments, only_for=arguments["user"])
        if message.thread_ts and not self._is_active(channel.id, message.thread_ts):
            self.workspace.unseen.append(message)
        return {"message_ts": message.ts}

    def _is_active(self, channel: str, thread: str) -> bool:
        """Slack shows a private message in a thread only where somebody has replied before."""
        return any(
            each.thread_ts == thread and each.ts != thread for each in self._visible(channel)
        )

    def _thread(self, channel: Channel, arguments: Json) -> None:
        ts = arguments.get("thread_ts")
        if not ts:
            return
        parent = self.workspace.find(channel.id, ts)
        if parent is None or parent.only_for:
            raise Refused("thread_not_found", ts)
        if parent.thread_ts and parent.thread_ts != parent.ts:
            raise Refused("invalid_arguments", "thread_ts is a reply's")

    def _keep(self, channel: Channel, arguments: Json, only_for: str = "") -> Message:
        now = time.time()
        message = Message(
            channel=channel.id,
            ts=self.workspace.ts(now),
            user=BOT_USER,
            text=arguments["text"],
            blocks=arguments.get("blocks") or [],
            thread_ts=arguments.get("thread_ts") or "",
            only_for=only_for,
            metadata=arguments.get("metadata"),
            bot_id=BOT,
            visible_at=now + self.workspace.history_lag,
        )
        self.workspace.messages.append(message)
        self.workspace.posted.set()
        return message

    def _ours(self, arguments: Json) -> Message:
        self._channel(arguments["channel"])
        message = self.workspace.find(arguments["channel"], arguments["ts"])
        if message is None or message.only_for:
            raise Refused("message_not_found")
        if message.user != BOT_USER:
            raise Refused("cant_update_message")
        return message

    def _update(self, arguments: Json) -> Json:
        message = self._ours(arguments)
        self._checked(arguments)
        message.text = arguments["text"]
        message.blocks = arguments.get("blocks") or []
        message.metadata = arguments.get("metadata") or message.metadata
        message.edited += 1
        self.workspace.posted.set()
        return {"channel": message.channel, "ts": message.ts}

    def _delete(self, arguments: Json) -> Json:
        self.workspace.messages.remove(self._ours(arguments))
        return {"ts": arguments["ts"]}

    # --- reading ------------------------------------------------------------------------------

    def _history(self, arguments: Json) -> Json:
        channel = self._channel(arguments["channel"])
        found = [m for m in self._visible(channel.id) if not m.thread_ts or m.thread_ts == m.ts]
        return self._page(sorted(found, key=_order, reverse=True), arguments)

    def _replies(self, arguments: Json) -> Json:
        channel = self._channel(arguments["channel"])
        found = [m for m in self._visible(channel.id) if arguments["ts"] in (m.thread_ts, m.ts)]
        if not found:
            raise Refused("thread_not_found")
        return self._page(sorted(found, key=_order), arguments)

    def _visible(self, channel: str) -> list[Message]:
        now = time.time()
        return [
            m
            for m in self.workspace.messages
            if m.channel == channel and not m.only_for and m.visible_at <= now
        ]

    def _page(self, found: list[Message], arguments: Json) -> Json:
        oldest = float(arguments.get("oldest") or 0)
        found = [m for m in found if float(m.ts) >= oldest]
        start = int(arguments.get("cursor") or 0)
        limit = min(int(arguments.get("limit") or 100), 15)
        wants_metadata = str(arguments.get("include_all_metadata", "")).lower() in ("true", "1")
        part = found[start : start + limit]
        following = str(start + limit) if start + limit < len(found) else ""
        return {
            "messages": [m.as_json(metadata=wants_metadata) for m in part],
            "has_more": bool(following),
            "response_metadata": {"next_cursor": following},
        }

    def _react(self, arguments: Json) -> Json:
        self.workspace.reactions.append(arguments)
        return {}

    def _reactions(self, arguments: Json) -> Json:
        self._channel(arguments["channel"])
        message = self.workspace.find(arguments["channel"], arguments["timestamp"])
        if message is None:
            raise Refused("message_not_found")
        return {"type": "message", "channel": message.channel, "message": message.as_json()}

    # --- views --------------------------------------------------------------------------------

    def _open_view(self, arguments: Json) -> Json:
        at = self.workspace.triggers.pop(arguments["trigger_id"], None)
        if at is None:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - at > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        view = arguments["view"]
        check_view(view)
        kept = {**view, "id": self.workspace.next_id("V"), "state": {"values": {}}}
        self.workspace.views.append(kept)
        self.workspace.posted.set()
        return {"view": kept}

    def _update_view(self, arguments: Json) -> Json:
        check_view(arguments["view"])
        for number, view in enumerate(self.workspace.views):
            if view["id"] == arguments.get("view_id"):
                self.workspace.views[number] = {**view, **arguments["view"]}
                return {"view": self.workspace.views[number]}
        raise Refused("not_found")

    def _publish(self, arguments: Json) -> Json:
        check_view(arguments["view"])
        if arguments["view"]["type"] != "home":
            raise Refused("invalid_arguments", "views.publish takes a home view")
        self.workspace.homes[arguments["user_id"]] = arguments["view"]
        return {"view": arguments["view"]}

    def _status(self, arguments: Json) -> Json:
        if "thread_ts" not in arguments:
            raise Refused("invalid_arguments", "thread_ts")
        self.workspace.statuses.append(arguments)
        return {}

    def _prompts(self, arguments: Json) -> Json:
        if not 1 <= len(arguments["prompts"]) <= 4:
            raise Refused("invalid_arguments", "1 to 4 prompts")
        for prompt in arguments["prompts"]:
            if set(prompt) != {"title", "message"}:
                raise Refused("invalid_arguments", "prompt")
        self.workspace.prompts.append(arguments)
        return {}


def _order(message: Message) -> Any:
    return tuple(map(int, message.ts.split(".")))
