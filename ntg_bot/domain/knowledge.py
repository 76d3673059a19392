"""What the knowledge base holds: practices, local examples, FAQ, organisations and authorities.

Evidence strength, freshness and take-up are three separate things and never blended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an entry of the knowledge base is."""

    PRACTICE = "practice"
    EXAMPLE = "example"
    FAQ = "faq"
    ORGANISATION = "organisation"


class Direction(StrEnum):
    """Which way the evidence points: our normalised label, never the source's own rating."""

    POSITIVE = "positive"
    PROMISING = "promising"
    MIXED = "mixed"
    NULL = "null"
    NEGATIVE = "negative"
    UNCLEAR = "unclear"
    DESCRIPTIVE = "descriptive"


class Grade(StrEnum):
    """How far local practice has been tested: C4EO's ladder, given by a moderator.

    Published standards keep the rating that their source gives them.
    """

    EMERGING = "emerging"
    PROMISING = "promising"
    VALIDATED = "validated"


SHARERS_OWN = "the sharer's own account"
"""what the how of a practice rests on that a member shared"""


class PracticeStatus(StrEnum):
    CURRENT = "current"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. `source_seen` false: do not quote figures from it."""

    title: str
    organisation: str
    year: str
    url: str | None
    source_seen: bool
    url_kind: str
    """original | mirror-or-secondary | none"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How good the evidence is, `rating` and `effect` in the named standard's own terms."""

    standard: str
    rating: str
    effect: str
    population: str
    direction: Direction
    design: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A curated record of what was done, for whom, what happened, how strong the evidence is."""

    id: str
    title: str
    summary: str
    line_of_enquiry: tuple[str, ...]
    outcomes: tuple[str, ...]
    groups: tuple[str, ...]
    age_range: str
    """`A-B` or `A-B and parents` in years, `parents`, `families`, `whole family` or `all-ages`"""
    setting: tuple[str, ...]
    communities: tuple[str, ...]
    how_it_works: tuple[str, ...]
    how_it_works_basis: str
    evidence: Evidence
    cost: str | None
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    organisations: tuple[str, ...]
    keywords: tuple[str, ...]
    acronyms: tuple[str, ...]
    reviewed: date
    review_by: date | None = None
    asked_as: tuple[str, ...] = ()
    status: PracticeStatus = PracticeStatus.CURRENT
    shared_by: str = ""
    """the council of the sharer, for a practice that a member shared; empty for curated ones"""
    levels: tuple[str, ...] = ()
    """at which levels of the Every Child Matters onion it acts, by `levels.Level`"""
    body: str = ""
    """further notes in Markdown below the front matter"""
    grade: Grade | None = None
    """of local practice alone; a thing of its own beside the evidence"""
    also_shared_by: tuple[str, ...] = ()
    """councils whose accounts were merged into this practice"""
    merged_into: str = ""
    """id of the practice that this one became a part of; it is retired then"""
    why_retired: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is a member's account and no published standard's."""
        return bool(self.shared_by) or self.how_it_works_basis == SHARERS_OWN


@dataclass(frozen=True, slots=True)
class AuthorityRef:
    """A council as an example names it; `ons_code` as in authorities.csv."""

    name: str
    ons_code: str
    region: str


@dataclass(frozen=True, slots=True)
class ReportedOutcome:
    """One result exactly as the named source states it; an example's figures are not proof."""

    measure: str
    figure_as_stated: str
    comparison: str | None
    period: str


@dataclass(frozen=True, slots=True)
class Validation:
    """What an outside body said of an example, in its own words."""

    scheme: str
    grade: str
    as_stated: str


@dataclass(frozen=True, slots=True)
class Example:
    """What one named council or partner did, tied to practices: an example, not proof."""

    id: str
    title: str
    authorities: tuple[AuthorityRef, ...]
    place: str
    """where, when no single council fits; may be empty"""
    region: str
    year_from: int | None
    year_to: int | None
    organisations: tuple[str, ...]
    line_of_enquiry: tuple[str, ...]
    outcomes: tuple[str, ...]
    groups: tuple[str, ...]
    age_range: str
    setting: tuple[str, ...]
    communities: tuple[str, ...]
    what_they_did: str
    how: tuple[str, ...]
    how_basis: str
    outcomes_reported: tuple[ReportedOutcome, ...]
    evidence_design: str
    validation: Validation | None
    cost: str | None
    cautions: tuple[str, ...]
    practice_ids: tuple[str, ...]
    keywords: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed: date
    body: str = ""


@dataclass(frozen=True, slots=True)
class Faq:
    """A question about the programme with the answer in our own words.

    `disagreements` states where the founding texts differ; nothing is silently mended.
    """

    id: str
    title: str
    """the question as people ask it"""
    answer: str
    """Markdown: paragraphs and `- ` bullets only"""
    asked_as: tuple[str, ...]
    keywords: tuple[str, ...]
    disagreements: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed: date


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body of the field and what became of it."""

    id: str
    acronym: str
    name: str
    what_became: str
    status: str
    in_seed_documents: bool
    basis: str
    aliases: tuple[str, ...] = ()
    """other names it has or had"""
    successors: tuple[str, ...] = ()
    """ids of the bodies that took its work over"""


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority in England with children's services."""

    ons_code: str
    dfe_la_number: str
    name: str
    official_name: str
    region: str
    type: str
    london_area: str = ""
    other_codes: str = ""
    """ONS codes that stand for it too, with semicolons between: of the councils whose place it took
    (each successor of one that was split has its code), and of itself before or after a change
    """

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that leads here, its own first."""
        others = (each.strip() for each in self.other_codes.split(";"))
        return (self.ons_code, *(each for each in others if each))


Item = Practice | Example | Faq | Organisation
"""anything an answer can show"""


def kind_of(item: Item) -> Kind:
    """The kind under which an entry is stored and found."""
    match item:
        case Practice():
            return Kind.PRACTICE
        case Example():
            return Kind.EXAMPLE
        case Faq():
            return Kind.FAQ
        case Organisation():
            return Kind.ORGANISATION
