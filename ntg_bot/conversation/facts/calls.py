"""Calls for evidence: how they stand, their forms, and word of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls as they stand when it is drawn; drafts are shown to curators only."""

    drafts: bool = False


@dataclass(frozen=True, slots=True)
class CallStands:
    """One call whole: question, dates, numbers, and what this person can do next."""

    call_id: str
    is_curator: bool = False
    is_reader: bool = False


@dataclass(frozen=True, slots=True)
class CallForm:
    """A form of a call; `kind` says which, `value` what it is about.

    Kinds: `new`, `hearing` (a call); `start` (a call) and `finish` (a sender's evidence), the two
    halves of sending, each with `#` and a fingerprint of words that may tell of a person;
    `reading`, `refuse`, `note` (`workspace|evidence`, for readers and curators).
    """

    kind: str
    value: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    error_field: str = ""
    error: Reply | None = None


@dataclass(frozen=True, slots=True)
class EvidenceStands:
    """What a sender sees of what they sent."""

    workspace_id: str
    evidence_id: str


@dataclass(frozen=True, slots=True)
class LateEvidence:
    """What came in the days of grace, for curators."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What is strong enough for the hearing, for curators."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """To the hearing, for the sender."""

    workspace_id: str
    evidence_id: str


@dataclass(frozen=True, slots=True)
class CallNews:
    """Word of a call to its communities: `opened`, `remind`, `closed`, `interim`, `compendium`."""

    call_id: str
    what: str
    days: int = 0
    """left, for a reminder"""


CallsSaid = (
    Calls
    | CallStands
    | CallForm
    | EvidenceStands
    | LateEvidence
    | Shortlist
    | Invitation
    | CallNews
)
