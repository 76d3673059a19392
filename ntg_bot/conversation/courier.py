"""Drains the outbox: each delivery reaches its conversation once, whatever breaks on the way.

A row is marked `sending` when it is claimed. One that is claimed again may have been posted by a
process that died, so it is looked up by its key before it is sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.conversation.present import Presenter
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.services.ports import Clock, Delivery, DeliveryState, Outbox, UnitOfWorkFactory

log = structlog.get_logger(__name__)

BATCH = 20
LEASE_SECONDS = 30.0
KEEP_FOR = timedelta(seconds=LEASE_SECONDS / 3)
"""how long after the claim a row is still begun with: its delivery must end within the lease"""
IDLE_SECONDS = 1.0
LONGEST_BACK_OFF = 300.0
TRIES = 15
"""of an answer, about half an hour with the back-off; then it is set aside"""
GIVE_UP_LOOKING_AFTER = 4
"""tries after which a look-up that stays impossible is given up"""


class Courier:
    """One loop a process for each platform it speaks."""

    def __init__(
        self,
        outbox: Outbox,
        uow: UnitOfWorkFactory,
        presenter: Presenter,
        platforms: Mapping[str, ChatPlatform],
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._uow = uow
        self._presenter = presenter
        self._platforms = platforms
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop`; the delivery in hand is finished first."""
        while not stop.is_set():
            try:
                delivered = await self.step()
            except StorageError as error:
                log.error("outbox out of reach", reason=str(error))
                delivered = 0
            if not delivered and not stop.is_set():
                await self._outbox.wait(IDLE_SECONDS)

    async def step(self) -> int:
        """Delivers what is due now on every platform; returns how many rows were worked on."""
        worked = 0
        for name in self._platforms:
            rows = await self._outbox.claim(name, BATCH, LEASE_SECONDS)
            claimed = self._clock.now()
            for delivery in rows:
                if self._clock.now() - claimed > KEEP_FOR:
                    # A slow platform: another courier may take the row before its turn comes.
                    await self._outbox.retry(delivery.key, self._clock.now(), "its turn was late")
                else:
                    await self._deliver(self._platforms[name], delivery)
            worked += len(rows)
        return worked

    async def _deliver(self, platform: ChatPlatform, delivery: Delivery) -> None:
        try:
            target = await self._replaced(delivery)
            is_again = target is None and delivery.attempts > 1
            if is_again and await self._was_posted(platform, delivery):
                return
            card = await self._presenter.present(facts.decode(delivery.facts))
            if target is None:
                message = await platform.post(delivery, card)
            else:
                message = await platform.replace(delivery, target, card)
            await self._outbox.sent(delivery.key, message)
        except DeliveryError as error:
            await self._not_delivered(delivery, error)
        except CannotDecode as error:
            log.error("delivery cannot be read", key=delivery.key, reason=str(error))
            await self._outbox.dead(delivery.key, f"cannot be read: {error}")
        except StorageError:
            raise
        except Exception as error:
            log.error("delivery failed", key=delivery.key, exc_info=True)
            await self._outbox.dead(delivery.key, f"cannot be drawn: {type(error).__name__}")

    async def _was_posted(self, platform: ChatPlatform, delivery: Delivery) -> bool:
        """Looks for the message of an earlier try.

        Where the look-up stays impossible, an answer is sent again, since silence is worse than a
        double; a digest is left for a person to look at.
        """
        try:
            message = await platform.find(delivery)
        except DeliveryError as error:
            if not error.permanent and delivery.attempts <= GIVE_UP_LOOKING_AFTER:
                raise
            if delivery.kind == "digest":
                log.error("delivery uncertain", key=delivery.key, reason=str(error))
                await self._outbox.uncertain(delivery.key, str(error))
                return True
            return False
        if message is None:
            return False
        await self._outbox.sent(delivery.key, message)
        return True

    async def _replaced(self, delivery: Delivery) -> str | None:
        """The message to redraw; None posts a new one, because there is none to redraw."""
        if not delivery.replaces:
            return None
        async with self._uow(read_only=True) as work:
            earlier = await work.outbox.by_key(delivery.replaces)
        if earlier is None or earlier.state in (DeliveryState.DEAD, DeliveryState.UNCERTAIN):
            return None
        if not earlier.external_id:
            raise DeliveryError("the message to redraw is not posted yet")
        return earlier.external_id

    async def _not_delivered(self, delivery: Delivery, error: DeliveryError) -> None:
        if error.permanent or (delivery.kind == "answer" and delivery.attempts >= TRIES):
            log.error("delivery set aside", key=delivery.key, reason=str(error))
            await self._outbox.dead(delivery.key, str(error))
            return
        wait = error.retry_after
        if wait is None:
            wait = min(2.0 ** (delivery.attempts - 1), LONGEST_BACK_OFF)
        again = self._clock.now() + timedelta(seconds=wait)
        await self._outbox.retry(delivery.key, again, str(error))
