"""The shape of the front matter of practice, example and FAQ files, strictly typed.

A wrong type is a fault, never a guess: `year: 2018` is a number where text belongs. What the shape
cannot say, such as whether an id is known, is in `rules.py`. Each model makes its domain value.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ntg_bot.content import prose
from ntg_bot.domain.knowledge import (
    AuthorityRef,
    Direction,
    Evidence,
    Example,
    Faq,
    Grade,
    Practice,
    PracticeStatus,
    ReportedOutcome,
    Source,
    Validation,
)
from ntg_bot.domain.levels import Level

_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_AGES = re.compile(r"([0-9]{1,2})-([0-9]{1,2})(?: and parents)?")
_AGE_WORDS = ("parents", "families", "whole family", "all-ages")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _no_bidi(text: str) -> str:
    found = BIDI.search(text)
    if found:
        raise ValueError(
            f"has the invisible character U+{ord(found[0]):04X}, which turns the direction of text"
        )
    return text


def _no_hidden(text: str) -> str:
    _no_bidi(text)
    for character in text:
        if unicodedata.category(character) in {"Cf", "Cc", "Cs", "Zl", "Zp"}:
            raise ValueError(f"has the invisible character U+{ord(character):04X}")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _link(text: str) -> str:
    if any(character.isspace() for character in text):
        raise ValueError("has a space in it; write the address as the browser shows it")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(f"is no web address ({error})") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be null or begin with http:// or https://")
    return text


def _ages(text: str) -> str:
    if text in _AGE_WORDS:
        return text
    match = _AGES.fullmatch(text)
    if match is None:
        raise ValueError(
            "must be two ages such as 5-16 or 0-5 and parents, or one of " + ", ".join(_AGE_WORDS)
        )
    if int(match[1]) > int(match[2]):
        raise ValueError(f"begins at {match[1]} and ends at {match[2]}; turn it round")
    return text


Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=100)]
Name = Annotated[
    str, StringConstraints(max_length=300), AfterValidator(_not_blank), AfterValidator(_no_hidden)
]
"""one line that people see as a title or a name: nothing invisible in it"""
Text = Annotated[
    str, StringConstraints(max_length=12_000), AfterValidator(_not_blank), AfterValidator(_no_bidi)
]
Link = Annotated[
    str, StringConstraints(max_length=2_000), AfterValidator(_no_hidden), AfterValidator(_link)
]
Ages = Annotated[str, StringConstraints(max_length=20), AfterValidator(_ages)]
OnsCode = Annotated[str, StringConstraints(pattern=r"^[EWSN][0-9]{8}$")]
Basis = Literal[
    "source-backed",
    "partly general professional knowledge",
    "general professional knowledge",
    "the sharer's own account",
]
NameOrEmpty = Annotated[str, StringConstraints(max_length=300), AfterValidator(_no_hidden)]
Names = list[Name]
Texts = list[Text]
Slugs = list[Slug]


class Front(BaseModel):
    """What all models share: nothing is converted, and an unknown key is a fault."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )


class SourceFront(Front):
    """Where a statement comes from."""

    title: Name
    organisation: Name
    year: Name
    """as the source gives it, in quotes: '2018', '2018-20', n.d."""
    url: Link | None
    source_seen: bool
    """true if one of us read it; false means that no figure may be quoted from it"""
    url_kind: Literal["original", "mirror-or-secondary", "none"]

    def value(self) -> Source:
        return Source(**dict(self))


class EvidenceFront(Front):
    """How good the evidence is; `rating` and `effect` in the standard's own terms."""

    standard: Text
    rating: Text
    effect: Text
    population: Text
    direction: Annotated[Direction, Field(strict=False)]
    """our label: which way the evidence points"""
    design: Text
    """our label: what kind of study"""

    def value(self) -> Evidence:
        return Evidence(**dict(self))


