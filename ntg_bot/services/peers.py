"""Councils supporting councils: offers and asks, matched, and introduced only after both say yes.

Load limits hold at every moment: a proposal keeps a place of its offer and its ask, so that a yes
never comes too late and never one too many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound
from ntg_bot.domain.peers import (
    ASK_AT_ONCE,
    MOST_AT_ONCE,
    UNDER_WAY,
    Help,
    HelpKind,
    HelpState,
    Introduction,
    Meeting,
)
from ntg_bot.domain.people import Member
from ntg_bot.services.library import Library
from ntg_bot.services.neighbours import NeighbourService
from ntg_bot.services.ports import Clock, Ids, Screening, UnitOfWork
from ntg_bot.services.screening import refuse_people

REACH_CHARACTERS = 200
OUTCOME_CHARACTERS = 1_000
MOST_OPEN = 10
"""offers and asks that one person can have open"""
AT_ONCE = 2
"""introductions that an offer takes on at one time, unless it says otherwise"""


@dataclass(frozen=True, slots=True)
class Side:
    """Who answers for one side of an introduction."""

    kind: HelpKind
    help: Help
    other: Help


class _Load:
    """What offers, asks and the people behind them have under way."""

    def __init__(self) -> None:
        self._of_help: Counter[str] = Counter()
        self._of_person: Counter[tuple[str, str]] = Counter()
        self._waiting: set[str] = set()

    def add(self, help: Help, introduction: Introduction) -> None:
        self._of_help[help.id] += 1
        self._of_person[help.workspace_id, help.member_id] += 1
        if introduction.state is Meeting.PROPOSED:
            self._waiting.add(help.id)

    def has_room(self, help: Help) -> bool:
        """Whether this offer or ask, and the person behind it, can take on one more."""
        if help.kind is HelpKind.ASK and help.id in self._waiting:
            return False  # one at a time: the next is proposed if this one says no
        is_free = self._of_person[help.workspace_id, help.member_id] < MOST_AT_ONCE
        return is_free and self._of_help[help.id] < help.at_most


class PeerService:
    """Nobody's name goes anywhere before both have said yes."""

    def __init__(
        self,
        neighbours: NeighbourService,
        library: Library,
        screening: Screening,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._neighbours = neighbours
        self._library = library
        self._screening = screening
        self._clock = clock
        self._ids = ids

    # --- offers and asks ----------------------------------------------------------------------

    async def put(
        self,
        work: UnitOfWork,
        member: Member,
        kind: HelpKind,
        practice_id: str,
        at_most: int = AT_ONCE,
    ) -> tuple[Help, Sequence[Introduction]]:
        """An offer or ask of the member's council, and the introductions now proposed for it.

        The same again changes nothing but the limit.
        """
        if member.authority not in self._library.authorities:
            raise NotAllowed(key="refused.council_unknown")
        self._library.practice(practice_id)
        if not 1 <= at_most <= MOST_AT_ONCE:
            raise InvalidInput("at_most", key="refused.load_limit", most=MOST_AT_ONCE)
        await work.helps.take_turn()
        mine = [
            each
            for each in await work.helps.of_member(member.workspace_id, member.id)
            if each.state is HelpState.OPEN
        ]
        for each in mine:
            if (each.kind, each.practice_id) == (kind, practice_id):
                same = await self._with_limit(work, each, at_most)
                return same, await self._match(work, same)
        if len(mine) >= MOST_OPEN:
            raise InvalidInput("practice", key="refused.too_many_helps", most=MOST_OPEN)
        help = Help(
            id=self._ids.new(),
            workspace_id=member.workspace_id,
            member_id=member.id,
            authority=member.authority,
            kind=kind,
            practice_id=practice_id,
            at_most=at_most if kind is HelpKind.OFFER else ASK_AT_ONCE,
            state=HelpState.OPEN,
            made_at=self._clock.now(),
        )
        await work.helps.add(help)
        await self._note(work, member, f"peers.{kind.value}", help.id)
        return help, await self._match(work, help)

    async def _with_limit(self, work: UnitOfWork, help: Help, at_most: int) -> Help:
        """The offer with another limit, which is never below what is under way."""
        if help.kind is HelpKind.ASK or at_most == help.at_most:
            return help
        met = await work.helps.introductions_of(help.id)
        under_way = sum(each.state in UNDER_WAY for each in met)
        if at_most < under_way:
            raise InvalidInput("at_most", key="refused.load_under_way", count=under_way)
        changed = replace(help, at_most=at_most)
        await work.helps.save(changed)
        return changed

    async def own_offer(self, work: UnitOfWork, member: Member, practice_id: str) -> Help | None:
        """One's own open offer of help with a practice."""
        for each in await work.helps.of_member(member.workspace_id, member.id):
            is_it = (each.kind, each.practice_id) == (HelpKind.OFFER, practice_id)
            if is_it and each.state is HelpState.OPEN:
                return each
        return None

    async def take_back(
        self, work: UnitOfWork, member: Member, id: str
    ) -> tuple[Sequence[Introduction], Sequence[Introduction]]:
        """Closes one's own offer or ask; returns the proposals that end with it, and those that
        are made to who is left without one.
        """
        await work.helps.take_turn()
        help = await work.helps.get(member.workspace_id, id)
        if help is None or help.member_id != member.id:
            raise NotFound(key="refused.help_gone")
        await work.helps.save(help.close())
        ended = []
        for each in await work.helps.introductions_of(id):
            if each.state is Meeting.PROPOSED:
                over = each.end(Meeting.ENDED, self._clock.now())
                await work.helps.save_introduction(over)
                ended.append(over)
        await self._note(work, member, "peers.close", id)
        again = [made for over in ended for made in await self._match_anew(work, over)]
        return ended, again

    async def _match_anew(self, work: UnitOfWork, over: Introduction) -> list[Introduction]:
        """Proposals to both sides of an introduction that is over, where they are still open."""
        proposed: list[Introduction] = []
        for workspace_id, id in (
            (over.ask_workspace, over.ask_id),
            (over.offer_workspace, over.offer_id),
        ):
            help = await work.helps.get(workspace_id, id)
            if help is not None and help.state is HelpState.OPEN:
                proposed += await self._match(work, help)
        return proposed

    async def _match(self, work: UnitOfWork, help: Help) -> Sequence[Introduction]:
        """Proposes introductions for as long as both sides have room; nearest councils first."""
        wanted = HelpKind.ASK if help.kind is HelpKind.OFFER else HelpKind.OFFER
        nearest = await self._nearness(work, help.authority)
        others = sorted(
            (
                each
                for each in await work.helps.open(wanted, help.practice_id)
                if each.authority != help.authority
                and each.member_id
                and (each.workspace_id, each.member_id) != (help.workspace_id, help.member_id)
            ),
            key=lambda each: (nearest.get(each.authority, 1_000), each.made_at, each.id),
        )
        before = await work.helps.introductions_of(help.id)
        met = {each.offer_id for each in before} | {each.ask_id for each in before}
        load = _Load()
        for busy, each in await work.helps.under_way():
            load.add(busy, each)
        proposed: list[Introduction] = []
        for other in others:
            if not load.has_room(help):
                break
            if other.id in met or not load.has_room(other):
                continue
            offer, ask = (help, other) if help.kind is HelpKind.OFFER else (other, help)
            now = self._clock.now()
            introduction = Introduction(
                id=self._ids.new(),
                offer_workspace=offer.workspace_id,
                offer_id=offer.id,
                ask_workspace=ask.workspace_id,
                ask_id=ask.id,
                offer_authority=offer.authority,
                ask_authority=ask.authority,
                practice_id=help.practice_id,
                state=Meeting.PROPOSED,
                made_at=now,
                changed_at=now,
            )
            await work.helps.add_introduction(introduction)
            proposed.append(introduction)
            for busy in (help, other):
                load.add(busy, introduction)
        return proposed

    async def _nearness(self, work: UnitOfWork, authority: str) -> dict[str, int]:
        peers = await self._neighbours.peers(work, authority)
        return {each.neighbour: each.rank for each in peers.councils}

    # --- introductions ------------------------------------------------------------------------

    async def side(self, work: UnitOfWork, member: Member, id: str) -> tuple[Introduction, Side]:
        """The introduction, and the side that the member answers for; NotFound for anybody else."""
        introduction = await work.helps.introduction(id)
        if introduction is not None:
            offer = await work.helps.get(introduction.offer_workspace, introduction.offer_id)
            ask = await work.helps.get(introduction.ask_workspace, introduction.ask_id)
            for mine, other in ((offer, ask), (ask, offer)):
                if (
                    mine is not None
                    and other is not None
                    and (mine.workspace_id, mine.member_id) == (member.workspace_id, member.id)
                ):
                    return introduction, Side(mine.kind, mine, other)
        raise NotFound(key="refused.introduction_gone")

    async def yes(
        self, work: UnitOfWork, member: Member, id: str, reach: str
    ) -> tuple[Introduction, Side]:
        """One side's yes, with how the other may reach them once it has said yes too."""
        await work.helps.take_turn()
        introduction, side = await self.side(work, member, id)
        reach = " ".join(reach.split())
        if not any(character.isalnum() for character in reach):
            raise InvalidInput("reach", key="refused.no_reach")
        if len(reach) > REACH_CHARACTERS:
            raise InvalidInput(
                "reach", key="refused.too_long", length=len(reach), most=REACH_CHARACTERS
            )
        said = introduction.says_yes(side.kind, reach, self._clock.now())
        await work.helps.save_introduction(said)
        await self._note(work, member, "peers.yes", id)
        return said, side

    async def no(
        self, work: UnitOfWork, member: Member, id: str
    ) -> tuple[Introduction, Side, Sequence[Introduction]]:
        """One side's no; both are matched anew, with others."""
        await work.helps.take_turn()
        introduction, side = await self.side(work, member, id)
        said = introduction.end(Meeting.DECLINED, self._clock.now())
        await work.helps.save_introduction(said)
        await self._note(work, member, "peers.no", id)
        return said, side, await self._match_anew(work, said)

    async def done(
        self,
        work: UnitOfWork,
        member: Member,
        id: str,
        visited_on: str,
        outcome: str,
        *,
        thanks: bool,
    ) -> tuple[Introduction, Side, Sequence[Introduction]]:
        """What came of it. The offer has room again, so that who waits may be next."""
        await work.helps.take_turn()
        introduction, side = await self.side(work, member, id)
        tidy = " ".join(outcome.split())
        if not any(character.isalnum() for character in tidy):
            raise InvalidInput("outcome", key="refused.no_outcome")
        if len(tidy) > OUTCOME_CHARACTERS:
            raise InvalidInput(
                "outcome", key="refused.too_long", length=len(tidy), most=OUTCOME_CHARACTERS
            )
        await refuse_people(self._screening, {"outcome": tidy}, is_insisted=False)
        when = self._day(visited_on)
        over = introduction.done(when, tidy, thanked=thanks, at=self._clock.now())
        await work.helps.save_introduction(over)
        await self._note(work, member, "peers.done", id)
        return over, side, await self._match_anew(work, over)

    @staticmethod
    def _day(text: str) -> str:
        if not text.strip():
            return ""
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError as error:
            raise InvalidInput("visited_on", key="refused.no_visit_day", text=text[:20]) from error

    async def mine(
        self, work: UnitOfWork, member: Member
    ) -> Sequence[tuple[Help, Sequence[Introduction]]]:
        """One's own open offers and asks, and those with an introduction under way."""
        found = []
        for help in await work.helps.of_member(member.workspace_id, member.id):
            under_way = [
                each
                for each in await work.helps.introductions_of(help.id)
                if each.state in UNDER_WAY
            ]
            if help.state is HelpState.OPEN or under_way:
                found.append((help, under_way))
        return found

    async def _note(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)
