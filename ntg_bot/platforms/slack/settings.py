"""What the Slack platform must be told. Which settings it comes from is bootstrap's affair."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How Slack reaches the bot."""

    HTTP = "http"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True)
class SlackSetup:
    """One Slack app. `repr` shows no secret."""

    bot_token: str = ""
    """for one workspace; empty where workspaces install the app themselves"""
    mode: Mode = Mode.HTTP
    signing_secret: str = ""
    """checks requests over HTTP"""
    app_token: str = ""
    """opens the connection of Socket Mode"""
    api_base_url: str = "https://slack.com/api/"
    timeout_seconds: float = 15.0
    lookup_delay_seconds: float = 30.0
    """how long after a call of unknown outcome the bot looks whether the message is there"""
    pace_seconds: float = 1.0
    """least time between two posts to one channel"""
    client_id: str = ""
    """of the app, for workspaces that install it themselves"""
    client_secret: str = ""

    new_blocks: bool = False
    """Slack's own feedback buttons under answers; where Slack refuses them, plain ones"""

    def __repr__(self) -> str:
        return f"SlackSetup(mode={self.mode.value!r}, api_base_url={self.api_base_url!r})"
