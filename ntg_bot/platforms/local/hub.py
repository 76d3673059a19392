"""Live messages to the open pages: one bounded queue for each, filtered by who may read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from ntg_bot.platforms.local.channels import ChannelBook
from ntg_bot.platforms.local.people import SamplePerson
from ntg_bot.services.ports import LocalMessage

QUEUE_SIZE = 256


class Change(StrEnum):
    """What happened to a message; also the name of the server-sent event."""

    ADDED = "added"
    EDITED = "edited"


@dataclass(eq=False)
class Listener:
    """One open page. `queue` yields changes in order; None means the stream is over."""

    person: SamplePerson
    queue: asyncio.Queue[tuple[Change, LocalMessage] | None] = field(
        default_factory=lambda: asyncio.Queue(QUEUE_SIZE)
    )

    def end(self) -> None:
        """Drops what waits and ends the stream: the page reconnects and fetches afresh."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """Who listens, and telling them."""

    def __init__(self, channels: ChannelBook) -> None:
        self._channels = channels
        self._listeners: set[Listener] = set()
        self._is_closed = False

    @property
    def listeners(self) -> int:
        """How many pages are listening."""
        return len(self._listeners)

    @contextmanager
    def listen(self, person: SamplePerson) -> Iterator[Listener]:
        """A listener for as long as the block runs; after `close` one that has ended already."""
        listener = Listener(person)
        if self._is_closed:
            listener.end()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def tell(self, change: Change, message: LocalMessage) -> None:
        """Queues the change for everybody who may read the message; never waits.

        A page that does not keep up is cut off rather than sent half of what happened.
        """
        for listener in list(self._listeners):
            if not self._channels.may_read(listener.person, message):
                continue
            if listener.queue.full():
                listener.end()
                self._listeners.discard(listener)
            else:
                listener.queue.put_nowait((change, message))

    def close(self) -> None:
        """Ends every stream, so that the server can stop at once."""
        self._is_closed = True
        for listener in self._listeners:
            listener.end()
