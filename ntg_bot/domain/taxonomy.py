"""The programme's own lists: lines of enquiry, outcomes, groups, communities; the field's words.

Lines of enquiry, outcomes and groups are those of the founding texts (five, five and thirteen).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list. `question` is set for lines of enquiry only."""

    id: str
    name: str
    question: str = ""
    key_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Community:
    """A community of interest: programme-wide, bound to channels in many workspaces."""

    id: str
    name: str
    scope: str
    key_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the field with the other words people use for it."""

    term: str
    variants: tuple[str, ...]
    kind: str
    relates_to: str = ""


@dataclass(frozen=True, slots=True)
class AmbiguousAcronym:
    """An acronym that means different things to different teams."""

    acronym: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something of the programme's timeline, as its papers date it."""

    id: str
    what: str
    starts: str
    """`2008-04-17`, `2008-04` or `2008`: as exact as the papers are"""
    ends: str
    """the same; empty for one day, one month or what has no end"""
    source: str
    """which of the programme's papers says so"""
    differs: str = ""
    """where the papers disagree, and what each says"""


@dataclass(frozen=True)
class Taxonomy:
    """All lists of knowledge/taxonomy.yaml, communities.yaml and thesaurus.yaml together."""

    lines_of_enquiry: tuple[Entry, ...]
    outcomes: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    age_bands: tuple[Entry, ...]
    settings: tuple[str, ...]
    regions: tuple[str, ...]
    nations: tuple[str, ...]
    communities: tuple[Community, ...]
    thesaurus: tuple[Term, ...]
    ambiguous: tuple[AmbiguousAcronym, ...]
    timeline: tuple[Milestone, ...] = ()
    """of knowledge/timeline.yaml, in its order"""

    @cached_property
    def community_by_id(self) -> Mapping[str, Community]:
        return {c.id: c for c in self.communities}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """id -> name, over lines of enquiry, outcomes, groups, age bands and communities."""
        named: dict[str, str] = {}
        for entries in (self.lines_of_enquiry, self.outcomes, self.groups, self.age_bands):
            named.update({entry.id: entry.name for entry in entries})
        named.update({community.id: community.name for community in self.communities})
        return named
