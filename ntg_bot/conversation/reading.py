"""How long answers are for a person, and the programme's lines of enquiry, in the chat."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.people import Reader
from ntg_bot.services.library import Library

_WHO: dict[str, Reader] = {
    "councillor": Reader.COUNCILLOR,
    "lead member": Reader.COUNCILLOR,
    "elected member": Reader.COUNCILLOR,
    "council leader": Reader.COUNCILLOR,
    "scrutiny lead": Reader.COUNCILLOR,
    "manager": Reader.MANAGER,
    "director": Reader.MANAGER,
    "head of service": Reader.MANAGER,
    "practitioner": Reader.PRACTITIONER,
    "social worker": Reader.PRACTITIONER,
    "teacher": Reader.PRACTITIONER,
}
GRAMMAR = patterns(
    ("read_as", rf"(i am|i'm|answer me as) (an? |the )?(?P<arg>{'|'.join(_WHO)})"),
    ("lengths", r"(change |choose )?(the |my )?(answer length|length of (my )?answers)"),
    ("lines", r"(show |list )?(me )?(the )?(five |5 )?lines of enquiry"),
    (
        "line",
        r"(show )?(me )?(the )?(practices (for|under|of) )?line of enquiry (?P<arg>\S.{0,99})",
    ),
    ("line", r"(show )?(me )?(practices (for|under|of) )?line (?P<arg>\d)"),
)


class ReadingHandlers:
    """A person chooses once, and can change it at any time."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "length.choose": self.choose,
                "line.show": self.show_line,
                "practice.length": self.other_length,
            },
            commands={
                "lengths": self._lengths,
                "line": self._line,
                "lines": lambda turn, _: turn.say(facts.Lines()),
                "read_as": lambda turn, command: self.choose(
                    turn, _WHO[command.argument.casefold()].value
                ),
            },
            grammar=GRAMMAR,
        )

    async def _lengths(self, turn: Turn, command: Command) -> None:
        await turn.say(facts.Lengths(turn.member.reads_as), only_me=True)

    async def choose(self, turn: Turn, value: str) -> None:
        """Kept with the member: answers that they alone read have this length from now on."""
        if value not in set(Reader):
            raise NotFound(key="refused.old_button")
        member = turn.member
        turn.member = await turn.work.members.ensure(
            member.workspace_id, member.external_id, "", reads_as=value
        )
        others = tuple(
            facts.Choice(f"button.length_{each.value}", "length.choose", each.value)
            for each in Reader
            if each.value != value
        )
        await turn.say(facts.Reply(f"length.chosen_{value}", choices=others), only_me=True)

    async def other_length(self, turn: Turn, value: str) -> None:
        """One practice in another length: `id|reader`."""
        id, _, reader = value.partition("|")
        if reader not in set(Reader):
            raise NotFound(key="refused.old_button")
        self._library.practice(id)
        await turn.say(facts.HowItWorks(id, reader))

    async def _line(self, turn: Turn, command: Command) -> None:
        await turn.say(facts.Line(self._library.line_of_enquiry(command.argument).id))

    async def show_line(self, turn: Turn, line: str) -> None:
        await turn.say(facts.Line(self._library.line_of_enquiry(line).id))
