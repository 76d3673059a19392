"""Every kind of person by every act there is, and guessed ids: what needs a role does not happen.

The acts are those that the conversation answers to, so a new one is in the matrix by itself. What
may change is what is a person's own; everything else is read before and after, table by table.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ntg_bot import storage
from ntg_bot.conversation.events import ButtonPressed, CommandGiven, Event, FormSubmitted, Place
from ntg_bot.domain.asking import Confidence, SearchResult
from ntg_bot.domain.people import Appointment, Role
from tests.fakes.entries import ATTENDANCE, PARENTS, SEND
from tests.fakes.world import (
    ADMIN,
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SEND_CHANNEL,
    SHARER,
    World,
)

KINDS = {
    "a member": (),
    "a facilitator elsewhere": (Role.FACILITATOR,),
    "a curator elsewhere": (Role.CURATOR,),
    "a moderator elsewhere": (Role.MODERATOR,),
    "a moderator of another workspace": (),
    "a moderator who was dismissed": (),
    "a moderator seen from outside": (),
    "somebody who was forgotten": (),
}
GUARDED = (
    "appointment", "binding", "call", "call_reader", "call_reading", "call_report", "claim",
    "contribution", "digest_draft", "digest_issue", "digest_timing", "edition", "erratum",
    "hypothesis", "hypothesis_move", "knowledge", "knowledge_version", "neighbour",
    "neighbour_set", "pair", "programme_record", "seat", "signature", "workspace",
)  # fmt: skip
"""tables in which nothing is a member's own"""
VALUES = {
    "title": "A name", "what": "We did it.", "reason": "no", "communities": SEND, "text": "words",
    "practice": "walking-bus", "answer": "We tried this too.", "person": "x", "name": "A name",
    "note": "words", "statement": "Clubs help.", "line": "1", "opens": "2026-12-01",
    "closes": "2027-01-31", "state": "supported", "words": "words", "mark": "include",
    "receiver": "x", "council": "Leeds", "holds": "holds", "visited": "2026-12-01",
    "threshold": "1",
}  # fmt: skip
TYPED = (
    "queue", "accept 1", "decline 1 because no", "changes 1 please", "suggestions", "take 1",
    "take over 1", "put back 1", "hand 1 to @Asa", "compare 1", "pairs", "bind attendance",
    "moderators channel", "unbind", "moderator add @Asa", "curator add @Asa SEND",
    "facilitator add @Asa", "admin add @Asa", "moderator remove @Mo", "admin remove @boss", "gaps",
    "assign @Asa", "new call", "new hypothesis", "new edition", "digest draft",
    "digest at 10:00 on tue for attendance", "threshold 1", "move hypothesis 1 to supported",
    "new workshop", "new board", "new register entry", "board add @Asa to group",
    "sign off edition 1",
)  # fmt: skip
CHUNK = 40
OWN = frozenset({"data.forget"})
"""acts on nothing but oneself: whoever erases themselves loses their roles with it"""


async def prepared(bot: World) -> list[str]:
    """Something of everything, of people who are none of the kinds; returns all real ids."""
    bot.limits.of_a_person = bot.limits.of_a_channel = 100_000
    bot.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
    [answer] = await bot.post(OTHER_MODERATOR, "what works for keeping bees calm?")
    await bot.press(OTHER_MODERATOR, answer, "Ask the community")
    for words in ("We ran a homework club. Detentions fell.", "We lent bikes. Lates fell."):
        [draft] = await bot.post(SHARER, f"share: {words}")
        await bot.fill_in(SHARER, draft, communities=ATTENDANCE)
    for typed in ("new call", "new hypothesis", "new edition"):
        for said in await bot.command(ADMIN, typed):
            if any(type(each).__name__ == "Form" for each in said.card.body):
                await bot.fill_in(ADMIN, said, **{
                    field.name: field.value or VALUES.get(field.name, "Clubs help.")
                    for field in said.form().fields
                })  # fmt: skip
    tables = (await storage.carry_out(_url(bot))).tables
    ids = {
        str(row[key])
        for name, rows in tables.items()
        if name not in ("inbox", "outbox", "note", "audit", "counter", "knowledge_version")
        for row in rows
        for key in ("id", "question_id", "channel", "member_id")
        if row.get(key)
    }
    return sorted({*ids, ATTENDANCE, SEND, PARENTS, CHANNEL, SEND_CHANNEL, MODERATORS})


def _url(bot: World) -> str:
    return str(bot.database._sessions.url.render_as_string(hide_password=False))


async def guarded(bot: World) -> dict[str, Any]:
    """All that nobody without a role may change."""
    tables = (await storage.carry_out(_url(bot))).tables
    found: dict[str, Any] = {name: tables[name] for name in GUARDED}
    others = {bot.people[user].id for user in (SHARER, MODERATOR)}
    found["roles"] = sorted((row["id"], row["role"]) for row in tables["member"]
                            if row["role"] != "member")  # fmt: skip
    found["shared"] = [row for row in tables["submission"] if row["member_id"] in others]
    found["gaps"] = [
        (row["id"], row["owner_id"], row["practice_id"], row["status"] == "closed")
        for row in tables["gap"]
        if row["community"] == ATTENDANCE
    ]
    found["handed"] = [(row["question_id"], row["asker_id"]) for row in tables["handoff"]]
    return found


