"""Offers and asks at random: no introduction without two yeses, none over a limit."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Authority
from ntg_bot.domain.peers import MOST_AT_ONCE, UNDER_WAY, HelpKind, HelpState, Meeting
from ntg_bot.domain.people import Member
from ntg_bot.retrieval.english import is_english
from ntg_bot.screening import Screener
from ntg_bot.services.library import Library
from ntg_bot.services.neighbours import NeighbourService
from ntg_bot.services.peers import PeerService
from ntg_bot.services.ports import UnitOfWork
from tests.fakes.entries import TAXONOMY, practice
from tests.fakes.world import World

COUNCILS = {
    f"E0600000{n}": Authority(f"E0600000{n}", "1", f"Council {n}", "", "North", "unitary")
    for n in range(6)
}
PRACTICES = ("bus", "club")


def service(bot: World) -> PeerService:
    library = Library(TAXONOMY, COUNCILS)
    library.replace([practice(id, id) for id in PRACTICES])
    neighbours = NeighbourService(library, bot.clock)
    screener = Screener(terms=(), is_english=is_english, is_urgent=lambda _: False)
    return PeerService(neighbours, library, screener, bot.clock, bot.ids)


async def people(bot: World) -> list[Member]:
    async with bot.database.uow() as work:
        found = []
        for number in range(10):
            space = (bot.home, bot.away)[number % 2]
            council = f"E0600000{number % 6}"
            found.append(
                await work.members.ensure(space.id, f"p{number}", f"P{number}", authority=council)
            )
        await work.commit()
    return found


async def check(work: UnitOfWork, yeses: dict[str, set[HelpKind]]) -> int:
    """The rules, read off the rows; returns how many introductions were made."""
    helps = {each.id: each for each in await work.helps.all()}
    load: dict[str, int] = defaultdict(int)
    person: dict[str, int] = defaultdict(int)
    made = 0
    for each in await work.helps.introductions():
        said = yeses[each.id]
        assert (each.offer_yes, each.ask_yes) == (HelpKind.OFFER in said, HelpKind.ASK in said)
        if each.state in (Meeting.INTRODUCED, Meeting.DONE):
            assert said == {HelpKind.OFFER, HelpKind.ASK}
            made += 1
        else:
            assert said != {HelpKind.OFFER, HelpKind.ASK}
        if each.state is not Meeting.INTRODUCED:
            assert each.state is Meeting.PROPOSED or not (each.offer_reach or each.ask_reach)
        assert each.offer_authority != each.ask_authority
        if each.state in UNDER_WAY:
            for id in (each.offer_id, each.ask_id):
                load[id] += 1
                person[helps[id].member_id] += 1
    assert all(count <= helps[id].at_most for id, count in load.items())
    assert all(count <= MOST_AT_ONCE for count in person.values())
    return made


async def some_introduction(
    work: UnitOfWork, chance: random.Random, members: list[Member]
) -> tuple[str, Member]:
    """An introduction under way with one of its two people, now and then with anybody."""
    live = await work.helps.under_way()
    anybody = chance.choice(members)
    if not live or chance.random() < 0.3:
        return (live[0][1].id if live else "none"), anybody
    help, introduction = chance.choice(live)
    people = [each for each in members if each.id == help.member_id]
    return introduction.id, people[0]


@pytest.mark.parametrize("steps", [100, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_nobody_is_introduced_without_both_yeses_or_over_a_limit(
    bot: World, steps: int
) -> None:
    chance, peers = random.Random(steps), service(bot)
    members = await people(bot)
    yeses: dict[str, set[HelpKind]] = defaultdict(set)
    made = helped = 0
    while helped < steps:
        async with bot.database.uow() as work:
            id, who = await some_introduction(work, chance, members)
            step = chance.random()
            try:
                if step < 0.4:
                    kind = chance.choice(list(HelpKind))
                    await peers.put(work, who, kind, chance.choice(PRACTICES), chance.randint(1, 3))
                    helped += 1
                elif step < 0.75:
                    said, side = await peers.yes(work, who, id, "by mail")
                    yeses[id].add(side.kind)
                    assert said.state in UNDER_WAY
                elif step < 0.85:
                    await peers.no(work, who, id)
                elif step < 0.95:
                    await peers.done(work, who, id, "2026-03-02", "We met", thanks=True)
                else:
                    own = await work.helps.of_member(who.workspace_id, who.id)
                    open_ = [each.id for each in own if each.state is HelpState.OPEN]
                    await peers.take_back(work, who, chance.choice(open_ or ["none"]))
            except (NotFound, WrongState, InvalidInput):
                continue  # not theirs, over already, or too many: nothing of it is kept
            made = await check(work, yeses)
            await work.commit()
        bot.clock.forward(seconds=1)
    assert made > steps / 20, "the steps must lead to introductions, or nothing was tried"


async def test_a_limit_can_be_changed_but_not_below_what_is_under_way(bot: World) -> None:
    peers = service(bot)
    members = await people(bot)
    async with bot.database.uow() as work:
        offer, _ = await peers.put(work, members[0], HelpKind.OFFER, "bus", 1)
        for number in (1, 2, 3):
            await peers.put(work, members[number], HelpKind.ASK, "bus")
        assert len(await work.helps.introductions_of(offer.id)) == 1
        more, proposed = await peers.put(work, members[0], HelpKind.OFFER, "bus", 3)
        assert (more.id, more.at_most, len(proposed)) == (offer.id, 3, 2)
        with pytest.raises(InvalidInput) as told:
            await peers.put(work, members[0], HelpKind.OFFER, "bus", 2)
        assert told.value.key == "refused.load_under_way"


async def test_who_is_left_without_a_proposal_is_matched_anew(bot: World) -> None:
    peers = service(bot)
    members = await people(bot)
    async with bot.database.uow() as work:
        first, _ = await peers.put(work, members[0], HelpKind.OFFER, "bus")
        _, [made] = await peers.put(work, members[1], HelpKind.ASK, "bus")
        second, none = await peers.put(work, members[2], HelpKind.OFFER, "bus")
        assert none == [], "one proposal at a time"
        [ended], [again] = await peers.take_back(work, members[0], first.id)
        assert (ended.id, again.offer_id) == (made.id, second.id)


async def test_nearer_councils_come_first(bot: World) -> None:
    peers = service(bot)
    members = await people(bot)
    async with bot.database.uow() as work:
        data = (
            "ons_code,rank,neighbour_ons_code,closeness\n"
            "E06000000,1,E06000003,close\nE06000000,2,E06000001,close\n"
        )
        await peers._neighbours.bring_in(work, data.encode(), file="set.csv")
        for number in (1, 2, 3):
            await peers.put(work, members[number], HelpKind.OFFER, "bus")
        ask, proposed = await peers.put(work, members[0], HelpKind.ASK, "bus")
        assert [each.offer_authority for each in proposed] == ["E06000003"]
        for expected in ("E06000001", "E06000002"):
            _, _, proposed = await peers.no(work, members[0], proposed[0].id)
            assert [each.offer_authority for each in proposed] == [expected]
        _, _, proposed = await peers.no(work, members[0], proposed[0].id)
        assert proposed == [], "nobody is proposed a second time"
        again, proposed = await peers.put(work, members[0], HelpKind.ASK, "bus")
        assert (again.id, proposed) == (ask.id, [])
