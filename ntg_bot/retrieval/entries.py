"""Knowledge-base items as the index sees them: texts by field, phrasings, passages and facets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ntg_bot.domain.knowledge import (
    Example,
    Faq,
    Item,
    Kind,
    Organisation,
    Practice,
    PracticeStatus,
)

_AGE_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")
ALL_AGES = (0, 25)

Key = tuple[str, str]
"""(kind, id)"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable entry. `phrasings` are its title and every way people ask for it."""

    kind: Kind
    id: str
    phrasings: tuple[str, ...]
    summary: str
    keywords: str
    body: str
    groups: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    authorities: frozenset[str] = frozenset()
    ages: tuple[int, int] | None = None
    """from, to in years; None where the entry does not say"""
    direction: str = ""
    practices: tuple[str, ...] = ()
    """for an example, the practices it belongs to"""

    @property
    def key(self) -> Key:
        return (self.kind.value, self.id)

    @property
    def title(self) -> str:
        return self.phrasings[0]

    @property
    def passages(self) -> tuple[str, ...]:
        """The texts that get a sentence vector of their own: each phrasing, and last the title
        with what the entry says. An encoder reads about 250 tokens and leaves the rest.
        """
        told = self.summary or self.body
        return (*self.phrasings, f"{self.title}. {told}" if told else self.title)


def entry_of(item: Item) -> Entry | None:
    """The entry of `item`; None for one that is not searched (a retired practice)."""
    if isinstance(item, Practice):
        return None if item.status is PracticeStatus.RETIRED else _of_practice(item)
    if isinstance(item, Example):
        return _of_example(item)
    if isinstance(item, Faq):
        return Entry(
            kind=Kind.FAQ,
            id=item.id,
            phrasings=(item.title, *item.asked_as),
            summary="",
            keywords=_lines(item.keywords),
            body=item.answer,
        )
    return _of_organisation(item)


def kind_of(item: Item) -> Kind:
    """Which kind of entry `item` is."""
    if isinstance(item, Practice):
        return Kind.PRACTICE
    if isinstance(item, Example):
        return Kind.EXAMPLE
    return Kind.FAQ if isinstance(item, Faq) else Kind.ORGANISATION


def _of_practice(item: Practice) -> Entry:
    return Entry(
        kind=Kind.PRACTICE,
        id=item.id,
        phrasings=(item.title, *item.asked_as),
        summary=item.summary,
        keywords=_lines((*item.keywords, *item.acronyms)),
        body=_lines(
            (
                *item.how_it_works,
                item.evidence.effect,
                item.evidence.population,
                *item.cautions,
                *item.organisations,
                item.body,
            )
        ),
        groups=frozenset(item.groups),
        outcomes=frozenset(item.outcomes),
        settings=frozenset(item.setting),
        lines=frozenset(item.line_of_enquiry),
        ages=ages_of(item.age_range),
        direction=item.evidence.direction.value,
    )


def _of_example(item: Example) -> Entry:
    places = [*(ref.name for ref in item.authorities), item.place, item.region]
    return Entry(
        kind=Kind.EXAMPLE,
        id=item.id,
        phrasings=(item.title,),
        summary=item.what_they_did,
        keywords=_lines((*item.keywords, *places)),
        body=_lines((*item.how, *(o.measure for o in item.outcomes_reported), *item.organisations)),
        groups=frozenset(item.groups),
        outcomes=frozenset(item.outcomes),
        settings=frozenset(item.setting),
        lines=frozenset(item.line_of_enquiry),
        regions=frozenset((item.region, *(ref.region for ref in item.authorities))) - {""},
        authorities=frozenset(ref.ons_code for ref in item.authorities),
        ages=ages_of(item.age_range),
        practices=item.practice_ids,
    )


def _of_organisation(item: Organisation) -> Entry:
    both = f"{item.name} ({item.acronym})" if item.acronym else item.name
    return Entry(
        kind=Kind.ORGANISATION,
        id=item.id,
        phrasings=tuple(text for text in (both, item.acronym) if text),
        summary=item.what_became,
        keywords="",
        body="",
    )


def ages_of(age_range: str) -> tuple[int, int] | None:
    """`5-11` -> (5, 11); `parents` and `all-ages` name no age."""
    found = _AGE_RANGE.search(age_range)
    if not found:
        return None
    return int(found[1]), int(found[2])


def _lines(parts: tuple[str, ...]) -> str:
    return "\n".join(part for part in parts if part)
