"""Workshops, boards, the register and the programme's timeline in the chat."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.meetings import Meeting
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services import fields
from ntg_bot.services.boards import BoardService
from ntg_bot.services.meetings import MeetingService
from ntg_bot.services.register import RegisterService
from ntg_bot.services.roles import RoleService

GRAMMAR = patterns(
    ("meetings", r"(show |list )?(me )?(the |all )?(workshops|meetings|events)"),
    ("past_meetings", r"(show |list )?(me )?(the )?(past|all) (workshops|meetings|events)"),
    ("meeting", r"(workshop|meeting|event):? (?P<arg>\S.{0,120})"),
    ("new_meeting", r"(plan |make )?(a )?new (workshop|meeting|event)"),
    ("boards", r"(show |list )?(me )?(the )?boards( and groups)?"),
    ("new_board", r"(make )?(a )?new board"),
    ("seat", r"board (?P<act>add|remove)\b(?P<arg>.{0,240})"),
    ("sign", r"sign off (the )?(?P<subject>edition|call) (?P<arg>\S.{0,120})"),
    ("register", r"(show |list )?(me )?(the )?register( of (data|research).{0,40})?"),
    (
        "register",
        r"(what|which) (?P<kind>data|data ?sets?|research) (is|are|do we have)( there)? "
        r"(on|about|for) (?P<arg>\S.{0,160})",
    ),
    ("register_overlaps", r"(show )?(the )?register overlaps"),
    ("register_gaps", r"(show )?(the )?register gaps"),
    ("new_registered", r"(make )?(a )?new register entry"),
    ("timeline", r"(show |see )?(me )?(the )?(programme'?s? )?timeline"),
)


class MeetingHandlers:
    """Everybody looks and joins; curators plan, seat and register; board members sign."""

    def __init__(
        self,
        meetings: MeetingService,
        boards: BoardService,
        register: RegisterService,
        roles: RoleService,
    ) -> None:
        self._meetings = meetings
        self._boards = boards
        self._register = register
        self._roles = roles

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "board.list": lambda turn, _: self._show_boards(turn),
                "board.new": lambda turn, _: self._ask(turn, "board"),
                "meeting.cancel": self._cancel,
                "meeting.join": self._join,
                "meeting.leave": self._leave,
                "meeting.list": lambda turn, _: self._list(turn),
                "meeting.new": lambda turn, _: self._ask(turn, "meeting"),
                "meeting.note": lambda turn, id: self._ask(turn, "note", id),
                "meeting.show": self._show,
                "register.gaps": lambda turn, _: self._registered(turn, view="gaps"),
                "register.new": lambda turn, _: self._ask(turn, "register"),
                "register.overlaps": lambda turn, _: self._registered(turn, view="overlaps"),
                "sign.off": self._sign,
            },
            forms={
                "board.new": self._board_filled,
                "meeting.new": self._meeting_filled,
                "meeting.note": self._note_filled,
                "register.new": self._registered_filled,
            },
            commands={
                "boards": lambda turn, _: self._show_boards(turn),
                "meeting": lambda turn, command: self._show(turn, command.argument),
                "meetings": lambda turn, _: self._list(turn),
                "new_board": lambda turn, _: self._ask(turn, "board"),
                "new_meeting": lambda turn, _: self._ask(turn, "meeting"),
                "new_registered": lambda turn, _: self._ask(turn, "register"),
                "past_meetings": lambda turn, _: self._list(turn, is_past_too=True),
                "register": self._asked_register,
                "register_gaps": lambda turn, _: self._registered(turn, view="gaps"),
                "register_overlaps": lambda turn, _: self._registered(turn, view="overlaps"),
                "seat": self._seat,
                "sign": lambda turn, command: self._sign(
                    turn, f"{command.parts['subject'].casefold()}:{command.argument}"
                ),
                "timeline": lambda turn, _: turn.say(facts.Timeline()),
            },
            grammar=GRAMMAR,
        )

    async def _ask(self, turn: Turn, kind: str, value: str = "") -> None:
        require(turn.member, Act.CURATE, ())
        await turn.say(facts.ProgrammeForm(kind, value), only_me=True)

    async def _filled(
        self,
        turn: Turn,
        form: facts.ProgrammeForm,
        act: Callable[[], Awaitable[None]],
    ) -> None:
        """Carries out a form; a fault is shown at its field, with all that was typed."""
        try:
            await act()
        except InvalidInput as fault:
            again = facts.ProgrammeForm(
                form.kind, form.value, form.typed, fault.field, facts.refusal(fault)
            )
            await turn.say(again, only_me=True)

    # --- meetings ---------------------------------------------------------------------------------

    async def _list(self, turn: Turn, *, is_past_too: bool = False) -> None:
        await turn.say(facts.Meetings(is_past_too, may(turn.member, Act.CURATE, ())))

    async def _show(self, turn: Turn, named: str) -> None:
        meeting = await self._meetings.find(turn.work, named)
        await turn.say(self._shown(turn, meeting), only_me=True)

    @staticmethod
    def _shown(turn: Turn, meeting: Meeting) -> facts.MeetingShown:
        is_curator = may(turn.member, Act.CURATE, ())
        return facts.MeetingShown(meeting.id, turn.member.id, is_curator)

    async def _meeting_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            meeting = await self._meetings.plan(turn.work, turn.member, values)
            await turn.say(self._shown(turn, meeting), only_me=True)

        await self._filled(turn, facts.ProgrammeForm("meeting", value, dict(values)), act)

    async def _note_filled(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            meeting = await self._meetings.note(turn.work, turn.member, id, values)
            await turn.say(self._shown(turn, meeting), only_me=True)

        await self._filled(turn, facts.ProgrammeForm("note", id, dict(values)), act)

    async def _join(self, turn: Turn, id: str) -> None:
        meeting, is_new = await self._meetings.join(turn.work, turn.member, id)
        key = "meeting.joined" if is_new else "meeting.was_coming"
        await turn.say(facts.Reply(key, {"title": meeting.title}), only_me=True)
        await turn.redraw(self._shown(turn, meeting), only_me=True)

    async def _leave(self, turn: Turn, id: str) -> None:
        meeting, was = await self._meetings.leave(turn.work, turn.member, id)
        key = "meeting.left" if was else "meeting.was_not_coming"
        await turn.say(facts.Reply(key, {"title": meeting.title}), only_me=True)
        await turn.redraw(self._shown(turn, meeting), only_me=True)

    async def _cancel(self, turn: Turn, id: str) -> None:
        meeting = await self._meetings.cancel(turn.work, turn.member, id)
        for each in await turn.work.programme.joinings(meeting.id):
            member = await turn.work.members.get(each.workspace_id, each.member_id)
            workspace = await turn.work.workspaces.get(each.workspace_id)
            if member is not None and workspace is not None:
                await turn.post(
                    facts.Reply("meeting.cancelled", {"title": meeting.title}),
                    channel=direct(member.external_id),
                    workspace=workspace,
                    priority=NOTICES,
                    key=f"meeting-cancelled:{meeting.id}:{member.id}",
                )
        await turn.redraw(self._shown(turn, meeting), only_me=True)

    # --- boards -----------------------------------------------------------------------------------

    async def _show_boards(self, turn: Turn) -> None:
        await turn.say(facts.Boards(may(turn.member, Act.CURATE, ())))

    async def _board_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            await self._boards.create(turn.work, turn.member, values)
            await self._show_boards(turn)

        await self._filled(turn, facts.ProgrammeForm("board", value, dict(values)), act)

    async def _seat(self, turn: Turn, command: Command) -> None:
        """`board add @Sam to reference group until 31/03/2028`"""
        people = tuple(dict.fromkeys(turn.mentioned))
        words, until = command.argument, None
        for user, name in people:
            for shown in (name, user):
                words = words.replace(f"@{shown}", " ") if shown else words
        match = re.search(r"\buntil (\S+)\s*$", words)
        if match:
            until = self._day(match[1])
            words = words[: match.start()]
        named = " ".join(word for word in words.split() if not word.startswith("@"))
        named = re.sub(r"^(to|from|on|off) ", "", named.strip(" ,.:"))
        if len(people) != 1 or not named:
            raise InvalidInput("person", key="refused.board_whom")
        person = await self._roles.known(turn.work, turn.workspace, *people[0])
        shown = person.name or f"@{person.external_id}"
        if command.parts["act"].casefold() == "add":
            board = await self._boards.seat(turn.work, turn.member, named, person, until)
            key = "board.seated"
        else:
            board = await self._boards.unseat(turn.work, turn.member, named, person)
            key = "board.unseated"
        await turn.say(facts.Reply(key, {"name": shown, "board": board.name}), only_me=True)

    @staticmethod
    def _day(typed: str) -> date:
        return fields.day({"until": typed}, "until")

    async def _sign(self, turn: Turn, subject: str) -> None:
        board, is_new = await self._boards.sign(turn.work, turn.member, subject)
        key = "board.signed" if is_new else "board.was_signed"
        await turn.say(facts.Reply(key, {"board": board.name}), only_me=True)

    # --- the register -----------------------------------------------------------------------------

    async def _asked_register(self, turn: Turn, command: Command) -> None:
        asked = command.parts.get("kind", "").casefold()
        kind = "research" if asked == "research" else "data" if asked else ""
        await self._registered(turn, about=command.argument, kind=kind)

    async def _registered(
        self, turn: Turn, *, about: str = "", kind: str = "", view: str = ""
    ) -> None:
        is_curator = may(turn.member, Act.CURATE, ())
        await turn.say(facts.RegisterShown(about, kind, view, is_curator))

    async def _registered_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            entry, is_new = await self._register.put(turn.work, turn.member, values)
            key = "register.added" if is_new else "register.changed"
            await turn.say(facts.Reply(key, {"title": entry.title}), only_me=True)

        await self._filled(turn, facts.ProgrammeForm("register", value, dict(values)), act)
