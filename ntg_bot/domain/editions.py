"""Editions: numbered, frozen digests of effective practice by line of enquiry.

What an edition says is frozen when it is published and never changed. What turns out to be wrong
is said beside it, as an erratum. Every entry has a permanent id: `NTG-2-017` is the seventeenth
entry of the second edition, for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ntg_bot.domain.checks import Tally
from ntg_bot.domain.knowledge import Direction, Evidence, Practice, Source
from ntg_bot.domain.taxonomy import Entry

NEGATIVE = (Direction.NULL, Direction.NEGATIVE)
"""directions of what was tested and did not work, or did harm"""
ORDER = (
    Direction.POSITIVE,
    Direction.PROMISING,
    Direction.MIXED,
    Direction.UNCLEAR,
    Direction.DESCRIPTIVE,
    Direction.NULL,
    Direction.NEGATIVE,
)
"""of entries within a theme: what is known to help comes first"""


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """One practice as it stood: its evidence and cautions, where it was done, who checked it."""

    id: str
    """permanent"""
    practice_id: str
    title: str
    summary: str
    theme: str
    """name of the first group of children it is for"""
    how_it_works: tuple[str, ...]
    evidence: Evidence
    cautions: tuple[str, ...]
    done_in: tuple[str, ...]
    take_up: Tally
    sources: tuple[Source, ...]
    reviewed: date
    keywords: tuple[str, ...]
    also_in: tuple[str, ...] = ()
    """names of the other lines of enquiry it belongs to"""


@dataclass(frozen=True, slots=True)
class EditionSection:
    """One line of enquiry."""

    line: str
    name: str
    question: str
    entries: tuple[EditionEntry, ...]
    """what helps, is promising, mixed or described"""
    did_not_work: tuple[EditionEntry, ...]


@dataclass(frozen=True, slots=True)
class Signpost:
    """Somebody else who works on this."""

    name: str
    what_became: str


@dataclass(frozen=True, slots=True)
class FrozenEdition:
    """All that an edition is made of; the same freeze makes the same bytes, always."""

    number: int
    title: str
    foreword: str
    frozen_at: datetime
    sections: tuple[EditionSection, ...]
    gaps: tuple[tuple[str, str], ...]
    """(group, outcome) by name, of which nothing is known"""
    signposts: tuple[Signpost, ...]
    signed_off_by: str = ""
    """the board that signed it off, and the names, as they stood"""

    @property
    def entries(self) -> tuple[EditionEntry, ...]:
        return tuple(
            entry
            for section in self.sections
            for entry in (*section.entries, *section.did_not_work)
        )

    def index(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(word, ids of entries), in alphabetical order: titles' keywords and themes."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.entries:
            for word in (*entry.keywords, entry.theme):
                if word:
                    found.setdefault(word[:1].upper() + word[1:], {})[entry.id] = None
        ordered = sorted(found.items(), key=lambda item: (item[0].casefold(), item[0]))
        return tuple((word, tuple(ids)) for word, ids in ordered)


@dataclass(frozen=True, slots=True)
class Erratum:
    """What an edition got wrong, said beside it; the edition itself stays as it was."""

    edition: int
    number: int
    """within the edition, from 1"""
    entry_id: str
    """empty where it is about the whole"""
    text: str
    at: datetime


def sections_of(
    number: int,
    lines: Sequence[Entry],
    practices: Sequence[Practice],
    names: dict[str, str],
    done_in: dict[str, tuple[str, ...]],
    take_up: dict[str, Tally],
) -> tuple[EditionSection, ...]:
    """Every practice once, under the first of `lines` that it belongs to; ids in that order."""
    wanted = [line.id for line in lines]
    sections: list[EditionSection] = []
    count = 0
    for line in lines:
        mine = [
            practice
            for practice in practices
            if next((id for id in practice.line_of_enquiry if id in wanted), "") == line.id
        ]
        mine.sort(
            key=lambda p: (
                names.get(p.groups[0], "") if p.groups else "",
                ORDER.index(p.evidence.direction),
                p.title.casefold(),
                p.id,
            )
        )
        entries: list[EditionEntry] = []
        for practice in mine:
            count += 1
            others = [id for id in practice.line_of_enquiry if id != line.id]
            entries.append(
                EditionEntry(
                    id=f"NTG-{number}-{count:03d}",
                    practice_id=practice.id,
                    title=practice.title,
                    summary=practice.summary,
                    theme=names.get(practice.groups[0], "") if practice.groups else "",
                    how_it_works=practice.how_it_works,
                    evidence=practice.evidence,
                    cautions=practice.cautions,
                    done_in=done_in.get(practice.id, ()),
                    take_up=take_up.get(practice.id, Tally()),
                    sources=practice.sources,
                    reviewed=practice.reviewed,
                    keywords=practice.keywords,
                    also_in=tuple(names.get(id, id) for id in others),
                )
            )
        sections.append(
            EditionSection(
                line.id,
                line.name,
                line.question,
                tuple(e for e in entries if e.evidence.direction not in NEGATIVE),
                tuple(e for e in entries if e.evidence.direction in NEGATIVE),
            )
        )
    return tuple(sections)
