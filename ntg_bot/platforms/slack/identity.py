"""Who the bot is in Slack: asked once, with the token, and kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ntg_bot.platforms.slack.calls import SlackCalls


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace and the bot's own ids in it."""

    team: str
    team_name: str
    bot_user: str
    bot: str


class WhoAmI:
    """Answers from memory after the first auth.test that worked."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._known: Identity | None = None
        self._asking = asyncio.Lock()

    async def __call__(self) -> Identity:
        """Raises DeliveryError while Slack does not say."""
        if self._known is None:
            async with self._asking:
                if self._known is None:
                    said = await self._calls.call("auth.test")
                    self._known = Identity(
                        str(said.get("team_id") or ""),
                        str(said.get("team") or ""),
                        str(said.get("user_id") or ""),
                        str(said.get("bot_id") or ""),
                    )
        return self._known
