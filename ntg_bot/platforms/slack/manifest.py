"""The Slack app's manifest, and the one list of scopes and events with the reason for each.

docs/slack.md shows the same reasons; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NAME = "Narrowing the Gap"
COMMAND = "/ntg"
EVENTS_PATH, REDIRECT_PATH = "/slack/events", "/slack/oauth_redirect"


class Tier(StrEnum):
    """How much the bot hears. Listening is a workspace admin's choice."""

    BASE = "base"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope or an event, why it is asked for, and from which tier on."""

    name: str
    reason: str
    tier: Tier = Tier.BASE


SCOPES = (
    Asked("app_mentions:read", "to hear when somebody names the bot in a channel"),
    Asked("assistant:write", "to suggest first questions in the bot's own conversation"),
    Asked(
        "channels:read",
        "to be told when the bot is added to a public channel, and to see what kind of channel "
        "is bound",
    ),
    Asked("chat:write", "to answer"),
    Asked("commands", "for /ntg and the shortcuts"),
    Asked("groups:read", "the same for private channels"),
    Asked("im:history", "to read what people write to the bot directly"),
    Asked("im:write", "to open a direct message, for example with the author of a draft"),
    Asked("reactions:read", "to see a :bulb: that nominates a message, and that message"),
    Asked("users:read", "to see whether somebody is a guest, who may ask and nothing else"),
    Asked(
        "channels:history",
        "to notice shared practice in bound public channels, to follow a thread without being "
        "named, and to look whether an answer arrived before sending it again",
        Tier.LISTENING,
    ),
    Asked("groups:history", "the same in private channels the bot is in", Tier.LISTENING),
)
EVENTS = (
    Asked("app_home_opened", "to draw the Home tab"),
    Asked("app_mention", "to answer where the bot is named"),
    Asked("app_uninstalled", "to delete the workspace's token when the app is removed"),
    Asked("assistant_thread_started", "to suggest first questions"),
    Asked("member_joined_channel", "to greet a channel once"),
    Asked("message.im", "to answer direct messages"),
    Asked("reaction_added", "to ask the author of a nominated message"),
    Asked("tokens_revoked", "to delete the workspace's token when it is taken back"),
    Asked("message.channels", "to listen in public channels the bot is in", Tier.LISTENING),
    Asked("message.groups", "to listen in private channels the bot is in", Tier.LISTENING),
)
SHORTCUTS = (
    ("message", "Share as practice", "ntg.share_message", "Offer this message to a community"),
    ("global", "Ask what works", "ntg.ask", "Ask a question; the answer comes to you"),
    ("global", "Share a practice", "ntg.share", "Tell others what you did and what happened"),
)

PROMPTS = (
    ("Ask what works", "What helps children who miss a lot of school?"),
    ("Ask what does not work", "What has been tested with young carers and did not work?"),
    ("Find your people", "Show me the communities"),
    ("See the digest", "Show me this week's digest"),
)
"""first questions, (title, message), in the bot's own conversation"""


def of_tier(asked: tuple[Asked, ...], tier: Tier) -> list[str]:
    """The names that belong to the tier."""
    return [each.name for each in asked if tier is Tier.LISTENING or each.tier is Tier.BASE]


def manifest(*, url: str = "", socket: bool = False, tier: Tier = Tier.BASE) -> dict[str, Any]:
    """The app's manifest, as Slack's "Create from manifest" takes it.

    `url` is the bot's own address on the web, needed unless it runs in Socket Mode.
    """
    requests = "" if socket else f"{(url or 'https://your-bot.example').rstrip('/')}{EVENTS_PATH}"
    address = {"request_url": requests} if requests else {}
    command = {
        "command": COMMAND,
        "description": "Ask what works, or share what you did",
        "usage_hint": "what helps children who miss school?",
        "should_escape": True,
    }
    if requests:
        command["url"] = requests
    back = f"{url.rstrip('/')}{REDIRECT_PATH}"
    return {
        "display_information": {
            "name": NAME,
            "description": "What works for vulnerable children, from evidence and colleagues",
            "background_color": "#1d3557",
        },
        "features": {
            "agent_view": {
                "agent_description": "Ask what works for vulnerable children and young people.",
                "suggested_prompts": [
                    {"title": title, "message": message} for title, message in PROMPTS
                ],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": False},
            "shortcuts": [
                {"type": kind, "name": name, "callback_id": id, "description": description}
                for kind, name, id, description in SHORTCUTS
            ],
            "slash_commands": [command],
        },
        "oauth_config": {
            **({"redirect_urls": [back]} if url else {}),
            "scopes": {"bot": of_tier(SCOPES, tier)},
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": of_tier(EVENTS, tier)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }
