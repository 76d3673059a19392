"""Slack's payloads to neutral events. Pure: what is not for us, or not understood, is None."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Place,
)
from ntg_bot.platforms.base import one_line
from ntg_bot.platforms.slack import words
from ntg_bot.platforms.slack.forms import Origin, Returned
from ntg_bot.platforms.slack.render import VERDICT, action_of, key_of

PLATFORM = "slack"

Payload = Mapping[str, Any]

_PLAIN_SUBTYPES = frozenset({None, "file_share", "thread_broadcast"})
"""a message somebody wrote; every other subtype is an edit, a deletion or a notice"""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event and the key under which the inbox takes it once."""

    event: Event
    key: str


def message(payload: Payload, bot_user: str, at: datetime) -> Incoming | None:
    """A `message` or `app_mention` event: both of one message carry one key, so one is answered.

    Edits, deletions, notices and anything said by a bot, ours or another's, are None.
    """
    event = payload.get("event") or {}
    user, channel, ts = (_text(event, name) for name in ("user", "channel", "ts"))
    if not user or not channel or not ts or user in (bot_user, "USLACKBOT"):
        return None
    if event.get("subtype") not in _PLAIN_SUBTYPES or event.get("edited"):
        return None
    if event.get("bot_id") or event.get("bot_profile") or event.get("app_id"):
        return None
    place = _where(payload, channel, ts, _text(event, "thread_ts"), user)
    text = _text(event, "text")
    is_mention = event.get("type") == "app_mention" or words.mentions(text, bot_user)
    said = words.plain(text, bot_user)
    return Incoming(
        MessagePosted(
            place,
            ts,
            said,
            place.is_direct or is_mention,
            at,
            mentioned=words.mentioned(text, bot_user),
        ),
        f"message:{channel}:{ts}",
    )


def _where(payload: Payload, channel: str, ts: str, thread: str, user: str) -> Place:
    """Where a message stands; one that begins a thread stands in none."""
    kind = _text(payload["event"], "channel_type")
    return _place(
        payload,
        channel,
        "" if thread == ts else thread,
        user,
        "",
        kind == "im" or channel.startswith("D"),
        is_public=_is_public(channel, kind),
    )


def followed(payload: Payload, bot_user: str, at: datetime) -> Incoming | None:
    """An edit or a deletion of what a person wrote; of anything else None."""
    event = payload.get("event") or {}
    channel = _text(event, "channel")
    now, was = event.get("message") or {}, event.get("previous_message") or {}
    user, ts = _text(was, "user"), _text(was, "ts") or _text(event, "deleted_ts")
    if not channel or not user or not ts or user in (bot_user, "USLACKBOT"):
        return None
    if was.get("bot_id") or was.get("bot_profile") or was.get("app_id"):
        return None
    place = _where(payload, channel, ts, _text(was, "thread_ts"), user)
    is_gone = event.get("subtype") == "message_deleted" or now.get("subtype") == "tombstone"
    if is_gone:
        return Incoming(MessageDeleted(place, ts, at), f"deleted:{channel}:{ts}")
    before, after = (words.plain(_text(each, "text"), bot_user) for each in (was, now))
    if event.get("subtype") != "message_changed" or before == after:
        return None  # a picture of a link was added, a thread was answered
    edited = _text(now.get("edited") or {}, "ts") or _text(event, "ts")
    return Incoming(MessageEdited(place, ts, before, after, at), f"edited:{channel}:{ts}:{edited}")


def nominated(payload: Payload, author: str, text: str, source: str, at: datetime) -> Incoming:
    """Somebody's message, to be put before its author in their direct message, once ever."""
    place = _place(payload, f"@{author}", "", author, "", is_direct=True)
    event = FormSubmitted(place, "share.nominated", source, {"what": text}, "", "", at)
    return Incoming(event, f"nominated:{source}")


def command(payload: Payload, at: datetime) -> Incoming | None:
    """A slash command."""
    user, channel = _text(payload, "user_id"), _text(payload, "channel_id")
    if not user or not channel:
        return None
    name, is_direct = _text(payload, "user_name"), channel.startswith("D")
    place = _place(payload, channel, "", user, name, is_direct, response_url(payload))
    text = _text(payload, "text")
    given = CommandGiven(place, words.plain(text), at, mentioned=words.mentioned(text))
    return Incoming(given, action_key(payload))


def button(payload: Payload, at: datetime) -> Incoming | None:
    """A pressed button of a message or of the Home tab."""
    found = pressed(payload)
    user = _text(payload.get("user") or {}, "id")
    if found is None or not user:
        return None
    action, value, delivery_key = found
    came_from = origin(payload, delivery_key)
    place = _place(
        payload,
        came_from.channel,
        came_from.thread,
        user,
        _name(payload.get("user") or {}),
        came_from.is_direct,
        response_url(payload),
    )
    event = ButtonPressed(place, action, value, came_from.message, delivery_key, at)
    return Incoming(event, action_key(payload))


