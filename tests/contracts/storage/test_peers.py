"""Neighbours, offers and asks, introductions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.peers import (
    Help,
    HelpKind,
    HelpState,
    Introduction,
    Meeting,
    Neighbour,
    NeighbourSet,
)
from ntg_bot.storage.database import Database
from tests.storage.world import at

LEEDS, YORK = "E08000035", "E06000014"


def a_help(id: str, workspace_id: str, kind: HelpKind, **changes: object) -> Help:
    help = Help(id, workspace_id, "m1", LEEDS, kind, "walking-bus", 2, HelpState.OPEN, at(0))
    return replace(help, **changes)  # type: ignore[arg-type]


def an_introduction(id: str, offer: Help, ask: Help, **changes: object) -> Introduction:
    made = Introduction(
        id, offer.workspace_id, offer.id, ask.workspace_id, ask.id, offer.authority, ask.authority,
        "walking-bus", Meeting.PROPOSED, at(0), at(0),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_a_later_set_of_neighbours_takes_the_place_of_the_earlier(
    database: Database,
) -> None:
    async with database.uow() as work:
        assert await work.neighbours.imported() is None
        first = NeighbourSet("2025-03-01", "old.csv", at(0))
        await work.neighbours.replace(first, [Neighbour(LEEDS, 1, YORK, "close")])
        later = NeighbourSet("", "new.csv", at(5))
        both = [Neighbour(YORK, 2, "E1", ""), Neighbour(YORK, 1, LEEDS, "very close")]
        await work.neighbours.replace(later, both)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.neighbours.imported() == later
        assert await work.neighbours.of(LEEDS) == []
        assert await work.neighbours.of(YORK) == both[::-1]
        assert await work.neighbours.all() == both[::-1]


async def test_offers_asks_and_introductions_are_read_back(
    database: Database, workspace_id: str
) -> None:
    offer = a_help("o", workspace_id, HelpKind.OFFER)
    ask = a_help("a", workspace_id, HelpKind.ASK, member_id="m2", authority=YORK, made_at=at(1))
    met = an_introduction("i", offer, ask)
    async with database.uow() as work:
        await work.helps.take_turn()
        for each in (ask, offer):
            await work.helps.add(each)
        await work.helps.add_introduction(met)
        assert await work.helps.get(workspace_id, "o") == offer
        assert await work.helps.get("another", "o") is None
        assert await work.helps.of_member(workspace_id, "m2") == [ask]
        assert await work.helps.open(HelpKind.OFFER) == [offer]
        assert await work.helps.open(HelpKind.ASK, "other") == []
        assert await work.helps.all() == [offer, ask]
        await work.helps.save(offer.close())
        assert await work.helps.open(HelpKind.OFFER, "walking-bus") == []
        assert await work.helps.introductions_of("a") == [met]
        yes = met.says_yes(HelpKind.OFFER, "mail", at(2))
        await work.helps.save_introduction(yes)
        assert await work.helps.introduction("i") == yes
        assert await work.helps.introductions() == [yes]
        with pytest.raises(WrongState):
            await work.helps.save_introduction(met.end(Meeting.DECLINED, at(3)))
        with pytest.raises(NotFound):
            await work.helps.save_introduction(replace(yes, id="gone"))
        with pytest.raises(NotFound):
            await work.helps.save(replace(ask, id="gone"))


async def test_who_is_forgotten_helps_nobody_any_more_and_cannot_be_reached(
    database: Database, workspace_id: str, member_id: str
) -> None:
    offer = a_help("o", workspace_id, HelpKind.OFFER, member_id=member_id)
    ask = a_help("a", workspace_id, HelpKind.ASK, authority=YORK)
    reach = {"offer_reach": "anna@example.org", "ask_reach": "ben@example.org"}
    made = {"state": Meeting.INTRODUCED, **reach}
    async with database.uow() as work:
        for each in (offer, ask):
            await work.helps.add(each)
        await work.helps.add_introduction(an_introduction("i1", offer, ask, **reach))
        await work.helps.add_introduction(an_introduction("i2", offer, ask, **made))
        told = {"state": Meeting.DONE, "outcome": "Anna Example was kind"}
        await work.helps.add_introduction(an_introduction("i3", offer, ask, **told))
        held = await work.members.export(workspace_id, member_id)
        assert isinstance(held["introduction"], list) and len(held["introduction"]) == 3
        await work.members.forget(workspace_id, member_id)
        await work.commit()
    async with database.uow(read_only=True) as work:
        left = {each.id: each for each in await work.helps.introductions()}
        now = await work.helps.get(workspace_id, "o")
        assert now is not None and (now.member_id, now.state) == ("", HelpState.CLOSED)
    told_now = {id: (each.state, each.offer_reach, each.ask_reach) for id, each in left.items()}
    assert told_now == {
        "i1": (Meeting.ENDED, "", ""),
        "i2": (Meeting.INTRODUCED, "", "ben@example.org"),
        "i3": (Meeting.DONE, "", ""),
    }
    assert left["i3"].outcome == ""
