"""Who in a workspace is a guest of it: invited to some channels, and none of its own people."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta

import structlog

from ntg_bot.domain.errors import DeliveryError
from ntg_bot.platforms.slack.calls import SlackCalls, SlackRefused
from ntg_bot.services.ports import Clock

log = structlog.get_logger(__name__)

LIFE = timedelta(hours=1)
"""after which somebody is looked up again"""
WITHIN_SECONDS = 2.0
"""for asking Slack: who wrote is waiting for an answer"""
MOST = 5_000
"""people remembered; who was asked about longest ago goes first"""
_SIGNS = ("is_restricted", "is_ultra_restricted", "is_stranger")


class Guests:
    """Asks Slack once an hour for each person who acts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[datetime, bool]] = OrderedDict()

    async def is_guest(self, calls: SlackCalls, team: str, user: str) -> bool:
        """Raises DeliveryError while Slack does not say. Without the permission to look, or for
        somebody Slack does not know, it is False.
        """
        now = self._clock.now()
        until, known = self._known.get((team, user), (now, False))
        if now < until:
            return known
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                answer = await calls.form("users.info", user=user)
            person = answer.get("user") or {}
            found = any(person.get(sign) for sign in _SIGNS)
        except SlackRefused as error:
            if error.error not in ("missing_scope", "user_not_found", "user_not_visible"):
                raise
            log.info("person not looked up", reason=str(error))
            found = False
        except TimeoutError:
            raise DeliveryError("users.info took too long") from None
        self._known[team, user] = now + LIFE, found
        self._known.move_to_end((team, user))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return found
