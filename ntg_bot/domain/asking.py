"""Questions, hits, answers and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.knowledge import Kind


class Confidence(StrEnum):
    """How sure an answer is. Words for people, never a score."""

    ANSWER = "ANSWER"
    CLOSEST = "CLOSEST"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will read a reply. It has no default: every search says what its readers may see."""

    public_only: bool
    """true: only what an author and a moderator released to the programme"""
    workspace_id: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as typed and the word it was searched as."""

    typed: str
    used: str


@dataclass(frozen=True, slots=True)
class Facets:
    """What a question names: ids of groups, outcomes, settings..., ages as (from, to) in years."""

    groups: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    lines_of_enquiry: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    """ONS codes"""
    ages: tuple[int, int] | None = None
    wants_negative: bool = False
    """the asker wants to know what does not work"""


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry matched: what a person can check."""

    words: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found. `score` orders hits within one answer only."""

    id: str
    kind: Kind
    score: float
    why: Why = Why()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What the retriever found: hits best first (at most `limit`), and how it read the question."""

    confidence: Confidence
    hits: tuple[Hit, ...]
    probability: float
    """calibrated probability that the first hit answers the question, 0 to 1"""
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Correction, ...] = ()
    """acronyms and synonyms searched for: typed -> meaning"""
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """acronyms that the context does not settle, each with its meanings"""
    facets: Facets = Facets()
    was_cut: bool = False
    """the question was longer than can be read and was cut"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked in one workspace, with what it was answered with."""

    id: str
    workspace_id: str
    member_id: str
    channel: str
    thread: str
    text: str
    intent: str
    confidence: Confidence
    hits: tuple[Hit, ...]
    asked_at: datetime
    community: str = ""
    gap_id: str = ""
    is_public: bool = False
    """everybody in the workspace could read it where it was asked; of any other question the words
    are shown to nobody but its asker
    """


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's Helpful or Not helpful on one answer; the last press counts."""

    question_id: str
    workspace_id: str
    member_id: str
    helpful: bool
    given_at: datetime


class GapStatus(StrEnum):
    OPEN = "open"
    ASKED = "asked"
    """put to the community"""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question nobody could answer, or whose answers did not help, with its like. No names."""

    id: str
    text: str
    """the first wording; only once it is ASKED has its asker released it"""
    community: str
    count: int
    """how often it was asked in vain; 0 where all that is known is that an answer did not help"""
    status: GapStatus
    first_asked: datetime
    last_asked: datetime
    groups: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    """ids that its wordings name"""
    unhelped: int = 0
    """people who found an answer to it not helpful"""
    owner_workspace: str = ""
    owner_id: str = ""
    """the member who looks after it; both empty where nobody does"""
    practice_id: str = ""
    """what answers it, once it is closed"""
