"""Councils like one's own in the chat, and councils that help each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.asking import AskingHandlers
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Authority, Kind
from ntg_bot.domain.peers import Help, HelpKind, HelpState, Introduction, Meeting
from ntg_bot.services.asking import AskService
from ntg_bot.services.councils import CouncilService
from ntg_bot.services.library import Library
from ntg_bot.services.peers import AT_ONCE, PeerService

_LIKE_US = r"like (us|ours|our council|mine)"
_THIS = frozenset({"this", "it", "that"})
GRAMMAR = patterns(
    ("peers", rf"who (is|are) {_LIKE_US}|(show |list )?(the )?councils {_LIKE_US}"),
    ("peers", r"(show |list )?(me )?(who are )?(our|my) (statistical )?(neighbours|peers)"),
    (
        "peers_tried",
        rf"(which|what) (councils|authorities|las) {_LIKE_US}( have| has)? (tried|done|used) "
        r"(?P<arg>\S.{0,200})",
    ),
    (
        "peers_tried",
        r"what (have|did) (our|my) (statistical )?(neighbours|peers) (tried?|done?|found?|find) "
        r"(about |on |with )?(?P<arg>\S.{0,200})",
    ),
    (
        "offer_help",
        r"offer help (with|on) (?P<arg>\S.{0,150}?)"
        r"( (for|to)( up to)? (?P<most>\d{1,3})( councils?)?( at a time)?)?",
    ),
    ("ask_help", r"ask for help (with|on) (?P<arg>\S.{0,200})"),
    ("own_help", r"(show |list )?(me )?(my|our) (introductions|offers( and asks)?|asks)"),
)


WHO = "peers"
"""what a form that asks for the council leads on to, where it was asked who is like it"""


class PeerHandlers:
    """Two yeses make an introduction, each pressed by the person it is about."""

    def __init__(
        self,
        peers: PeerService,
        councils: CouncilService,
        asks: AskService,
        asking: AskingHandlers,
        library: Library,
    ) -> None:
        self._peers = peers
        self._councils = councils
        self._asks = asks
        self._asking = asking
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "introduction.done": lambda turn, id: self.ask_outcome(turn, id),
                "introduction.no": self.no,
                "introduction.yes": self.ask_reach,
                "peers.ask": lambda turn, id: self.put(turn, HelpKind.ASK, id),
                "peers.close": self.close,
                "peers.offer": lambda turn, id: self.put(turn, HelpKind.OFFER, id),
                "peers.own": lambda turn, _: self.own(turn),
                "peers.tried": self.tried,
            },
            forms={"introduction.done": self.done, "introduction.yes": self.yes},
            commands={
                "ask_help": lambda turn, command: self._put_named(turn, HelpKind.ASK, command),
                "offer_help": lambda turn, command: self._put_named(turn, HelpKind.OFFER, command),
                "own_help": lambda turn, _: self.own(turn),
                "peers": lambda turn, _: self.who(turn),
                "peers_tried": self._who_tried,
            },
            grammar=GRAMMAR,
            telling=frozenset({"introduction.done"}),
        )

    # --- who is like us -----------------------------------------------------------------------

    async def _council(self, turn: Turn, *, then: str = "") -> Authority | None:
        """The person's council; asked for where it is not known."""
        council = self._councils.of(turn.member)
        if council is None:
            await turn.say(facts.CouncilForm(then), only_me=True)
        return council

    async def who(self, turn: Turn) -> None:
        """The councils that are like the person's own."""
        if (council := await self._council(turn, then=WHO)) is not None:
            await turn.say(facts.PeersShown(council.ons_code))

    async def _who_tried(self, turn: Turn, command: Command) -> None:
        council = await self._council(turn)
        if council is None:
            return
        practice = await self._meant(turn, command.argument)
        await turn.say(facts.PeersTried(council.ons_code, practice))

    async def tried(self, turn: Turn, practice_id: str) -> None:
        """The button under what councils found."""
        if (council := await self._council(turn)) is not None:
            self._library.practice(practice_id)
            await turn.say(facts.PeersTried(council.ons_code, practice_id), only_me=True)

    async def _meant(self, turn: Turn, named: str) -> str:
        """The practice of these words; `this` is that of the last answer here."""
        if named.casefold() in _THIS:
            last = await self._asking.last_question(turn)
            practices = self._library.led_to(last.hits) if last else []
            if practices:
                return practices[0]
            raise NotFound(key="more.of_what")
        result = await asyncio.to_thread(
            self._asks.search, named, audience=turn.audience, kinds=frozenset({Kind.PRACTICE})
        )
        if not result.hits or result.confidence is Confidence.NONE:
            raise NotFound(key="refused.no_such_practice", name=named[:80])
        return result.hits[0].id

    # --- offers and asks ----------------------------------------------------------------------

    async def _put_named(self, turn: Turn, kind: HelpKind, command: Command) -> None:
        if await self._council(turn) is None:
            return
        practice = await self._meant(turn, command.argument)
        await self.put(turn, kind, practice, int(command.parts.get("most") or AT_ONCE))

    async def put(
        self, turn: Turn, kind: HelpKind, practice_id: str, at_most: int = AT_ONCE
    ) -> None:
        """An offer or ask; whoever fits is asked, without names."""
        if await self._council(turn) is None:
            return
        help, proposed = await self._peers.put(turn.work, turn.member, kind, practice_id, at_most)
        title = self._library.practice(practice_id).title
        key = f"peers.{kind.value}"
        own = facts.Choice("button.own_help", "peers.own")
        await turn.say(
            facts.Reply(key, {"title": title, "most": str(help.at_most)}, (own,)), only_me=True
        )
        await self._propose(turn, proposed)

    async def may_be_asked(self, turn: Turn, practice_id: str, *, is_open: bool) -> None:
        """A reality check says whether others may ask: that is an offer, or the end of one."""
        mine = await self._peers.own_offer(turn.work, turn.member, practice_id)
        if not is_open and mine is not None:
            await self._take_back(turn, mine.id)
        elif is_open and mine is None:
            try:
                _, proposed = await self._peers.put(
                    turn.work, turn.member, HelpKind.OFFER, practice_id
                )
            except InvalidInput as fault:  # too many open: the check counts, the offer does not
                await turn.say(facts.refusal(fault), only_me=True)
                return
            await self._propose(turn, proposed)

    async def left_council(self, turn: Turn) -> None:
        """Who speaks for another council now offers and asks nothing for the one before."""
        for help, _ in await self._peers.mine(turn.work, turn.member):
            if help.state is HelpState.OPEN and help.authority != turn.member.authority:
                await self._take_back(turn, help.id)

    async def _take_back(self, turn: Turn, id: str) -> None:
        """Closes an offer or ask; the other sides see that it is over, and who is next is asked."""
        ended, again = await self._peers.take_back(turn.work, turn.member, id)
        for over in ended:
            await self._redraw_proposal(turn, over)
        await self._propose(turn, again)

    async def _propose(self, turn: Turn, proposed: Iterable[Introduction]) -> None:
        """Both sides are asked, each by itself."""
        for each in proposed:
            for workspace, id in (
                (each.offer_workspace, each.offer_id),
                (each.ask_workspace, each.ask_id),
            ):
                help = await turn.work.helps.get(workspace, id)
                if help is not None:
                    said = facts.Proposal(each.id, workspace, id)
                    await self._tell(turn, help, said, key=f"introduction:{each.id}:{id}")

    @staticmethod
    async def _tell(turn: Turn, help: Help, said: facts.Said, *, key: str = "") -> None:
        """A direct message to whoever speaks for an offer or ask."""
        workspace = await turn.work.workspaces.get(help.workspace_id)
        member = await turn.work.members.get(help.workspace_id, help.member_id)
        if workspace is None or member is None:
            return
        await turn.post(
            said,
            channel=direct(member.external_id),
            workspace=workspace,
            priority=NOTICES,
            key=key,
        )

    async def own(self, turn: Turn) -> None:
        await turn.say(facts.OwnHelp(turn.workspace.id, turn.member.id), only_me=True)

    async def close(self, turn: Turn, id: str) -> None:
        """Takes back an offer or ask; the other side of a proposal hears that it is over."""
        await self._take_back(turn, id)
        await turn.say(facts.Reply("peers.closed"), only_me=True)

    # --- introductions ------------------------------------------------------------------------

    async def ask_reach(self, turn: Turn, id: str) -> None:
        introduction, _ = await self._peers.side(turn.work, turn.member, id)
        introduction.says_yes(HelpKind.ASK, "", turn.clock.now())  # refused before anybody types
        await turn.say(facts.ReachForm(id), only_me=True)

    async def yes(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        """One yes waits for the other; both together introduce."""
        typed = values.get("reach", "")
        try:
            said, side = await self._peers.yes(turn.work, turn.member, id, typed)
        except InvalidInput as fault:
            await turn.say(facts.ReachForm(id, facts.refusal(fault), typed), only_me=True)
            return
        if said.state is not Meeting.INTRODUCED:
            await turn.say(facts.Reply("introduction.waits"), only_me=True)
            return
        for help in (side.help, side.other):
            proposal = facts.Proposal(id, help.workspace_id, help.id)
            await self._tell(turn, help, proposal, key=f"introduced:{id}:{help.id}")

    async def no(self, turn: Turn, id: str) -> None:
        said, _, again = await self._peers.no(turn.work, turn.member, id)
        await turn.say(facts.Reply("introduction.declined"), only_me=True)
        await self._redraw_proposal(turn, said)
        await self._propose(turn, again)

    async def _redraw_proposal(self, turn: Turn, said: Introduction) -> None:
        """Both proposals' cards show that it is over."""
        for workspace_id, id in (
            (said.offer_workspace, said.offer_id),
            (said.ask_workspace, said.ask_id),
        ):
            key = f"introduction:{said.id}:{id}"
            card = await turn.work.outbox.by_key(key)
            workspace = await turn.work.workspaces.get(workspace_id)
            if card is not None and workspace is not None:
                await turn.post(
                    facts.Proposal(said.id, workspace_id, id),
                    channel=card.channel,
                    workspace=workspace,
                    replaces=key,
                )

    async def ask_outcome(self, turn: Turn, id: str) -> None:
        introduction, _ = await self._peers.side(turn.work, turn.member, id)
        introduction.done("", "", thanked=False, at=turn.clock.now())  # refused before typing
        await turn.say(facts.OutcomeForm(id), only_me=True)

    async def done(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        """What came of it is kept; thanks go to the other side."""
        thanks = values.get("thanks", "") == "yes"
        try:
            over, side, again = await self._peers.done(
                turn.work,
                turn.member,
                id,
                values.get("visited_on", ""),
                values.get("outcome", ""),
                thanks=thanks,
            )
        except InvalidInput as fault:
            form = facts.OutcomeForm(id, fault.field, facts.refusal(fault), dict(values))
            await turn.say(form, only_me=True)
            return
        await turn.say(facts.Reply("introduction.kept"), only_me=True)
        if thanks:
            council = self._library.authority_name(side.help.authority)
            title = self._title(over.practice_id)
            await self._tell(
                turn,
                side.other,
                facts.Reply("introduction.thanks", {"council": council, "title": title}),
                key=f"thanks:{id}:{side.other.id}",
            )
        await self._propose(turn, again)

    def _title(self, practice_id: str) -> str:
        item = self._library.find(Kind.PRACTICE, practice_id)
        return getattr(item, "title", practice_id)
