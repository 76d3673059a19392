"""Publishing editions: what would be in one, the freeze, and errata afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ntg_bot.domain.checks import Subject, Tally
from ntg_bot.domain.editions import (
    Erratum,
    FrozenEdition,
    Signpost,
    sections_of,
)
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.gap_map import GapKind
from ntg_bot.domain.knowledge import Example, Kind, Organisation, PracticeStatus
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.gap_map import GapMapService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

LONGEST_TITLE = 120
LONGEST_FOREWORD = 6_000
LONGEST_ERRATUM = 1_000


class EditionService:
    """Curators of everything publish; everybody reads."""

    def __init__(self, library: Library, gaps: GapMapService, clock: Clock) -> None:
        self._library = library
        self._gaps = gaps
        self._clock = clock

    async def compose(
        self, work: UnitOfWork, title: str, foreword: str, lines: Sequence[str]
    ) -> FrozenEdition:
        """What the next edition would be if it were frozen now; nothing is kept."""
        taxonomy = self._library.taxonomy
        wanted = [line for line in taxonomy.lines_of_enquiry if line.id in lines]
        if not wanted:
            raise InvalidInput("lines", key="refused.no_lines")
        practices = [
            practice
            for practice in self._library.practices()
            if practice.status is PracticeStatus.CURRENT
        ]
        checks = await work.checks.current(Subject.PRACTICE, [p.id for p in practices])
        take_up = {
            practice.id: Tally.of(c for c in checks if c.subject_id == practice.id)
            for practice in practices
        }
        done_in = {
            practice.id: tuple(
                f"{example.title} ({_place(example)})"
                for example in self._library.examples_of(practice.id)
            )
            for practice in practices
        }
        number = await work.editions.next_number()
        sections = sections_of(number, wanted, practices, dict(taxonomy.names), done_in, take_up)
        named = {
            name.casefold()
            for practice in practices
            if set(practice.line_of_enquiry) & {line.id for line in wanted}
            for name in practice.organisations
        }
        bodies = [
            item for item in self._library.of_kind(Kind.ORGANISATION)
            if isinstance(item, Organisation)
        ]  # fmt: skip
        found = await self._gaps.draw(work)
        groups, outcomes = dict(found.groups), dict(found.outcomes)
        return FrozenEdition(
            number=number,
            title=title,
            foreword=foreword,
            frozen_at=self._clock.now(),
            sections=sections,
            gaps=tuple(
                (groups[cell.group], outcomes[cell.outcome])
                for cell in found.cells
                if cell.kind is GapKind.ABSOLUTE
            ),
            signposts=tuple(
                Signpost(body.name, body.what_became)
                for body in sorted(bodies, key=lambda b: (b.name.casefold(), b.id))
                if body.in_seed_documents
                or body.name.casefold() in named
                or body.acronym.casefold() in named
            ),
        )

    def read_form(self, values: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
        """Title, foreword and lines of enquiry, checked field by field."""
        title = fields.text(values, "title", most=LONGEST_TITLE)
        foreword = fields.text(values, "foreword", most=LONGEST_FOREWORD)
        known = {line.id for line in self._library.taxonomy.lines_of_enquiry}
        lines = tuple(id for id in values.get("lines", "").split(",") if id in known)
        if not lines:
            raise InvalidInput("lines", key="refused.no_lines")
        return title, foreword, lines

    async def publish(
        self, work: UnitOfWork, member: Member, values: Mapping[str, str]
    ) -> FrozenEdition:
        """Freezes the next edition; from then on only errata are added."""
        require(member, Act.CURATE, ())
        edition = await self.compose(work, *self.read_form(values))
        if not edition.entries:
            raise WrongState(key="refused.edition_empty")
        if not await work.editions.publish(edition):
            raise WrongState(key="refused.edition_taken", number=edition.number)
        await self._audit(work, member, "edition.publish", str(edition.number))
        return edition

    async def find(self, work: UnitOfWork, named: str) -> FrozenEdition:
        """By its number; NotFound where there is none."""
        words = named.strip().removeprefix("NTG-").split("-")[0]
        edition = await work.editions.get(int(words)) if words.isdecimal() else None
        if edition is None:
            raise NotFound(key="refused.no_edition", name=named.strip()[:40])
        return edition

    async def correct(
        self, work: UnitOfWork, member: Member, named: str, values: Mapping[str, str]
    ) -> Erratum:
        """An erratum to an edition, or to one of its entries by its permanent id."""
        require(member, Act.CURATE, ())
        edition = await self.find(work, named)
        entry_id = values.get("entry", "").strip().upper()
        if entry_id and entry_id not in {entry.id for entry in edition.entries}:
            raise InvalidInput("entry", key="refused.no_entry", name=entry_id[:40])
        text = fields.text(values, "text", most=LONGEST_ERRATUM)
        before = await work.editions.errata(edition.number)
        erratum = Erratum(edition.number, len(before) + 1, entry_id, text, self._clock.now())
        if not await work.editions.add_erratum(erratum):
            raise WrongState(key="refused.edition_taken", number=edition.number)
        await self._audit(work, member, "edition.erratum", f"{edition.number}/{erratum.number}")
        return erratum

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)


def _place(example: Example) -> str:
    names = ", ".join(each.name for each in example.authorities)
    return names or example.place or "place not stated"
