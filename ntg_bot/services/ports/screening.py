"""What may identify a person in a text."""

from __future__ import annotations

from typing import Protocol

from ntg_bot.domain.screening import Finding


class Screening(Protocol):
    """Finds what may tell who a child, a parent or a worker is. Misses some, always."""

    def findings(self, text: str) -> tuple[Finding, ...]:
        """What was seen in `text`, first to last. Never raises; safe in any thread; takes up to
        50 ms of processor time for 12,000 characters.
        """
        ...
