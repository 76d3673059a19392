"""Slack's page on which an app is made from a manifest, as far as it says no or lets events by."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.fakes.slack.limits import Refused
from tests.fakes.slack.workspace import Json

_NEEDED_BY_EVENT: dict[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_mention": frozenset({"app_mentions:read"}),
    "app_uninstalled": frozenset(),
    "assistant_thread_started": frozenset({"assistant:write"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "reaction_added": frozenset({"reactions:read"}),
    "tokens_revoked": frozenset(),
}
"""scopes without which Slack takes no subscription (docs.slack.dev/reference/events)"""
_TYPE_OF_CHANNEL = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


@dataclass(frozen=True)
class App:
    """An app; `made_from` raises Refused for a manifest that Slack would not take."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    callbacks: frozenset[str]
    is_socket: bool
    address: str
    """where Slack sends everything, empty in Socket Mode"""

    @classmethod
    def made_from(cls, text: str) -> App:
        made: Json = json.loads(text)
        shown, features, settings = (
            made[part] for part in ("display_information", "features", "settings")
        )
        _need(0 < len(shown["name"]) <= 35 and len(shown["description"]) <= 140, "names")
        _need("bot_user" in features, "a bot user")
        scopes = frozenset(made["oauth_config"]["scopes"]["bot"])
        events = frozenset(settings["event_subscriptions"]["bot_events"])
        for event in events:
            _need(_NEEDED_BY_EVENT[event] <= scopes, f"{event} needs its scopes")
        if features["slash_commands"] or features["shortcuts"]:
            _need("commands" in scopes, "commands")
        for command in features["slash_commands"]:
            _need(len(command["command"]) <= 32 and command["description"] != "", "a command")
        if "agent_view" in features:
            _need("assistant:write" in scopes and "message.im" in events, "the agent view")
        is_socket = settings["socket_mode_enabled"]
        addresses = {
            part.get("request_url", "")
            for part in (settings["event_subscriptions"], settings["interactivity"])
        } | {command.get("url", "") for command in features["slash_commands"]}
        [address] = addresses
        _need(is_socket or address.startswith("https://"), "an https address")
        return cls(
            scopes,
            events,
            frozenset(each["command"] for each in features["slash_commands"]),
            frozenset(each["callback_id"] for each in features["shortcuts"]),
            is_socket,
            address,
        )

    def is_told(self, payload: Json) -> bool:
        """Whether Slack tells this app of it at all."""
        if "command" in payload:
            return payload["command"] in self.commands
        if payload["type"] in ("shortcut", "message_action"):
            return payload["callback_id"] in self.callbacks
        if payload["type"] != "event_callback":
            return True
        event = payload["event"]
        name = event["type"]
        return (
            _TYPE_OF_CHANNEL.get(event.get("channel_type", "")) if name == "message" else name
        ) in (self.events)


def _need(is_so: bool, what: str) -> None:
    if not is_so:
        raise Refused("invalid_manifest", what)
