"""When the next call may go: turns in a channel, calls that Slack told to wait, and a breaker.

Times are seconds that only rise. One of each belongs to one workspace: what one workspace is told
holds no other one up.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

Ticking = Callable[[], float]
"""seconds since some moment; never turned back"""

BREAKS_AFTER = 5
LONGEST_BREAK = 60.0
MOST_LANES = 5_000
"""channels remembered; the one that was quiet longest goes first"""


@dataclass
class Lane:
    """One channel's turns: one call at a time, `pace` seconds after the one before has ended.

    Who would wait too long is promised a turn for later, each another one, so that they do not all
    come back at once.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    free_at: float = 0.0
    held_until: float = 0.0
    promised_until: float = 0.0

    def wait(self, now: float, pace: float) -> float:
        """About how many seconds it is until the turn of who comes now."""
        before = self.waiting + self.turn.locked()
        return max(self.free_at, self.held_until, now) - now + before * pace

    def promise(self, now: float, pace: float) -> float:
        """Seconds after which to come again."""
        at = max(self.promised_until, now + self.wait(now, pace))
        self.promised_until = at + pace
        return at - now

    def hold(self, until: float) -> None:
        """Nothing before `until`."""
        self.held_until = max(self.held_until, until)


@dataclass
class Lanes:
    """The lanes of a workspace, by channel."""

    _kept: OrderedDict[str, Lane] = field(default_factory=OrderedDict)

    def of(self, channel: str) -> Lane:
        lane = self._kept.setdefault(channel, Lane())
        self._kept.move_to_end(channel)
        while len(self._kept) > MOST_LANES:
            self._kept.popitem(last=False)
        return lane


@dataclass
class Breaker:
    """Opens after failures in a row, each time for twice as long."""

    failures: int = 0
    open_until: float = 0.0

    def failed(self, now: float) -> None:
        """Counts; but not calls that were under way when it opened, which failed as the others."""
        if now < self.open_until:
            return
        self.failures += 1
        if self.failures >= BREAKS_AFTER:
            wait = min(2.0 ** (self.failures - BREAKS_AFTER), LONGEST_BREAK)
            self.open_until = now + wait

    def worked(self) -> None:
        self.failures, self.open_until = 0, 0.0
