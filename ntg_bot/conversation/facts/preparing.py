"""What moderators see of a digest before it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ntg_bot.conversation.facts.replies import Reply
from ntg_bot.domain.digest import DigestItem


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


@dataclass(frozen=True, slots=True)
class DraftedDigest:
    """A digest's draft as it was when this was said, with a button for every decision."""

    community: str
    week: str
    items: tuple[DigestItem, ...]
    dropped: tuple[DigestItem, ...]
    sends_at: datetime
    """in local time"""
    note: str = ""
    left_out: int = 0
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class DigestLineForm:
    """Asks for other words for one line; `was` is what stands there."""

    community: str
    week: str
    mark: str
    was: str
    typed: str
    error: Reply | str = ""


@dataclass(frozen=True, slots=True)
class DigestNoteForm:
    """Asks for what the readers are told first."""

    community: str
    week: str
    typed: str
    error: Reply | str = ""


PreparingSaid = DigestTime | DraftedDigest | DigestLineForm | DigestNoteForm
