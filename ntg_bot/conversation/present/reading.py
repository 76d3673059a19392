"""Cards of the three lengths, and of the lines of enquiry."""

from __future__ import annotations

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
    Heading,
    Plain,
    Span,
    Strong,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button
from ntg_bot.domain.knowledge import Direction, Example, Kind, Practice, PracticeStatus
from ntg_bot.domain.people import Reader
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory

MOST_PRACTICES = 12
_ORDER = tuple(Direction)
"""practices that were found to help come first, those only described last"""


class ReadingCards:
    """All five lines alike: what is there under each, and what is missing."""

    def __init__(self, library: Library, catalogue: Catalogue, uow: UnitOfWorkFactory) -> None:
        self._library = library
        self._catalogue = catalogue
        self._say = catalogue.say
        self._uow = uow

    async def draw(self, said: facts.ReadingSaid) -> Card:
        match said:
            case facts.Lengths(now):
                return self._lengths(now)
            case facts.Lines():
                return await self._lines()
            case facts.Line(line):
                return await self._line(line)
            case _:
                assert_never(said)

    def _lengths(self, now: str) -> Card:
        rows = tuple((Plain(self._say(f"length.{each.value}")),) for each in Reader)
        chosen = self._say(f"length.chosen_{now}") if now in set(Reader) else ""
        return card_of(
            Text((Plain(self._say("length.lead")),)),
            Bullets(rows),
            Context((Plain(chosen),)) if chosen else None,
            Actions(
                tuple(
                    Button(self._say(f"button.length_{each.value}"), "length.choose", each.value)
                    for each in Reader
                )
            ),
        )

    def _name(self, id: str) -> str:
        for number, line in enumerate(self._library.taxonomy.lines_of_enquiry, start=1):
            if line.id == id:
                return self._say("hypotheses.line", number=number, line=line.name)
        return id

    def _practices(self, line: str) -> list[Practice]:
        found = [
            each
            for each in self._library.practices()
            if line in each.line_of_enquiry and each.status is PracticeStatus.CURRENT
        ]
        return sorted(
            found,
            key=lambda each: (
                each.line_of_enquiry.index(line),
                _ORDER.index(each.evidence.direction),
                each.title,
            ),
        )

    def _examples(self, line: str) -> int:
        return sum(
            isinstance(each, Example) and line in each.line_of_enquiry
            for each in self._library.of_kind(Kind.EXAMPLE)
        )

    async def _lines(self) -> Card:
        async with self._uow(read_only=True) as work:
            hypotheses = [each for each in await work.hypotheses.all() if not each.is_draft]
        elements: list[Element | None] = [Text((Plain(self._say("lines.lead")),))]
        for line in self._library.taxonomy.lines_of_enquiry:
            practices = self._practices(line.id)
            counts = self._say(
                "lines.counts",
                practices=len(practices),
                examples=self._examples(line.id),
                hypotheses=sum(each.line == line.id for each in hypotheses),
            )
            elements += [
                Heading(self._name(line.id)),
                Text((Plain(line.question),)) if line.question else None,
                Text((Plain(counts if practices else self._say("lines.gap")),)),
                Actions(
                    (
                        Button(
                            self._say("button.open"),
                            "line.show",
                            line.id,
                            says=self._say("button.open_says", title=line.name),
                        ),
                    )
                ),
            ]
        return card_of(*elements)

    async def _line(self, id: str) -> Card:
        async with self._uow(read_only=True) as work:
            hypotheses = [each for each in await work.hypotheses.all(id) if not each.is_draft]
        practices = self._practices(id)
        elements: list[Element | None] = [Heading(self._name(id))]
        if not practices:
            elements.append(Text((Plain(self._say("lines.gap")),)))
        for practice in practices[:MOST_PRACTICES]:
            direction = words.direction(practice, self._catalogue)
            elements.append(Text((Strong(practice.title), Plain(f": {direction}"))))
        if (others := len(practices) - MOST_PRACTICES) > 0:
            elements.append(Context((Plain(self._say("lines.more", count=others)),)))
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.examples"), (Plain(str(self._examples(id))),)),
            (self._say("label.hypotheses"), (Plain(str(len(hypotheses))),)),
        ]
        elements.append(Facts(tuple(pairs)))
        covered = {group for practice in practices for group in practice.groups}
        missing = [each.name for each in self._library.taxonomy.groups if each.id not in covered]
        if missing and practices:
            line = self._say("lines.nothing_for", groups=words.listed(missing))
            elements.append(Text((Plain(line),)))
        buttons = [
            how_button(self._say, practice.id, practice.title, words.shortened(practice.title, 60))
            for practice in practices[:4]
        ]
        buttons.append(Button(self._say("button.hypotheses"), "hypothesis.list", id))
        elements.append(Actions(tuple(buttons)))
        return card_of(*elements)
