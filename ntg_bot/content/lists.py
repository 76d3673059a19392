"""The shape of taxonomy.yaml, thesaurus.yaml, communities.yaml, organisations.yaml and intents.

Same strictness as `models.py`; each model makes its domain values.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ntg_bot.content.models import Front, Name, Names, Slug, Slugs, Text
from ntg_bot.conversation.intents import Intent, Scope
from ntg_bot.domain.knowledge import Organisation
from ntg_bot.domain.taxonomy import AmbiguousAcronym, Community, Entry, Milestone, Taxonomy, Term


class EntryFront(Front):
    """One entry of a list."""

    id: Slug
    name: Name
    question: Text | None = None
    """for lines of enquiry: the "how" question it stands for"""
    key_terms: Names = Field(default_factory=list)

    def value(self) -> Entry:
        return Entry(self.id, self.name, self.question or "", tuple(self.key_terms))


Entries = Annotated[list[EntryFront], Field(min_length=1)]


class TaxonomyFile(Front):
    """knowledge/taxonomy.yaml: what everything is sorted by."""

    lines_of_enquiry: Entries
    outcomes: Entries
    groups: Entries
    age_bands: Entries
    settings: Annotated[Slugs, Field(min_length=1)]
    regions: Annotated[Names, Field(min_length=1)]
    nations: Names


class TermFront(Front):
    """A concept of the field and the other words for it."""

    term: Name
    variants: Annotated[Names, Field(min_length=1)]
    kind: Name
    relates_to: Slug | None = None

    def value(self) -> Term:
        return Term(self.term, tuple(self.variants), self.kind, self.relates_to or "")


class AmbiguousFront(Front):
    """A short form with several meanings."""

    acronym: Name
    meanings: Annotated[Names, Field(min_length=2)]

    def value(self) -> AmbiguousAcronym:
        return AmbiguousAcronym(self.acronym, tuple(self.meanings))


class ThesaurusFile(Front):
    """knowledge/thesaurus.yaml: the field's words."""

    terms: list[TermFront]
    ambiguous_acronyms: list[AmbiguousFront]


class CommunityFront(Front):
    """A community of interest."""

    id: Slug
    name: Name
    scope: Text
    key_terms: Names = Field(default_factory=list)

    def value(self) -> Community:
        return Community(self.id, self.name, self.scope, tuple(self.key_terms))


class CommunitiesFile(Front):
    """knowledge/communities.yaml."""

    communities: Annotated[list[CommunityFront], Field(min_length=1)]


class OrganisationFront(Front):
    """A body of the field and what became of it."""

    id: Slug
    acronym: Name
    name: Name
    what_became: Text
    status: Name
    in_seed_documents: bool
    basis: Text
    aliases: Names = Field(default_factory=list)
    """other names it has or had"""
    successors: Slugs = Field(default_factory=list)
    """ids of the bodies that took its work over"""

    def value(self) -> Organisation:
        lists = {"aliases": tuple(self.aliases), "successors": tuple(self.successors)}
        plain: dict[str, Any] = dict(self) | lists
        return Organisation(**plain)


class OrganisationsFile(Front):
    """knowledge/organisations.yaml."""

    organisations: list[OrganisationFront]


When = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
]
"""a day, a month or a year, as exact as the papers are"""


class MilestoneFront(Front):
    """Something of the programme's timeline, as its papers date it."""

    id: Slug
    what: Text
    starts: When
    ends: When | None = None
    source: Name
    differs: Text | None = None
    """where the papers disagree, and what each says"""

    def value(self) -> Milestone:
        return Milestone(
            self.id, self.what, self.starts, self.ends or "", self.source, self.differs or ""
        )


class TimelineFile(Front):
    """knowledge/timeline.yaml: the programme's phases and dates."""

    timeline: list[MilestoneFront]


class IntentFile(Front):
    """intents/<id>.yaml: what somebody may want, with sentences that say so."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$")]
    does: Text
    scope: Annotated[Scope, Field(strict=False)]
    slots: list[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]]
    examples: Annotated[list[Text], Field(min_length=1)]

    def value(self) -> Intent:
        return Intent(self.id, self.does, self.scope, tuple(self.slots), tuple(self.examples))


def taxonomy(
    lists: TaxonomyFile,
    thesaurus: ThesaurusFile,
    communities: CommunitiesFile,
    timeline: TimelineFile | None = None,
) -> Taxonomy:
    """The files as the one value that the rest of the house reads."""
    return Taxonomy(
        lines_of_enquiry=tuple(entry.value() for entry in lists.lines_of_enquiry),
        outcomes=tuple(entry.value() for entry in lists.outcomes),
        groups=tuple(entry.value() for entry in lists.groups),
        age_bands=tuple(entry.value() for entry in lists.age_bands),
        settings=tuple(lists.settings),
        regions=tuple(lists.regions),
        nations=tuple(lists.nations),
        communities=tuple(community.value() for community in communities.communities),
        thesaurus=tuple(term.value() for term in thesaurus.terms),
        ambiguous=tuple(acronym.value() for acronym in thesaurus.ambiguous_acronyms),
        timeline=tuple(each.value() for each in timeline.timeline) if timeline else (),
    )
