"""The inbox and the outbox: durable events in, durable things to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """An inbound event on its way into the inbox; unique by (platform, workspace, key)."""

    platform: str
    key: str
    """the platform's event id, or the action's own key"""
    workspace: str
    """the platform's own id of the workspace"""
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A claimed inbox row. `attempt` counts from 1 and is written before the work starts: one that
    is beyond the tries ended its process each time, and is claimed to be given up.
    """

    id: str
    envelope: Envelope
    attempt: int
    received_at: datetime


class Inbox(Protocol):
    """Durable events in. `put` is outside any unit of work: it returns after the commit."""

    async def put(self, envelope: Envelope) -> bool:
        """True if new, False if a duplicate; returns only once the row is durable.

        Waiting puts are committed in groups. Raises StorageError where it cannot be stored.
        """
        ...

    async def claim(
        self, limit: int, lease_seconds: float, *, each: int | None = None
    ) -> Sequence[InboxRow]:
        """Rows that wait, now leased to this caller: the oldest of every workspace in turn, at
        most `each` of one. A row whose lease lapsed comes first and alone.
        """
        ...

    async def release(self, ids: Sequence[str]) -> None:
        """Gives rows back that were claimed and not begun; it was no attempt of theirs."""
        ...

    async def wait(self, timeout: float) -> None:
        """Returns when a put of this process was committed, or after `timeout` seconds."""
        ...

    async def calm(self, timeout: float) -> None:
        """Returns when no put of this process is waiting, or after `timeout` seconds.

        Taking in comes before working off: chats want their acknowledgement within seconds.
        """
        ...

    async def failed(
        self, id: str, reason: str, *, retry_at: datetime | None, is_try: bool = True
    ) -> None:
        """Frees the row for another try, or sets it aside (dead) where `retry_at` is None. Where
        the row is not to blame, `is_try` false takes the attempt back.
        """
        ...


class InboxRepository(Protocol):
    """The inbox inside a unit of work."""

    async def done(self, id: str) -> None:
        """Marks the row done in the same transaction as what it caused."""
        ...


class DeliveryState(StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to say in one conversation: facts, not a card.

    `key` is unique and derived from its cause, so that a second handling makes the same rows.
    `only_for` is the external id of the one person who sees it (ephemeral), empty for all.
    `replaces` is the key of an earlier delivery whose message this one redraws, or empty.
    `kind` is `answer` or `digest`: what may be re-sent when nobody knows whether it arrived.
    `reply_address` is where the platform takes this private answer for a while, or empty; it is
    kept until the delivery has ended.
    """

    key: str
    platform: str
    workspace_id: str
    channel: str
    facts: bytes
    thread: str = ""
    only_for: str = ""
    replaces: str = ""
    reply_address: str = ""
    kind: str = "answer"
    priority: int = 0
    """lower goes first: 0 answers, 5 notices, 9 digests"""
    state: DeliveryState = DeliveryState.NEW
    attempts: int = 0
    external_id: str = ""
    """the platform's id of the posted message"""
    added_at: datetime | None = field(default=None, compare=False)
    """when it was put into the outbox; None before that"""

    @property
    def message(self) -> str:
        """The posted message within its channel, as its thread is called: platforms that need the
        channel to find a message write `channel:message`.
        """
        return self.external_id.rpartition(":")[2]


class OutboxRepository(Protocol):
    """The outbox inside a unit of work."""

    async def add(self, delivery: Delivery, at: datetime) -> None:
        """A key that is there already is left as it is."""
        ...

    async def add_all(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """`add` of each, in this order, in one go: a digest has one for every channel."""
        ...

    async def by_key(self, key: str) -> Delivery | None: ...

    async def begun_with(self, prefix: str) -> Sequence[Delivery]:
        """Those whose key begins so, oldest first."""
        ...

    async def of_message(self, workspace_id: str, channel: str, message: str) -> Delivery | None:
        """What was posted there as this message, by the platform's own id of it."""
        ...


class Outbox(Protocol):
    """The outbox for the courier: each call is its own transaction."""

    async def claim(
        self,
        platform: str,
        limit: int,
        lease_seconds: float,
        *,
        below: int | None = None,
        patient: int = 0,
    ) -> Sequence[Delivery]:
        """Due rows marked SENDING with attempts raised by one, by priority, then in turn by
        workspace, then by age, at most one a thread of a channel; only of priorities `below`
        that one, where given, but for `patient` others. A row returned with attempts > 1 may have
        been posted before: look it up first.
        """
        ...

    async def sent(self, key: str, external_id: str) -> None: ...

    async def retry(self, key: str, at: datetime, reason: str, *, is_try: bool = True) -> None:
        """Not before `at`. Where it surely was not said, `is_try` false takes the attempt back."""
        ...

    async def dead(self, key: str, reason: str) -> None: ...

    async def uncertain(self, key: str, reason: str) -> None: ...

    async def wait(self, timeout: float) -> None:
        """Returns when this process committed a new row, or after `timeout` seconds."""
        ...
