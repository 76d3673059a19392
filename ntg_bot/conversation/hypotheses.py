"""Hypotheses in the chat: listed by line of enquiry, shown, written, moved on with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.hypotheses import HypothesisState, Threshold
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.hypotheses import HypothesisService, Written
from ntg_bot.services.library import Library

GRAMMAR = patterns(
    ("hypotheses", r"(show |list )?(me )?(all )?(the |our )?hypotheses"),
    (
        "hypotheses",
        r"(show |list )?(me )?(the )?hypotheses (for|of|on|under|about) "
        r"(line( of enquiry)? )?(?P<arg>\S.{0,100})",
    ),
    ("new_hypothesis", r"(new|add|write)( a)? hypothesis"),
    ("hypothesis", r"(show )?(me )?hypothesis (number )?#?(?P<arg>\d{1,6})"),
    (
        "threshold",
        r"hypothesis #?(?P<arg>\d{1,6}) (threshold|needs) "
        r"(?P<councils>\d{1,4}) councils?,? (and )?(?P<holding>\d{1,4})( to)? holds?",
    ),
    (
        "move_hypothesis",
        r"hypothesis #?(?P<arg>\d{1,6}) (to |is )?"
        r"(?P<to>draft|testing|supported|revised|dropped)\b[ :,]*(because )?(?P<reason>.{0,800})",
    ),
)


class HypothesisHandlers:
    """Everybody reads and checks; who may curate writes and moves."""

    def __init__(self, hypotheses: HypothesisService, library: Library) -> None:
        self._hypotheses = hypotheses
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "hypothesis.list": self._list_line,
                "hypothesis.move": self.ask_reason,
                "hypothesis.new": lambda turn, _: self.new(turn),
                "hypothesis.show": self.show,
            },
            forms={"hypothesis.form": self.write, "hypothesis.move": self.move},
            commands={
                "hypotheses": self._list,
                "hypothesis": self._numbered,
                "move_hypothesis": self._move_in_words,
                "new_hypothesis": lambda turn, _: self.new(turn),
                "threshold": self._threshold,
            },
            grammar=GRAMMAR,
        )

    async def _list(self, turn: Turn, command: Command) -> None:
        line = self._library.line_of_enquiry(command.argument).id if command.argument else ""
        await self._list_line(turn, line)

    async def _list_line(self, turn: Turn, line: str) -> None:
        """Drafts stand there where a curator alone reads it."""
        await turn.say(facts.Hypotheses(line, self._may_curate_alone(turn)))

    @staticmethod
    def _may_curate_alone(turn: Turn) -> bool:
        is_alone = turn.event.place.is_direct or bool(turn.only_for)
        return is_alone and may(turn.member, Act.CURATE)

    async def _numbered(self, turn: Turn, command: Command) -> None:
        found = await self._hypotheses.numbered(turn.work, command.argument)
        if not self._hypotheses.is_shown_to(turn.member, found):
            raise NotFound(key="refused.no_hypothesis", number=str(found.number))
        await self.show(turn, found.id)

    async def show(self, turn: Turn, id: str) -> None:
        """The whole of it; what a curator may do stands there where the curator alone reads it,
        and so does a draft.
        """
        found = await self._hypotheses.get(turn.work, id)
        if not self._hypotheses.is_shown_to(turn.member, found):
            raise NotFound(key="refused.hypothesis_gone")
        if found.is_draft:
            await turn.say(facts.HypothesisShown(id, may_curate=True), only_me=True)
            return
        await turn.say(facts.HypothesisShown(id, self._may_curate_alone(turn)))

    async def new(self, turn: Turn) -> None:
        require(turn.member, Act.CURATE)
        await turn.say(facts.HypothesisForm(), only_me=True)

    async def write(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """The form came back; a fault is shown at its field with all that was typed."""
        written = Written(
            line=values.get("line", ""),
            statement=values.get("statement", ""),
            practices=values.get("practices", ""),
            research=values.get("research", ""),
            levels=values.get("levels", ""),
        )
        try:
            made = await self._hypotheses.write(turn.work, turn.member, written)
        except InvalidInput as fault:
            form = facts.HypothesisForm(fault.field, facts.refusal(fault), dict(values))
            await turn.say(form, only_me=True)
            return
        await turn.say(facts.HypothesisShown(made.id, may_curate=True), only_me=True)

    async def ask_reason(self, turn: Turn, value: str) -> None:
        """A button of the card: `id|state`."""
        id, to = _read(value)
        require(turn.member, Act.CURATE)
        hypothesis = await self._hypotheses.get(turn.work, id)
        hypothesis.move(to, turn.clock.now())  # said now, before anybody types a reason
        await turn.say(facts.HypothesisMoveForm(id, to.value), only_me=True)

    async def move(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """The reason came; for `revised`, the new words too."""
        id, to = _read(value)
        reason = values.get("reason", "")
        try:
            if to is HypothesisState.REVISED:
                statement = values.get("statement", "")
                moved = await self._hypotheses.revise(turn.work, turn.member, id, statement, reason)
            else:
                moved = await self._hypotheses.move(turn.work, turn.member, id, to, reason)
        except InvalidInput as fault:
            form = facts.HypothesisMoveForm(
                id, to.value, fault.field, facts.refusal(fault), dict(values)
            )
            await turn.say(form, only_me=True)
            return
        await turn.say(facts.HypothesisShown(moved.id, may_curate=True), only_me=True)

    async def _move_in_words(self, turn: Turn, command: Command) -> None:
        """`hypothesis 4 testing because two councils asked for it`; without a reason, the form."""
        require(turn.member, Act.CURATE)
        found = await self._hypotheses.numbered(turn.work, command.argument)
        to = HypothesisState(command.parts["to"].casefold())
        reason = command.parts["reason"].strip()
        if not reason or to is HypothesisState.REVISED:
            await self.ask_reason(turn, f"{found.id}|{to.value}")
            return
        moved = await self._hypotheses.move(turn.work, turn.member, found.id, to, reason)
        await turn.say(facts.HypothesisShown(moved.id), only_me=True)

    async def _threshold(self, turn: Turn, command: Command) -> None:
        require(turn.member, Act.CURATE)
        found = await self._hypotheses.numbered(turn.work, command.argument)
        wanted = Threshold(int(command.parts["councils"]), int(command.parts["holding"]))
        changed = await self._hypotheses.set_threshold(turn.work, turn.member, found.id, wanted)
        await turn.say(facts.HypothesisShown(changed.id), only_me=True)


def _read(value: str) -> tuple[str, HypothesisState]:
    id, _, to = value.partition("|")
    if to not in set(HypothesisState):
        raise NotFound(key="refused.old_button")
    return id, HypothesisState(to)
