"""Reality checks in the chat: which council, what it found, what councils found together."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.peers import WHO, PeerHandlers
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.checks import RealityCheck, Subject
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Kind
from ntg_bot.services.asking import AskService
from ntg_bot.services.checks import CheckService, Found, Given
from ntg_bot.services.councils import CouncilService
from ntg_bot.services.library import Library

GRAMMAR = patterns(
    ("council", r"(what is |what's |show )?(my|our) council"),
    ("council", r"(my|our) council is (?P<arg>\S.{0,100})"),
    ("our_checks", r"(show |list )?(me )?(the )?(my|our)( council's)?( reality)? checks"),
    ("reality_check", r"reality[- ]?check:? (?P<arg>\S.{0,200})"),
    ("take_up", r"(show |list )?(me )?(the )?reality checks (of|on|for) (?P<arg>\S.{0,200})"),
    ("take_up", r"(take[- ]?up|what did councils find) (of|on|for|about|with) (?P<arg>\S.{0,200})"),
)


class CheckHandlers:
    """A council's answer is its own; its words go to a moderator before anybody else."""

    def __init__(
        self,
        checks: CheckService,
        councils: CouncilService,
        asks: AskService,
        peers: PeerHandlers,
        library: Library,
    ) -> None:
        self._peers = peers
        self._checks = checks
        self._councils = councils
        self._asks = asks
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "check.found": self.show_take_up,
                "check.give": self.start,
                "check.keep_words": lambda turn, id: self.decide(turn, id, is_shown=False),
                "check.list": lambda turn, _: self.council_checks(turn),
                "check.show_words": lambda turn, id: self.decide(turn, id, is_shown=True),
                "check.withdraw": self.withdraw,
                "council.change": lambda turn, _: turn.say(facts.CouncilForm(), only_me=True),
                "practice.tried": lambda turn, id: self.start(turn, f"practice:{id}"),
            },
            forms={"check.form": self.give, "council.form": self.choose_council},
            commands={
                "council": self.council,
                "our_checks": lambda turn, _: self.council_checks(turn),
                "reality_check": self._named,
                "take_up": self._named,
            },
            grammar=GRAMMAR,
            telling=frozenset({"check.form"}),
        )

    # --- whose council ------------------------------------------------------------------------

    async def council(self, turn: Turn, command: Command) -> None:
        """Which council the person is with; said, or asked."""
        if command.argument:
            await self.choose_council(turn, "", {"council": command.argument})
            return
        council = self._councils.of(turn.member)
        if council is None:
            await turn.say(facts.CouncilForm(), only_me=True)
            return
        change = facts.Choice("button.change_council", "council.change")
        await turn.say(
            facts.Reply("council.yours", {"council": council.name}, (change,)), only_me=True
        )

    async def choose_council(self, turn: Turn, then: str, values: Mapping[str, str]) -> None:
        """The person named their council; what they were doing goes on."""
        typed = values.get("council", "")
        try:
            member, council = await self._councils.choose(turn.work, turn.member, typed)
        except InvalidInput as fault:
            await turn.say(facts.CouncilForm(then, facts.refusal(fault), typed), only_me=True)
            return
        was, turn.member = turn.member.authority, member
        if was not in ("", member.authority):
            await self._peers.left_council(turn)
        if then == WHO:
            await self._peers.who(turn)
            return
        if then:
            await self.start(turn, then)
            return
        await turn.say(facts.Reply("council.kept", {"council": council.name}), only_me=True)

    # --- a check ------------------------------------------------------------------------------

    async def start(self, turn: Turn, value: str) -> None:
        """The short form, for `subject:id`; the council is asked for first where it is unknown."""
        subject, id = read_subject(value)
        await self._checks.may_be_checked(turn.work, subject, id)
        council = self._councils.of(turn.member)
        if council is None:
            await turn.say(facts.CouncilForm(value), only_me=True)
            return
        now = await self._checks.own(turn.work, turn.member, subject, id)
        is_mine = now is not None and now.member_id == turn.member.id
        form = facts.CheckForm(
            subject.value,
            id,
            council.ons_code,
            turn.workspace.id,
            now.id if now is not None and is_mine else "",
        )
        await turn.say(form, only_me=True)

    async def give(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """The form came back; a fault is shown at its field with all that was typed."""
        value, _, seen = value.partition(facts.SEEN)
        subject, id = read_subject(value)
        typed = "|".join(values.get(name, "") for name in ("adapted", "for_whom", "measured"))
        these = hashlib.sha256(typed.encode()).hexdigest()[:16]
        found = Found(
            holds=values.get("holds", ""),
            adapted=values.get("adapted", ""),
            for_whom=values.get("for_whom", ""),
            measured=values.get("measured", ""),
            wants_contact=values.get("contact", "") == "yes",
            is_checked=seen == these,
        )
        try:
            given = await self._checks.give(turn.work, turn.member, subject, id, found)
        except InvalidInput as fault:
            form = facts.CheckForm(
                subject.value,
                id,
                turn.member.authority,
                turn.workspace.id,
                error_field=fault.field,
                error=facts.refusal(fault),
                typed=dict(values),
                seen=these if fault.key == "refused.check_may_identify" else "",
            )
            await turn.say(form, only_me=True)
            return
        await self._thank(turn, given)

    async def _thank(self, turn: Turn, given: Given) -> None:
        check = given.check
        title = await self._checks.title(turn.work, check.subject, check.subject_id)
        council = self._library.authority_name(check.authority)
        key = "check.same" if not given.is_new else "check.given"
        if given.is_new and given.before is not None:
            key = "check.revised"
        choices = (
            facts.Choice("button.take_up", "check.found", subject_value(check)),
            facts.Choice("button.our_checks", "check.list"),
        )
        said = facts.Reply(key, {"council": council, "title": title}, choices)
        await turn.say(said, only_me=True)
        if not given.is_new:
            return
        await self._open_to_contact(turn, check, is_open=check.wants_contact)
        if check.has_words:
            told = await turn.tell_moderators(
                facts.CheckWords(check.workspace_id, check.id),
                key=f"check:{check.id}",
                communities=await self._checks.communities(turn.work, check),
            )
            if not told:
                await turn.say(facts.Reply("check.nobody_reads"), only_me=True)
        if given.before is not None:
            await self._tell_colleague(turn, given.before, "check.revised_by_colleague", title)

    async def _open_to_contact(self, turn: Turn, check: RealityCheck, *, is_open: bool) -> None:
        """Who may be asked about a practice offers help with it, and is introduced like others."""
        if check.subject is Subject.PRACTICE:
            await self._peers.may_be_asked(turn, check.subject_id, is_open=is_open)

    async def withdraw(self, turn: Turn, value: str) -> None:
        """The council says nothing of it any more."""
        subject, id = read_subject(value)
        ended = await self._checks.withdraw(turn.work, turn.member, subject, id)
        await self._open_to_contact(turn, ended, is_open=False)
        title = await self._checks.title(turn.work, subject, id)
        council = self._library.authority_name(ended.authority)
        await turn.say(
            facts.Reply("check.withdrawn", {"council": council, "title": title}), only_me=True
        )
        await self._tell_colleague(turn, ended, "check.withdrawn_by_colleague", title)

    @staticmethod
    async def _tell_colleague(turn: Turn, was: RealityCheck, key: str, title: str) -> None:
        """Whoever gave the check that ended hears of it, where it was somebody else."""
        if was.member_id in ("", turn.member.id):
            return
        workspace = await turn.work.workspaces.get(was.workspace_id)
        giver = await turn.work.members.get(was.workspace_id, was.member_id)
        if workspace is None or giver is None:
            return
        await turn.post(
            facts.Reply(key, {"title": title}),
            channel=direct(giver.external_id),
            workspace=workspace,
            priority=NOTICES,
        )

    async def council_checks(self, turn: Turn) -> None:
        """What the person's council says now."""
        council = self._councils.of(turn.member)
        if council is None:
            await turn.say(facts.CouncilForm(), only_me=True)
            return
        await turn.say(facts.CouncilChecks(council.ons_code), only_me=True)

    # --- what is shown ------------------------------------------------------------------------

    async def show_take_up(self, turn: Turn, value: str) -> None:
        """What councils found, overall, by region and one by one."""
        subject, id = read_subject(value)
        await self._checks.known(turn.work, subject, id)
        await turn.say(facts.TakeUp(subject.value, id))

    async def _named(self, turn: Turn, command: Command) -> None:
        """A practice by its name: its form, or what councils found."""
        result = await asyncio.to_thread(
            self._asks.search,
            command.argument,
            audience=turn.audience,
            kinds=frozenset({Kind.PRACTICE}),
        )
        if not result.hits or result.confidence is Confidence.NONE:
            raise NotFound(key="refused.no_such_practice", name=command.argument[:80])
        value = f"{Subject.PRACTICE.value}:{result.hits[0].id}"
        if command.name == "reality_check":
            await self.start(turn, value)
        else:
            await self.show_take_up(turn, value)

    async def decide(self, turn: Turn, id: str, *, is_shown: bool) -> None:
        """A moderator's press; the card then says what became of the words."""
        check = await self._checks.decide(turn.work, turn.member, id, is_shown=is_shown)
        said = facts.CheckWords(check.workspace_id, check.id)
        await turn.redraw(said, only_me=not turn.is_among_moderators)


def read_subject(value: str) -> tuple[Subject, str]:
    """`practice:walking-bus` as it is carried by buttons and forms; NotFound for anything else."""
    name, _, id = value.partition(":")
    if name not in set(Subject) or not id:
        raise NotFound(key="refused.old_button")
    return Subject(name), id


def subject_value(check: RealityCheck) -> str:
    """The inverse of `read_subject`."""
    return f"{check.subject.value}:{check.subject_id}"