class PracticeFront(Front):
    """The front matter of knowledge/practice/<id>.md."""

    id: Slug
    """the file's name without .md; never changed once used"""
    title: Name
    summary: Text
    line_of_enquiry: Slugs
    outcomes: Slugs
    groups: Slugs
    age_range: Ages
    setting: Slugs
    communities: Annotated[Slugs, Field(min_length=1)]
    how_it_works: Annotated[Texts, Field(min_length=1)]
    how_it_works_basis: Basis
    evidence: EvidenceFront
    cost: Text | None
    cautions: Annotated[Texts, Field(min_length=1)]
    """at least one thing to beware of"""
    sources: Annotated[list[SourceFront], Field(min_length=1)]
    organisations: Names
    keywords: Names
    acronyms: Names
    asked_as: Names = Field(default_factory=list)
    """how staff would ask for it, in their words"""
    reviewed: date
    """when somebody last checked the whole entry, as 2026-11-21"""
    review_by: date | None = None
    status: Annotated[PracticeStatus, Field(strict=False)] = PracticeStatus.CURRENT
    shared_by: NameOrEmpty = ""
    grade: Annotated[Grade | None, Field(strict=False)] = None
    """of local practice alone: emerging, promising or validated"""
    also_shared_by: Names = Field(default_factory=list)
    """ONS codes of councils whose accounts were merged into this one"""
    merged_into: Slug | None = None
    """the practice that this one became a part of; then `status` is retired"""
    why_retired: NameOrEmpty = ""
    levels: list[Annotated[Level, Field(strict=False)]] = Field(default_factory=list)
    """at which levels of the Every Child Matters onion it acts"""

    def value(self, body: str) -> Practice:
        simple = _tuples(self, "evidence", "sources", "merged_into", "levels")
        return Practice(
            **simple,
            levels=tuple(level.value for level in self.levels),
            merged_into=self.merged_into or "",
            evidence=self.evidence.value(),
            sources=tuple(source.value() for source in self.sources),
            body=body,
        )


class AuthorityRefFront(Front):
    """A council as authorities.csv has it."""

    name: Name
    ons_code: OnsCode
    region: Name

    def value(self) -> AuthorityRef:
        return AuthorityRef(**dict(self))


class ReportedOutcomeFront(Front):
    """One result, exactly as the source states it."""

    measure: Text
    figure_as_stated: Text
    comparison: Text | None
    period: Text

    def value(self) -> ReportedOutcome:
        return ReportedOutcome(**dict(self))


class ValidationFront(Front):
    """What an outside body said of it."""

    scheme: Text
    grade: Text
    as_stated: Text

    def value(self) -> Validation:
        return Validation(**dict(self))


Year = Annotated[int, Field(ge=1900, le=2100)]


class ExampleFront(Front):
    """The front matter of knowledge/example/<id>.md."""

    id: Slug
    title: Name
    authorities: list[AuthorityRefFront]
    """the councils; empty where none is named, then `place` says where"""
    place: NameOrEmpty = ""
    region: Name | None
    """null where it spans several regions"""
    year_from: Year | None
    year_to: Year | None
    organisations: Names
    line_of_enquiry: Slugs
    outcomes: Slugs
    groups: Slugs
    age_range: Ages
    setting: Slugs
    communities: Annotated[Slugs, Field(min_length=1)]
    what_they_did: Text
    how: Texts
    how_basis: Basis
    outcomes_reported: list[ReportedOutcomeFront]
    """empty where we saw no result"""
    evidence_design: Text
    validation: ValidationFront | None
    cost: Text | None
    cautions: Annotated[Texts, Field(min_length=1)]
    practice_ids: Annotated[Slugs, Field(min_length=1)]
    keywords: Names
    sources: Annotated[list[SourceFront], Field(min_length=1)]
    reviewed: date

    def value(self, body: str) -> Example:
        simple = _tuples(
            self, "authorities", "region", "outcomes_reported", "validation", "sources"
        )
        return Example(
            **simple,
            authorities=tuple(authority.value() for authority in self.authorities),
            region=self.region or "",
            outcomes_reported=tuple(outcome.value() for outcome in self.outcomes_reported),
            validation=self.validation.value() if self.validation else None,
            sources=tuple(source.value() for source in self.sources),
            body=body,
        )


class FaqFront(Front):
    """The front matter of knowledge/faq/<id>.md; the answer stands below it."""

    id: Slug
    title: Name
    asked_as: Annotated[Names, Field(min_length=1)]
    keywords: Names
    disagreements: Texts = Field(default_factory=list)
    """where the founding texts differ, both statements with their text"""
    sources: Annotated[list[SourceFront], Field(min_length=1)]
    reviewed: date

    def value(self, body: str) -> Faq:
        simple = _tuples(self, "sources")
        sources = tuple(source.value() for source in self.sources)
        return Faq(**simple, sources=sources, answer=prose.unfold(body))


def _tuples(front: Front, *but: str) -> dict[str, Any]:
    """The fields of `front` except `but`, its lists as tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in front
        if name not in but
    }