async def become(bot: World, kind: str) -> Place:
    here = bot.place(ASKER, CHANNEL)
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        for role in KINDS[kind]:
            await work.members.appoint(bot.home.id, member.id, Appointment(role, PARENTS))
        match kind:
            case "a moderator of another workspace":
                await work.members.ensure(bot.away.id, ASKER, "Asa", role=Role.MODERATOR)
            case "a moderator who was dismissed":
                await work.members.ensure(bot.home.id, ASKER, "Asa", role=Role.MODERATOR)
                await work.members.ensure(bot.home.id, ASKER, "Asa", role=Role.MEMBER)
            case "a moderator seen from outside":
                here = replace(bot.place(MODERATOR, CHANNEL), is_outsider=True)
            case "somebody who was forgotten":
                await work.members.ensure(bot.home.id, ASKER, "Asa", role=Role.MODERATOR)
                await work.members.forget(bot.home.id, member.id)
        await work.commit()
    return here


def acts(bot: World) -> tuple[list[str], list[str]]:
    """The names of all buttons and forms."""
    known = bot.conversation._pressing._acts
    return sorted(known.buttons.keys() - OWN), sorted(known.forms)


def events(
    bot: World, place: Place, ids: list[str], each: int, chance: random.Random
) -> Iterator[Event]:
    """Every act with `each` real ids, every typed command."""
    now = bot.clock.now()
    buttons, forms = acts(bot)
    for action in buttons:
        for id in chance.sample(ids, min(each, len(ids))):
            value = f"{id}|walking-bus" if action in ("gap.close_with", "pair.merge") else id
            yield ButtonPressed(place, action, value, "m", "", now)
    for action in forms:
        for id in chance.sample(ids, min(each, len(ids))):
            yield FormSubmitted(place, action, id, VALUES, "m", "", now)
    for words in TYPED:
        yield CommandGiven(place, words, now, ((ASKER, "Asa"),) if "@" in words else ())


async def nothing_happens(bot: World, tried: list[Event]) -> None:
    """None of it changes what is guarded; tried by chunks, for looking takes a while."""
    before = await guarded(bot)
    for start in range(0, len(tried), CHUNK):
        chunk = tried[start : start + CHUNK]
        for event in chunk:
            await bot.happen(event)
        after = await guarded(bot)
        changed = [part for part in before if before[part] != after[part]]
        names = [getattr(each, "action", getattr(each, "text", "")) for each in chunk]
        assert changed == [], names
    dead = (await storage.carry_out(_url(bot))).tables["inbox"]
    assert [row["reason"] for row in dead if row["state"] == "dead"] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_does_what_needs_a_role_that_they_lack(bot: World, kind: str) -> None:
    ids = await prepared(bot)
    place = await become(bot, kind)
    chance = random.Random(kind)
    every = list(events(bot, place, ids, 1, chance))
    await nothing_happens(bot, chance.sample(every, len(every) // 16))


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
async def test_nor_with_any_act_there_is(bot: World, kind: str) -> None:
    ids = await prepared(bot)
    place = await become(bot, kind)
    await nothing_happens(bot, list(events(bot, place, ids, 3, random.Random(kind))))


async def guess(bot: World, count: int, seed: int = 7) -> None:
    """Buttons and forms with ids made up, mangled and borrowed, from wherever a member may be."""
    chance = random.Random(seed)
    ids = await prepared(bot)
    buttons, forms = acts(bot)
    tried: list[Event] = []
    for _ in range(count):
        id = chance.choice(ids)
        value = chance.choice(
            [
                id,
                id[:-1] + "0",
                id.upper(),
                f"{id}@1",
                f"{id}@2",
                f"{id}|1",
                f"1|{id}",
                "1",
                "0",
                "",
                "'",
                "../" + id,
                f"{id}\n{id}",
                "%",
                f"{id}:{id}",
                "f" * 32,
            ]
        )
        place = bot.place(ASKER, chance.choice([CHANNEL, MODERATORS, f"@{ASKER}"]))
        if chance.random() < 0.6:
            action = chance.choice(buttons)
            tried.append(ButtonPressed(place, action, value, "m", "k", bot.clock.now()))
        else:
            action = chance.choice(forms)
            tried.append(FormSubmitted(place, action, value, VALUES, "m", "k", bot.clock.now()))
    await nothing_happens(bot, tried)


async def test_guessed_ids_do_nothing(bot: World) -> None:
    await guess(bot, 100)


@pytest.mark.soak
@pytest.mark.parametrize("tenth", range(10))
async def test_five_thousand_guessed_ids_do_nothing(bot: World, tenth: int) -> None:
    await guess(bot, 500, seed=tenth)
