"""What moderators see of a digest before it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DigestTime:
    """When a community's digest comes."""

    community: str
    day: str
    at: str
    zone: str
    next: datetime
    """in local time"""
    is_new: bool = False
    """somebody has just chosen it"""


PreparingSaid = DigestTime
