"""Reality checks at random: what is counted is always a recount, and nobody is named."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

from ntg_bot.cli.checks import checks_of, tallies_of
from ntg_bot.conversation import facts
from ntg_bot.domain.checks import Holds, Subject, Tally
from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.people import Member, Role
from ntg_bot.services.checks import Found
from tests.fakes.entries import practice
from tests.fakes.world import World

COUNCILS = ("E08000035", "E08000003")
REGION = {"E08000035": "Yorkshire and The Humber", "E08000003": "North West"}
NAMES = ("Zebedee Quillfeather", "Ottoline Marchbanks", "Peregrine Thistlewood", "Hepzibah Crane")


async def people(bot: World) -> tuple[list[Member], Member]:
    """Two people of each council, in two workspaces, and a moderator."""
    async with bot.database.uow() as work:
        found = []
        for number, name in enumerate(NAMES):
            space = (bot.home, bot.away)[number % 2]
            council = COUNCILS[number // 2]
            found.append(
                await work.members.ensure(space.id, f"person-{number}", name, authority=council)
            )
        moderator = await work.members.ensure(
            bot.home.id, "reader", "Leopold Vane", role=Role.MODERATOR
        )
        await work.commit()
    return found, moderator


async def act(
    bot: World, chance: random.Random, who: Member, moderator: Member, id: str
) -> Holds | str | None:
    """One random step; returns what the council says after it, or "same" where it is unchanged."""
    async with bot.database.uow() as work:
        step = chance.random()
        if step < 0.2:
            try:
                await bot.joined.checks.withdraw(work, who, Subject.PRACTICE, id)
            except NotFound:
                return None
            await work.commit()
            return None
        if step < 0.35:
            everything = await work.checks.all(with_history=True)
            mine = [each.id for each in everything if each.workspace_id == bot.home.id]
            try:
                await bot.joined.checks.decide(
                    work, moderator, chance.choice(mine or ["none"]), is_shown=chance.random() < 0.5
                )
                await work.commit()
            except (NotFound, WrongState):
                pass  # nothing waits there: history, another's, or decided on already
            return "same"
        holds = chance.choice(list(Holds))
        words = chance.choice(["", "registers", "a survey of parents"])
        found = Found(holds.value, adapted=words, wants_contact=chance.random() < 0.5)
        await bot.joined.checks.give(work, who, Subject.PRACTICE, id, found)
        await work.commit()
        return holds


async def check_counts(bot: World, id: str, says: dict[str, Holds]) -> None:
    """Service, card and rows agree with a count of what each council said last."""
    counted = Counter(says.values())
    expected = Tally(*(counted[each] for each in Holds))
    async with bot.database.uow(read_only=True) as work:
        found = await bot.joined.checks.take_up(work, Subject.PRACTICE, id)
        tallies = await bot.joined.checks.tallies(work, Subject.PRACTICE, [id])
        rows = [
            each
            for each in await work.checks.all(with_history=True)
            if each.subject_id == id and each.is_current
        ]
    assert found.overall == tallies[id] == Tally.of(rows) == expected
    assert {row.authority: row.holds for row in rows} == says
    regions = {
        REGION[code]: Tally(*(int(each is holds) for each in Holds)) for code, holds in says.items()
    }
    assert dict(found.regions) == regions


@pytest.mark.parametrize("sequences", [50, pytest.param(500, marks=pytest.mark.soak)])
async def test_tallies_always_equal_a_recount_and_nobody_is_named(
    bot: World, sequences: int
) -> None:
    chance = random.Random(sequences)
    members, moderator = await people(bot)
    given = 0
    for number in range(sequences):
        id = f"practice-{number}"
        bot.library.put(practice(id, f"Practice {number}"))
        says: dict[str, Holds] = {}
        for _ in range(chance.randint(2, 9)):
            who = chance.choice(members)
            now = await act(bot, chance, who, moderator, id)
            if isinstance(now, Holds):
                says[who.authority] = now
                given += 1
            elif now is None:
                says.pop(who.authority, None)
            bot.clock.forward(seconds=1)
        await check_counts(bot, id, says)
        card = await bot.card(facts.TakeUp("practice", id))
        assert not any(part in card for name in NAMES for part in name.split())
    assert given > sequences
    async with bot.database.uow(read_only=True) as work:
        listed = await checks_of(work, bot.joined.checks, bot.library, "", history=True)
        totals = await tallies_of(work, bot.joined.checks, "", ("Like", frozenset(COUNCILS[:1])))
    told = json.dumps([listed, totals])
    ids = [each.id for each in (*members, moderator)] + [f"person-{n}" for n in range(4)]
    assert len(listed) > sequences
    alike = {row["subject_id"]: row["tried"] for row in totals if row["place"] == "Like"}
    region = {
        row["subject_id"]: row["tried"] for row in totals if row["place"] == REGION[COUNCILS[0]]
    }
    assert alike == {id: region.get(id, 0) for id in alike}
    assert not any(secret in told for secret in [*ids, *(p for n in NAMES for p in n.split())])
