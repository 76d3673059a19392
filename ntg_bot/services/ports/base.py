"""What every service needs: time, ids, reference data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.knowledge import Authority
from ntg_bot.domain.taxonomy import Taxonomy


class Clock(Protocol):
    """The only place time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Where runtime ids come from."""

    def new(self) -> str:
        """A UUIDv7 as 32 hexadecimal digits: sorts by time of making (RFC 9562, section 5.7)."""
        ...


class Reference(Protocol):
    """Fixed reference data, loaded at start."""

    @property
    def taxonomy(self) -> Taxonomy: ...

    @property
    def authorities(self) -> Mapping[str, Authority]:
        """By ONS code."""
        ...
