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
WITHIN_SECONDS = 1.0
"""for asking Slack: who wrote is waiting for an answer"""
REST = timedelta(minutes=1)
"""for which a workspace is not asked again after Slack did not say: nobody else may wait for it"""
MOST = 5_000
"""people remembered; who was asked about longest ago goes first"""
_SIGNS = ("is_restricted", "is_ultra_restricted", "is_stranger")


async def has_left(calls: SlackCalls, user: str) -> bool:
    """Whether Slack has deactivated the account. Somebody it does not show has not left for us.

    Raises DeliveryError while Slack does not say.
    """
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            answer = await calls.form("users.info", user=user)
    except SlackRefused as error:
        if error.error in ("missing_scope", "user_not_found", "user_not_visible"):
            return False
        raise
    except TimeoutError:
        raise DeliveryError("users.info took too long") from None
    return bool((answer.get("user") or {}).get("deleted"))


class Guests:
    """Asks Slack once an hour for each person who acts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._resting: dict[str, datetime] = {}
        self._known: OrderedDict[tuple[str, str], tuple[datetime, bool]] = OrderedDict()

    async def is_guest(self, calls: SlackCalls, team: str, user: str) -> bool:
        """Raises DeliveryError where Slack does not say, and is what was last known for a minute
        after that. Without the permission to look, or for somebody unknown, it is False.
        """
        now = self._clock.now()
        until, known = self._known.get((team, user), (now, False))
        if now < until or now < self._resting.get(team, now):
            return known
        try:
            found = await self._asked(calls, user)
        except DeliveryError:
            self._resting[team] = now + REST
            raise
        self._known[team, user] = now + LIFE, found
        self._known.move_to_end((team, user))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return found

    async def _asked(self, calls: SlackCalls, user: str) -> bool:
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                answer = await calls.form("users.info", user=user)
        except SlackRefused as error:
            if error.error not in ("missing_scope", "user_not_found", "user_not_visible"):
                raise
            log.info("person not looked up", reason=str(error))
            return False
        except TimeoutError:
            raise DeliveryError("users.info took too long") from None
        person = answer.get("user") or {}
        return any(person.get(sign) for sign in _SIGNS)
