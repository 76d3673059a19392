"""Private messages by response_url: Slack's way to answer one person where the bot cannot post.

A response_url works five times in thirty minutes. They are kept in this process only; where one is
missing, the platform posts privately by itself, or in the person's direct message.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFE = timedelta(minutes=29)
USES = 5
MOST = 2_000
"""kept at once; the oldest goes first"""


@dataclass
class _Kept:
    url: str
    until: datetime
    uses: int = USES


class Whispers:
    """response_urls by (channel, user, message); message is empty for a command's."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()

    def keep(self, channel: str, user: str, message: str, url: str, at: datetime) -> None:
        """Remembers the latest address of that conversation."""
        if not url.startswith(("https://", "http://")):
            return
        key = (channel, user, message)
        self._kept.pop(key, None)
        self._kept[key] = _Kept(url, at + LIFE)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def take(self, channel: str, user: str, message: str, at: datetime) -> str | None:
        """An address that still works, counted as used once more."""
        kept = self._kept.get((channel, user, message))
        if kept is None:
            return None
        if kept.uses == 0 or kept.until < at:
            del self._kept[(channel, user, message)]
            return None
        kept.uses -= 1
        return kept.url
