"""Editions and the evidence gap map in the chat."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.editions import EditionService
from ntg_bot.services.gap_map import GapMapService
from ntg_bot.services.library import Library

GRAMMAR = patterns(
    ("gap_map", r"(show |see )?(me )?(the )?(evidence )?gap map"),
    ("gap_map_line", r"(the )?(evidence )?gap map (for|of) (line|line of enquiry) (?P<arg>\d)"),
    (
        "gap_map",
        r"((the )?(evidence )?gap map|(where|what) are (the|our) gaps|what do(n't| not) we know) "
        r"(for|of|on|about|in) (?P<arg>\S.{0,120})",
    ),
    ("gap_map", r"where are (the|our) gaps"),
    ("editions", r"(show |list )?(me )?(the |all )?editions"),
    ("edition", r"(show |see )?(me )?edition (?P<arg>\d{1,4})"),
    ("new_edition", r"(make |publish )?(a |the )?(new|next) edition"),
)


class EditionHandlers:
    """Everybody may look; curators publish, and their role is checked when they do."""

    def __init__(self, editions: EditionService, gaps: GapMapService, library: Library) -> None:
        self._library = library
        self._editions = editions
        self._gaps = gaps

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "edition.erratum": self._ask_erratum,
                "edition.list": lambda turn, _: self._list(turn),
                "edition.new": lambda turn, _: self._ask_new(turn),
                "edition.show": self._show,
                "gapmap.show": self._map_of,
            },
            forms={
                "edition.erratum": self._erratum_filled,
                "edition.new": self._new_filled,
                "edition.publish": self._publish,
            },
            commands={
                "edition": lambda turn, command: self._show(turn, command.argument),
                "editions": lambda turn, _: self._list(turn),
                "gap_map": self._map,
                "gap_map_line": self._map_of_line,
                "new_edition": lambda turn, _: self._ask_new(turn),
            },
            grammar=GRAMMAR,
        )

    async def _map(self, turn: Turn, command: Command) -> None:
        group = self._gaps.group(command.argument) if command.argument else ""
        await self._map_of(turn, group)

    async def _map_of(self, turn: Turn, group: str) -> None:
        may_call = may(turn.member, Act.CURATE, ())
        await turn.say(facts.GapMapShown(group, may_call=may_call))

    async def _map_of_line(self, turn: Turn, command: Command) -> None:
        line = self._library.line_of_enquiry(command.argument).id
        await turn.say(facts.GapMapShown(line=line, may_call=may(turn.member, Act.CURATE, ())))

    async def _list(self, turn: Turn) -> None:
        await turn.say(facts.EditionList(may(turn.member, Act.CURATE, ())))

    async def _show(self, turn: Turn, named: str) -> None:
        edition = await self._editions.find(turn.work, named)
        is_curator = may(turn.member, Act.CURATE, ())
        await turn.say(facts.EditionShown(edition.number, is_curator))

    async def _ask_new(self, turn: Turn) -> None:
        require(turn.member, Act.CURATE, ())
        await turn.say(facts.EditionForm(), only_me=True)

    async def _new_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """Shows what it would hold; nothing is published before the yes to that."""
        require(turn.member, Act.CURATE, ())
        try:
            self._editions.read_form(values)
        except InvalidInput as fault:
            await self._again(turn, 0, values, fault)
            return
        await turn.say(facts.EditionDraft(dict(values)), only_me=True)

    async def _publish(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        try:
            edition = await self._editions.publish(turn.work, turn.member, values)
        except InvalidInput as fault:
            await self._again(turn, 0, values, fault)
            return
        await turn.say(facts.EditionShown(edition.number, is_curator=True))

    async def _ask_erratum(self, turn: Turn, number: str) -> None:
        require(turn.member, Act.CURATE, ())
        edition = await self._editions.find(turn.work, number)
        await turn.say(facts.EditionForm(edition.number), only_me=True)

    async def _erratum_filled(self, turn: Turn, number: str, values: Mapping[str, str]) -> None:
        edition = await self._editions.find(turn.work, number)
        try:
            await self._editions.correct(turn.work, turn.member, number, values)
        except InvalidInput as fault:
            await self._again(turn, edition.number, values, fault)
            return
        await turn.say(facts.EditionShown(edition.number, is_curator=True), only_me=True)

    @staticmethod
    async def _again(
        turn: Turn, number: int, values: Mapping[str, str], fault: InvalidInput
    ) -> None:
        form = facts.EditionForm(number, dict(values), fault.field, facts.refusal(fault))
        await turn.say(form, only_me=True)
