"""Drains the outbox: each delivery reaches its conversation once, whatever breaks on the way.

A row is marked `sending` when it is claimed. One that is claimed again may have been posted by a
process that died, so it is looked up by its key before it is sent again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.conversation.present import Presenter
from ntg_bot.conversation.troubles import Troubles
from ntg_bot.conversation.turn import NOTICES
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.services.ports import Clock, Delivery, DeliveryState, Outbox, UnitOfWorkFactory

log = structlog.get_logger(__name__)

AT_ONCE = 30
"""deliveries under way at a time"""
KEPT_FOR_ANSWERS = 10
"""of them, which notices and digests may not take however many there are"""
OF_ONE_WORKSPACE = 20
"""of all; a workspace whose platform hangs must not keep the others waiting"""
WITHIN_SECONDS = 20.0
"""a delivery ends within this, or is in doubt"""
LEASE_SECONDS = 50.0
"""after which somebody else takes over; the rest of it is for what was posted to be found there"""
IDLE_SECONDS = 0.5
LONGEST_BACK_OFF = 300.0
TRIES = 15
GIVE_UP_AFTER = timedelta(minutes=30)
"""an answer that was tried so often and is as old as this is set aside; a process that died with it
has tried it too, which alone is no reason"""
MOST_ATTEMPTS = 100
"""attempts after which a delivery is set aside whatever it is: it may be what ends the process"""
GIVE_UP_LOOKING_AFTER = timedelta(minutes=2)
"""for which a look-up stayed impossible"""
GIVE_UP_WAITING_AFTER = timedelta(minutes=10)
"""for which the platform told us to wait with it"""
MOST_REMEMBERED = 10_000


class Courier:
    """One loop a process for each platform it speaks."""

    def __init__(
        self,
        outbox: Outbox,
        uow: UnitOfWorkFactory,
        presenter: Presenter,
        platforms: Mapping[str, ChatPlatform],
        clock: Clock,
        *,
        lease_seconds: float = LEASE_SECONDS,
        within_seconds: float = WITHIN_SECONDS,
        troubles: Troubles | None = None,
    ) -> None:
        self._troubles = troubles
        self._outbox = outbox
        self._uow = uow
        self._presenter = presenter
        self._platforms = platforms
        self._clock = clock
        self._lease = lease_seconds
        self._within = within_seconds
        self._blind_since: dict[str, datetime] = {}
        """deliveries that could not be looked for, and since when"""
        self._under_way: Counter[str] = Counter()
        """deliveries by workspace"""

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop`; what is under way is finished first."""
        tasks: dict[asyncio.Task[None], Delivery] = {}
        while not stop.is_set():
            try:
                patient = sum(_is_patient(each) for each in tasks.values())
                rows = await self._claimed(AT_ONCE - len(tasks), patient)
            except StorageError as error:
                log.error("outbox out of reach", reason=str(error))
                rows = []
            tasks |= {asyncio.create_task(self._delivered(*each)): each[1] for each in rows}
            if len(tasks) >= AT_ONCE:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            elif not rows and not stop.is_set():
                await self._outbox.wait(IDLE_SECONDS)
            tasks = {task: each for task, each in tasks.items() if not task.done()}
        await asyncio.gather(*tasks)

    async def step(self) -> int:
        """Delivers what is due now on every platform; returns how many rows were worked on."""
        rows = await self._claimed(AT_ONCE)
        ended = await asyncio.gather(
            *(self._deliver(*each) for each in rows), return_exceptions=True
        )
        for fault in ended:
            if isinstance(fault, BaseException):
                raise fault
        return len(rows)

    async def _claimed(self, limit: int, patient: int = 0) -> list[tuple[ChatPlatform, Delivery]]:
        """Up to `limit` deliveries, where `patient` of those under way are no answers."""
        found: list[tuple[ChatPlatform, Delivery]] = []
        for name, platform in self._platforms.items():
            room = limit - len(found)
            if room > 0:
                taken = patient + sum(_is_patient(each) for _, each in found)
                patient_now = max(0, AT_ONCE - KEPT_FOR_ANSWERS - taken)
                rows = await self._outbox.claim(
                    name, room, self._lease, below=NOTICES, patient=min(room, patient_now)
                )
                found += [(platform, delivery) for delivery in rows]
        return found

    async def _delivered(self, platform: ChatPlatform, delivery: Delivery) -> None:
        """`_deliver` as a task of its own: the database's faults end here, the lease mends them."""
        try:
            await self._deliver(platform, delivery)
        except StorageError as error:
            log.error("outbox out of reach", key=delivery.key, reason=str(error))

    async def _deliver(self, platform: ChatPlatform, delivery: Delivery) -> None:
        workspace = delivery.workspace_id
        if delivery.attempts > MOST_ATTEMPTS:
            log.error("delivery set aside", key=delivery.key, reason="never came to an end")
            await self._outbox.dead(delivery.key, "never came to an end")
            return
        if self._under_way[workspace] >= OF_ONE_WORKSPACE:
            again = self._clock.now() + timedelta(seconds=IDLE_SECONDS)
            await self._outbox.retry(delivery.key, again, "its turn was late", is_try=False)
            return
        self._under_way[workspace] += 1
        try:
            await self._attempt(platform, delivery)
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
        finally:
            self._under_way[workspace] -= 1
            if not self._under_way[workspace]:
                del self._under_way[workspace]

    async def _attempt(self, platform: ChatPlatform, delivery: Delivery) -> None:
        """Raises DeliveryError; also where the platform takes longer than the lease allows, when
        nobody knows whether it was said.
        """
        message: str | None = None
        try:
            async with asyncio.timeout(self._within):
                target = await self._replaced(delivery)
                is_again = target is None and delivery.attempts > 1
                if is_again and await self._was_posted(platform, delivery):
                    return
                card = await self._presenter.present(facts.decode(delivery.facts))
                if target is None:
                    message = await platform.post(delivery, card)
                else:
                    message = await platform.replace(delivery, target, card)
        except TimeoutError:
            raise DeliveryError("took too long", retry_after=self._lease) from None
        await self._outbox.sent(delivery.key, message)

    async def _was_posted(self, platform: ChatPlatform, delivery: Delivery) -> bool:
        """Looks for the message of an earlier try.

        Where the look-up stays impossible, an answer is sent again, since silence is worse than a
        double; a digest is left for a person to look at.
        """
        try:
            message = await platform.find(delivery)
        except DeliveryError as error:
            patience = GIVE_UP_LOOKING_AFTER if error.is_try else GIVE_UP_WAITING_AFTER
            if not error.permanent and self._may_look_again(delivery.key, patience):
                raise
            if delivery.kind == "digest":
                log.error("delivery uncertain", key=delivery.key, reason=str(error))
                if self._troubles is not None:
                    await self._troubles.doubt(delivery)
                await self._outbox.uncertain(delivery.key, str(error))
                return True
            return False
        self._blind_since.pop(delivery.key, None)
        if message is None:
            return False
        await self._outbox.sent(delivery.key, message)
        return True

    def _is_stale(self, delivery: Delivery) -> bool:
        """Whether an answer comes too late to be of use."""
        age = self._clock.now() - (delivery.added_at or self._clock.now())
        return delivery.attempts >= TRIES and age >= GIVE_UP_AFTER

    def _may_look_again(self, key: str, patience: timedelta) -> bool:
        """Whether it is too early to give up. A new process looks for the whole time again."""
        now = self._clock.now()
        while len(self._blind_since) > MOST_REMEMBERED:
            del self._blind_since[next(iter(self._blind_since))]
        return now - self._blind_since.setdefault(key, now) < patience

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
        is_over = error.is_try and delivery.kind == "answer" and self._is_stale(delivery)
        if error.permanent or is_over:
            log.error("delivery set aside", key=delivery.key, reason=str(error))
            if self._troubles is not None and error.obstacle is not None:
                await self._troubles.tell(delivery, error.obstacle)
            await self._outbox.dead(delivery.key, str(error))
            return
        wait = error.retry_after
        if wait is not None and not error.is_try:
            again = self._clock.now() + timedelta(seconds=wait)
            await self._outbox.retry(delivery.key, again, str(error), is_try=False)
            return
        if wait is None:
            wait = min(2.0 ** (delivery.attempts - 1), LONGEST_BACK_OFF)
        again = self._clock.now() + timedelta(seconds=wait)
        await self._outbox.retry(delivery.key, again, str(error))


def _is_patient(delivery: Delivery) -> bool:
    """Whether it is a notice or a digest, for which nobody waits in front of a screen."""
    return delivery.priority >= NOTICES
