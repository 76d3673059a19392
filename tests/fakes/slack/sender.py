"""What Slack sends: events, commands and interactions, as payloads and as signed requests."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse

from ntg_bot.platforms.slack.signature import sign
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import (
    APP,
    BOT_USER,
    SECRET,
    Json,
    Message,
    Workspace,
)


class People:
    """Payloads of what people do, each kept in the workspace first, as Slack does."""

    def __init__(self, stand_in: StandIn, workspace: Workspace | None = None) -> None:
        self._slack = stand_in
        self._workspace: Workspace = workspace or stand_in.workspace

    # --- events -------------------------------------------------------------------------------

    def event(self, event: Json, **more: Any) -> Json:
        """The envelope of the Events API around an event."""
        return {
            "token": "unused",
            "team_id": self._workspace.team,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": self._workspace.next_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {"team_id": self._workspace.team, "user_id": BOT_USER, "is_bot": True}
            ],
            "event": event,
            **more,
        }

    def says(self, user: str, channel: str, text: str, thread: str = "") -> Message:
        """A message as it stands in the workspace."""
        message = Message(channel, self._workspace.ts(time.time()), user, text, thread_ts=thread)
        self._workspace.messages.append(message)
        return message

    def message_event(self, message: Message, **more: Any) -> Json:
        """The `message` event of a message, as message.channels or message.im brings it."""
        kind = "im" if self._workspace.channels[message.channel].is_im else "channel"
        return self.event(
            {**message.as_json(), "channel": message.channel, "channel_type": kind,
             "event_ts": message.ts, "team": self._workspace.team, **more}
        )  # fmt: skip

    def mention_event(self, message: Message) -> Json:
        """The `app_mention` event of the same message."""
        return self.event(
            {**message.as_json(), "type": "app_mention", "channel": message.channel,
             "event_ts": message.ts, "team": self._workspace.team}
        )  # fmt: skip

    def changed_event(self, message: Message, text: str, **more: Any) -> Json:
        """`message_changed`, as Slack sends it to those who listen; the message is changed."""
        was = message.as_json()
        message.text = text
        ts = self._workspace.ts(time.time())
        now = {**message.as_json(), "edited": {"user": message.user, "ts": ts}, **more}
        return self.event(
            {"type": "message", "subtype": "message_changed", "channel": message.channel,
             "ts": ts, "channel_type": "channel", "message": now, "previous_message": was}
        )  # fmt: skip

    def deleted_event(self, message: Message) -> Json:
        """`message_deleted`; the message is gone."""
        self._workspace.messages.remove(message)
        return self.event(
            {"type": "message", "subtype": "message_deleted", "channel": message.channel,
             "channel_type": "channel", "ts": self._workspace.ts(time.time()),
             "deleted_ts": message.ts, "previous_message": message.as_json()}
        )  # fmt: skip

    # --- interactions -------------------------------------------------------------------------

    def command(self, user: str, channel: str, text: str, command: str = "/ntg") -> Json:
        is_im = self._workspace.channels[channel].is_im
        return {
            "token": "unused",
            "team_id": self._workspace.team,
            "team_domain": "exampleshire",
            "channel_id": channel,
            "channel_name": "directmessage" if is_im else self._workspace.channels[channel].name,
            "user_id": user,
            "user_name": self._workspace.users[user],
            "command": command,
            "text": text,
            "api_app_id": APP,
            "trigger_id": self._slack.trigger(self._workspace),
            "response_url": self._slack.response_url(self._workspace, channel, user),
        }

    def press(self, user: str, message: Message, label: str) -> Json:
        """block_actions of a button in a message."""
        element = message.button(label)
        action = {name: value for name, value in element.items() if name not in ("style",)}
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": bool(message.only_for),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        url = self._slack.response_url(self._workspace, message.channel, user, message.ts)
        payload = self._interaction("block_actions", user)
        payload |= {
            "container": container,
            "channel": {"id": message.channel, "name": "somewhere"},
            "actions": [{**action, "action_ts": self._workspace.ts(time.time())}],
            "response_url": url,
        }
        if not message.only_for:
            payload["message"] = message.as_json()
        return payload

    def press_home(self, user: str, element: Json) -> Json:
        """block_actions of a button on the Home tab; the element with its block's id."""
        payload = self._interaction("block_actions", user)
        payload |= {
            "container": {"type": "view", "view_id": "V1"},
            "view": {"id": "V1", "type": "home"},
            "actions": [{**element, "action_ts": self._workspace.ts(time.time())}],
        }
        return payload

    def submit(self, user: str, view: Json, **values: Any) -> Json:
        """view_submission of a window that the bot opened; fields left out keep what was in them.

        A text is a str, a choice of one a tuple of one, a choice of many a list.
        """
        state: Json = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                name = block["element"]["action_id"]
                state[block["block_id"]] = {name: _state(block["element"], values.get(name))}
        payload = self._interaction("view_submission", user)
        payload["view"] = {**view, "state": {"values": state}}
        payload["response_urls"] = []
        return payload

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Json:
        payload = self._interaction("shortcut" if message is None else "message_action", user)
        payload["callback_id"] = callback_id
        if message is not None:
            payload |= {
                "channel": {"id": message.channel, "name": "somewhere"},
                "message": message.as_json(),
                "message_ts": message.ts,
                "response_url": self._slack.response_url(self._workspace, message.channel, user),
            }
        return payload

    def _interaction(self, kind: str, user: str) -> Json:
        name = self._workspace.users[user]
        return {
            "type": kind,
            "team": {"id": self._workspace.team, "domain": "exampleshire"},
            "user": {"id": user, "username": name, "name": name, "team_id": self._workspace.team},
            "api_app_id": APP,
            "token": "unused",
            "trigger_id": self._slack.trigger(self._workspace),
        }


def _state(element: Json, value: Any) -> Json:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value") if value is None else value}
    listed = element.get("options") or [
        option for group in element["option_groups"] for option in group["options"]
    ]
    options = {option["value"]: option for option in listed}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = element.get("initial_options", [])
        return {
            "type": kind,
            "selected_options": chosen if value is None else [options[each] for each in value],
        }
    chosen = element.get("initial_option")
    return {"type": kind, "selected_option": chosen if value is None else options[value[0]]}


def signed(
    body: bytes, content_type: str, *, secret: str = SECRET, at: float | None = None
) -> Json:
    """Headers for a request to POST /slack/events."""
    timestamp = str(int(time.time() if at is None else at)).encode()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp.decode(),
        "X-Slack-Signature": sign(secret, timestamp, body).decode(),
    }


def as_request(kind: str, payload: Json) -> tuple[bytes, str]:
    """(body, content type) as Slack sends that kind over HTTP."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


async def send_http(client: Any, kind: str, payload: Json) -> ClientResponse:
    """Sends a payload as Slack would, signed."""
    body, content_type = as_request(kind, payload)
    answer: ClientResponse = await client.post(
        "/slack/events", data=body, headers=signed(body, content_type)
    )
    return answer
