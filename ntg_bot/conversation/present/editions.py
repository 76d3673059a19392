"""Cards of editions and of the evidence gap map: numbers in words, for every reader alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Form,
    Heading,
    Option,
    Plain,
    Span,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.form_fields import FormFields
from ntg_bot.conversation.present.signing import signed_lines
from ntg_bot.domain.editions import Erratum, FrozenEdition
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.gap_map import Cell, GapKind, GapMap
from ntg_bot.services.boards import BoardService
from ntg_bot.services.editions import (
    LONGEST_ERRATUM,
    LONGEST_FOREWORD,
    LONGEST_TITLE,
    EditionService,
)
from ntg_bot.services.gap_map import GapMapService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory

MOST_HOT = 8
FOREWORD_SHOWN = 600
MOST_ERRATA = 5


class EditionCards:
    """Drawn from the freeze, or from what the map counts now."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        uow: UnitOfWorkFactory,
        editions: EditionService,
        gaps: GapMapService,
        boards: BoardService,
    ) -> None:
        self._boards = boards
        self._library = library
        self._say = catalogue.say
        self._field = FormFields(catalogue.say, "editionform").field
        self._uow = uow
        self._editions = editions
        self._gaps = gaps

    async def card(self, said: facts.EditionsSaid) -> Card:
        async with self._uow(read_only=True) as work:
            match said:
                case facts.GapMapShown(group, line):
                    found = await self._gaps.draw(work, line)
                    if group and group not in dict(found.groups):
                        raise NotFound(key="refused.no_group", name=group[:80])
                    return self._of_group(found, group) if group else self._map(found, said)
                case facts.EditionList(is_curator):
                    return self._all(await work.editions.all(), is_curator)
                case facts.EditionShown(number, is_curator):
                    edition = await self._editions.find(work, str(number))
                    signed = await self._boards.signed(work, f"edition:{number}")
                    errata = await work.editions.errata(number)
                    return self._one(edition, errata, signed_lines(self._say, signed), is_curator)
                case facts.EditionForm():
                    return self._form(said)
                case facts.EditionDraft(typed):
                    read = self._editions.read_form(typed)
                    return self._draft(await self._editions.compose(work, *read), said)
                case _:
                    assert_never(said)

    # --- the gap map ------------------------------------------------------------------------------

    def _map(self, found: GapMap, said: facts.GapMapShown) -> Card:
        """What is asked about and empty first, then each group in a line."""
        kinds = [cell.kind for cell in found.cells]
        lead = self._say(
            "gapmap.lead",
            cells=len(kinds),
            empty=kinds.count(GapKind.ABSOLUTE),
            loose=kinds.count(GapKind.SYNTHESIS),
        )
        rows = tuple((Plain(self._row(name, found.row(id), found)),) for id, name in found.groups)
        hot = found.hot_and_empty[:MOST_HOT]
        buttons = [
            Button(
                self._say("button.gapmap_show"),
                "gapmap.show",
                group,
                says=f"{self._say('button.gapmap_show')}: {dict(found.groups)[group]}",
            )
            for group in dict.fromkeys(cell.group for cell in hot)
        ][:3]
        if said.may_call and hot:
            buttons.append(Button(self._say("button.call_new"), "call.new", "", Style.PRIMARY))
        return card_of(
            Heading(self._title(found)),
            Text((Plain(lead),)),
            Text((Plain(self._say("gapmap.hot")),)) if hot else None,
            Bullets(tuple((Plain(self._hot(cell, found)),) for cell in hot)) if hot else None,
            Text((Plain(self._say("gapmap.groups")),)),
            Bullets(rows),
            Actions(tuple(buttons)) if buttons else None,
            Context((Plain(self._say("gapmap.counts")),)),
        )

    def _title(self, found: GapMap) -> str:
        if found.line[1]:
            return self._say("gapmap.title_line", line=found.line[1])
        return self._say("gapmap.title")

    def _row(self, name: str, row: Sequence[Cell], found: GapMap) -> str:
        outcomes = dict(found.outcomes)
        empty = [outcomes[cell.outcome] for cell in row if cell.kind is GapKind.ABSOLUTE]
        counts = {
            "group": name,
            "practices": sum(cell.practices for cell in row),
            "questions": sum(cell.questions for cell in row)
            + dict(found.without_outcome).get(row[0].group, 0),
        }
        if not empty:
            return self._say("gapmap.row", **counts)
        return self._say("gapmap.row_empty", empty=words.listed(empty).lower(), **counts)

    def _hot(self, cell: Cell, found: GapMap) -> str:
        return self._say(
            "gapmap.hot_row",
            group=dict(found.groups)[cell.group],
            outcome=dict(found.outcomes)[cell.outcome],
            questions=cell.questions,
        )

    def _of_group(self, found: GapMap, group: str) -> Card:
        """One group: every outcome with what is known and what is asked."""
        outcomes = dict(found.outcomes)
        pairs: list[tuple[str, tuple[Span, ...]]] = []
        for cell in found.row(group):
            told = self._say(
                f"gapmap.cell.{cell.kind.value}",
                practices=cell.practices,
                reviewed=cell.reviewed,
                tested=cell.tested,
            )
            asked = self._say("gapmap.asked", questions=cell.questions, open=cell.unanswered)
            pairs.append((outcomes[cell.outcome], (Plain(f"{told} {asked}"),)))
        alone = dict(found.without_outcome).get(group, 0)
        return card_of(
            Heading(self._say("gapmap.title_group", group=dict(found.groups)[group])),
            Facts(tuple(pairs)),
            Text((Plain(self._say("gapmap.alone", count=alone)),)) if alone else None,
            Context((Plain(self._say("gapmap.counts")),)),
        )

    # --- editions ---------------------------------------------------------------------------------

    def _all(self, editions: Sequence[FrozenEdition], is_curator: bool) -> Card:
        new = (
            Actions((Button(self._say("button.edition_new"), "edition.new"),))
            if is_curator
            else None
        )
        if not editions:
            return card_of(Text((Plain(self._say("edition.none")),)), new)
        rows: list[Element | None] = []
        for edition in editions:
            line = self._say(
                "edition.row",
                number=edition.number,
                title=edition.title,
                day=words.day(edition.frozen_at.date()),
                entries=len(edition.entries),
            )
            label = self._say("button.edition_show")
            says = f"{label}: {edition.title}"
            rows.append(Text((Plain(line),)))
            rows.append(Actions((Button(label, "edition.show", str(edition.number), says=says),)))
        return card_of(*rows, new)

    def _one(
        self,
        edition: FrozenEdition,
        errata: Sequence[Erratum],
        signed: Sequence[str],
        is_curator: bool,
    ) -> Card:
        rows = tuple(
            (
                Plain(
                    self._say(
                        "edition.section",
                        line=section.name,
                        entries=len(section.entries),
                        failed=len(section.did_not_work),
                    )
                ),
            )
            for section in edition.sections
        )
        corrections = tuple(
            (Plain(f"{each.entry_id} {each.text}".strip()),) for each in errata[-MOST_ERRATA:]
        )
        label = self._say("button.edition_erratum")
        return card_of(
            Heading(self._say("edition.heading", number=edition.number, title=edition.title)),
            Text((Plain(self._say("edition.out", day=words.day(edition.frozen_at.date()))),)),
            Text((Plain(words.first_sentences(edition.foreword, FOREWORD_SHOWN)),)),
            Bullets(rows),
            Text((Plain(self._say("edition.gaps", count=len(edition.gaps))),)),
            *(Text((Plain(line),)) for line in signed),
            Text((Plain(self._say("edition.errata")),)) if corrections else None,
            Bullets(corrections) if corrections else None,
            Actions((Button(label, "edition.erratum", str(edition.number)),))
            if is_curator
            else None,
            Context((Plain(self._say("edition.files", number=edition.number)),)),
        )

    def _draft(self, edition: FrozenEdition, said: facts.EditionDraft) -> Card:
        rows = tuple(
            (
                Plain(
                    self._say(
                        "edition.section",
                        line=section.name,
                        entries=len(section.entries),
                        failed=len(section.did_not_work),
                    )
                ),
            )
            for section in edition.sections
        )
        form = self._new_form(
            facts.EditionForm(typed=said.typed), "edition.publish", "edition.publish_submit"
        )
        return card_of(
            Heading(self._say("edition.heading", number=edition.number, title=edition.title)),
            Text((Plain(self._say("edition.draft")),)),
            Bullets(rows),
            form,
        )

    def _form(self, said: facts.EditionForm) -> Card:
        if not said.edition:
            return card_of(self._new_form(said, "edition.new", "edition.new_submit"))
        return card_of(
            Text((Plain(self._say("edition.erratum_lead")),)),
            Form(
                "edition.erratum",
                str(said.edition),
                self._say("edition.erratum_title", number=said.edition),
                self._say("edition.erratum_submit"),
                (
                    self._field(said, "entry", 20, required=False),
                    self._field(said, "text", LONGEST_ERRATUM, multiline=True),
                ),
            ),
        )

    def _new_form(self, said: facts.EditionForm, action: str, submit: str) -> Form:
        lines = self._library.taxonomy.lines_of_enquiry
        every = ",".join(line.id for line in lines)
        return Form(
            action,
            "",
            self._say("edition.new_title"),
            self._say(submit),
            (
                self._field(said, "title", LONGEST_TITLE),
                self._field(said, "foreword", LONGEST_FOREWORD, multiline=True),
                self._field(
                    said,
                    "lines",
                    options=tuple(Option(line.id, line.name) for line in lines),
                    many=True,
                    otherwise=every,
                ),
            ),
        )