def pressed(payload: Payload) -> tuple[str, str, str] | None:
    """(action, value, delivery key) of a pressed button."""
    actions: list[Mapping[str, Any]] = payload.get("actions") or []
    if len(actions) != 1 or actions[0].get("type") not in ("button", "feedback_buttons"):
        return None
    element = actions[0]
    action = action_of(_text(element, "action_id"))
    if action == VERDICT:
        action, _, value = _text(element, "value").partition("|")
        return action, value, key_of(_text(element, "block_id"))
    if not action:
        return None
    return action, _text(element, "value"), key_of(_text(element, "block_id"))


def origin(payload: Payload, delivery_key: str = "") -> Origin:
    """Where a press came from. Without a channel (Home) the answer goes to the direct message.

    A private (ephemeral) message has no id of its own: nothing can be a reply to it.
    """
    container = payload.get("container") or {}
    user = _text(payload.get("user") or {}, "id")
    channel = _text(container, "channel_id") or _text(payload.get("channel") or {}, "id")
    thread = _text(container, "thread_ts") or _text(payload.get("message") or {}, "thread_ts")
    message_ts = "" if container.get("is_ephemeral") else _text(container, "message_ts")
    if not channel:
        return Origin(f"@{user}", "", "", delivery_key, is_direct=True)
    is_private = bool(container.get("is_ephemeral"))
    return Origin(
        channel,
        "" if thread == message_ts else thread,
        message_ts,
        delivery_key,
        is_direct=channel.startswith("D"),
        reply_address=response_url(payload) if is_private else "",
    )


def form(payload: Payload, returned: Returned, at: datetime) -> Incoming | None:
    """A window that was sent off."""
    user = payload.get("user") or {}
    id = _text(user, "id")
    if not id:
        return None
    came_from = returned.origin
    place = _place(
        payload,
        came_from.channel,
        came_from.thread,
        id,
        _name(user),
        came_from.is_direct,
        came_from.reply_address,
    )
    event = FormSubmitted(
        place,
        returned.action,
        returned.value,
        returned.values,
        came_from.message,
        came_from.delivery_key,
        at,
    )
    return Incoming(event, action_key(payload))


def said_for(payload: Payload, user: str, text: str, key: str, at: datetime) -> Incoming:
    """Words put to the bot in that person's direct message, on behalf of what they wrote."""
    place = _place(payload, f"@{user}", "", user, "", is_direct=True)
    return Incoming(CommandGiven(place, text, at), key)


def action_key(payload: Payload) -> str:
    """The key of an interaction: its trigger id, else a hash of all that was sent."""
    trigger = _text(payload, "trigger_id")
    if trigger:
        return f"trigger:{trigger}"
    whole = json.dumps(payload, sort_keys=True, default=str).encode()
    return f"sha256:{hashlib.sha256(whole).hexdigest()}"


def team_of(payload: Payload) -> str:
    """The workspace that the app is installed in and this is for, as Slack names it.

    In a channel shared with another organisation, where something happened and for whom the event
    is are two workspaces: `authorizations` and `app_installed_team_id` name the second.
    """
    view, team = _holder(payload, "view"), _holder(payload, "team")
    authorizations = payload.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    return (
        _text(view, "app_installed_team_id")
        or _text(team, "id")
        or (_text(first, "team_id") if isinstance(first, dict) else "")
        or _text(payload, "team_id")
        or _text(_holder(payload, "user"), "team_id")
    )


def is_outsider(payload: Payload) -> bool:
    """Whether who acts belongs to another organisation, in a channel shared with it."""
    return is_from_outside(payload, _holder(payload, "event")) or is_from_outside(
        payload, {"team": _text(_holder(payload, "user"), "team_id")}
    )


def is_from_outside(payload: Payload, message: Payload) -> bool:
    """Whether somebody of another organisation wrote `message`, which came with `payload`."""
    named = _text(message, "user_team") or _text(message, "source_team") or _text(message, "team")
    return bool(named) and named not in (team_of(payload), _organisation(payload))


def response_url(payload: Payload) -> str:
    """Where Slack takes private answers to a command or a press: five within half an hour."""
    url = _text(payload, "response_url")
    return url if url.startswith(("https://", "http://")) else ""


def _organisation(payload: Payload) -> str:
    """The installed workspace's organisation on Enterprise Grid, or empty."""
    authorizations = payload.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    inner = first if isinstance(first, Mapping) else {}
    return _text(inner, "enterprise_id") or _text(_holder(payload, "team"), "enterprise_id")


def _holder(payload: Payload, name: str) -> Mapping[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def _place(
    payload: Payload,
    channel: str,
    thread: str,
    user: str,
    name: str,
    is_direct: bool,
    reply_address: str = "",
    is_public: bool | None = None,
) -> Place:
    return Place(
        PLATFORM,
        team_of(payload),
        channel,
        thread,
        user,
        one_line(name),
        is_direct,
        is_outsider(payload),
        reply_address,
        is_public,
    )


def _is_public(channel: str, channel_type: str) -> bool | None:
    """Whether the whole workspace reads there; None where Slack does not say (a mention)."""
    if channel_type:
        return channel_type == "channel"
    return False if channel[:1] in ("D", "G") else None


def _name(user: Mapping[str, Any]) -> str:
    return _text(user, "name") or _text(user, "username")


def _text(holder: Mapping[str, Any], name: str) -> str:
    """A field that is text, and an empty one for anything else."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""
