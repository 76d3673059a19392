"""What answers a question."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.domain.asking import Confidence, Correction, Hit


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: what was found and how the question was read."""

    question_id: str
    confidence: Confidence
    hits: tuple[Hit, ...]
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Correction, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    community: str = ""
    wants_negative: bool = False
    was_cut: bool = False
    length: str = ""
    """the `Reader` that it is for, where one person alone reads it"""
    level: str = ""
    """the level of the Every Child Matters onion that was asked for"""
    rated_in: str = ""
    """id of the workspace, once somebody has pressed Helpful or Not helpful"""
    is_for_one: bool = False
    """one person alone reads it; filled in once it is rated"""


@dataclass(frozen=True, slots=True)
class HowItWorks:
    """One practice: how, evidence, cautions, sources, examples; or shorter, for a `Reader`."""

    practice_id: str
    length: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two practices side by side."""

    practice_ids: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """Who has tried it: examples by id; `place` is the region or council asked for."""

    topic: str
    example_ids: tuple[str, ...]
    place: str = ""
    elsewhere: bool = False
    """none in `place`: these are from other places"""
    practice_id: str = ""
    """the practice whose reality checks are told too"""
    regions: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    """where checks must be from, by region or by ONS code; both empty: anywhere"""


@dataclass(frozen=True, slots=True)
class TermMeaning:
    """A term of the field with its other words; two or more `meanings` ask which."""

    term: str
    meanings: tuple[str, ...]
    variants: tuple[str, ...] = ()
    relates_to: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationFound:
    organisation_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAnswer:
    faq_id: str


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """Somebody may be in danger: plain words, 999 and the local route."""

    not_kept: bool = False
    """it was in what somebody wanted to share, and nothing of it is kept"""


AskingSaid = (
    Answer
    | HowItWorks
    | Comparison
    | Tried
    | TermMeaning
    | OrganisationFound
    | ProgrammeAnswer
    | Safeguarding
)
