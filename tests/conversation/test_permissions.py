"""Every privileged act, by everybody who may not do it: nothing happens, and they are told so."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from ntg_bot.conversation.events import ButtonPressed, CommandGiven, Event, FormSubmitted, Place
from ntg_bot.domain.people import Appointment, Role
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import (
    ADMIN,
    ASKER,
    AWAY,
    CHANNEL,
    HOME,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SEND_CHANNEL,
    SHARER,
    World,
)

KINDS = (
    "a member",
    "the sharer",
    "a moderator of another community",
    "a moderator of another workspace",
    "a moderator who was dismissed",
    "a moderator seen from outside",
)
PRESSED = (
    "review.accept", "review.decline", "review.changes", "review.route", "review.open",
    "review.take", "review.take_over", "review.put_back", "review.hand_over",
    "review.as_written", "review.recall",
    "review.compare", "review.merge",
)  # fmt: skip
DRAFT = f"{ATTENDANCE}|2026-W48|unanswered:"
OPEN_ACTS = (
    ("review.queue", ""), ("moderate.feedback", ""), ("moderate.questions", ""),
    ("pair.list", ""), ("pair.merge", "walking-bus|breakfast-club"),
    ("pair.different", "walking-bus|breakfast-club"),
    ("phrasing.list", ""), ("phrasing.accept", "q"), ("phrasing.dismiss", "q"),
    ("check.show_words", "c"), ("check.keep_words", "c"),
    ("channel.list", ""), ("channel.bind", ATTENDANCE), ("channel.moderators", ""),
    ("channel.unbind", CHANNEL), ("channel.unbind", MODERATORS), ("digest.draft", ATTENDANCE),
    ("digest.drop", DRAFT), ("digest.put_back", DRAFT), ("digest.reword", DRAFT),
    ("digest.note", DRAFT),
)  # fmt: skip
FORMS = (
    ("review.decline", {"reason": "no"}),
    ("review.changes", {"reason": "no"}),
    ("review.route", {"communities": SEND}),
    ("review.hand_over", {"to": "nobody"}),
    ("review.recall", {"communities": SEND}),
)
SAID = (
    "compare 1", "pairs", "take 1", "take over 1", "put back 1", "hand 1 to @Asa",
    "queue", "accept 1", "decline 1 because no", "changes 1 please", "suggestions",
    "bind attendance", "moderators channel", "unbind", "moderator add @Asa", "moderator remove @Mo",
    "edit digest for attendance", "admin add @Asa", "admin remove @boss",
    "digest time for attendance friday at 14:00",
)  # fmt: skip


async def everything(bot: World) -> dict[str, Any]:
    """All that only moderators and admins may change."""
    found: dict[str, Any] = {}
    async with bot.database.uow(read_only=True) as work:
        for name, space in (("home", bot.home), ("away", bot.away)):
            found[name] = (
                sorted(
                    (each.channel, each.purpose, each.community)
                    for each in await work.bindings.of_workspace(space.id)
                ),
                sorted(
                    (each.external_id, each.role, each.appointments)
                    for each in await work.members.with_roles(space.id)
                ),
            )
        shared = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
        found["claims"] = await work.claims.of_workspace(bot.home.id)
        found["shared"] = [(each.state, each.version, each.communities) for each in shared]
        week = await bot.digests.next_week(work, ATTENDANCE)
        draft = await work.digests.draft(ATTENDANCE, week)
        found["digests"] = (dict(await work.digests.times()), draft)
        found["knowledge"] = await work.knowledge.version()
    return found


async def become(bot: World, kind: str) -> Place:
    """Somebody of that kind; returns where and as whom they act."""
    here = bot.place(ASKER, CHANNEL)
    async with bot.database.uow() as work:
        match kind:
            case "the sharer":
                here = bot.place(SHARER, CHANNEL)
            case "a moderator of another community":
                mine = Appointment(Role.MODERATOR, SEND)
                await work.members.appoint(bot.home.id, bot.people[ASKER].id, mine)
            case "a moderator of another workspace":
                await work.members.ensure(bot.away.id, ASKER, "Asa", role=Role.MODERATOR)
            case "a moderator who was dismissed":
                await work.members.ensure(bot.home.id, OTHER_MODERATOR, "", role=Role.MEMBER)
                here = bot.place(OTHER_MODERATOR, CHANNEL)
            case "a moderator seen from outside":
                here = replace(bot.place(MODERATOR, CHANNEL), is_outsider=True)
        await work.commit()
    return here


async def submitted(bot: World) -> str:
    """A shared practice that waits; returns its id."""
    [draft] = await bot.post(SHARER, "share: We ran a homework club. Detentions fell.")
    await bot.fill_in(SHARER, draft, communities=ATTENDANCE)
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
    return one.id


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_does_what_is_not_theirs(bot: World, kind: str) -> None:
    bot.limits.of_a_person = bot.limits.of_a_channel = 1_000
    id = await submitted(bot)
    place = await become(bot, kind)
    before, now = await everything(bot), bot.clock.now()
    named = ((ASKER, "Asa"),)
    events: list[Event] = [
        *(ButtonPressed(place, action, f"{id}@2", "m", "", now) for action in PRESSED),
        *(ButtonPressed(place, action, id, "m", "", now) for action in PRESSED),
        *(ButtonPressed(place, action, value, "m", "", now) for action, value in OPEN_ACTS),
        *(FormSubmitted(place, action, id, values, "m", "", now) for action, values in FORMS),
        FormSubmitted(place, "digest.note", DRAFT, {"note": "Hello"}, "m", "", now),
        FormSubmitted(place, "digest.reword", f"{DRAFT}|0", {"text": "Hello"}, "m", "", now),
        *(CommandGiven(place, text, now, named) for text in SAID),
    ]
    published = [each for each in bot.chat.messages if "New in this community" in each.text]
    for event in events:
        heard = len(bot.chat.messages)
        await bot.happen(event)
        await bot.deliver()
        said = bot.chat.messages[heard:]
        assert said, event
        for message in said:
            assert message.delivery.only_for == place.user, (event, message.text)
            if kind != "a moderator of another community":
                assert "homework club" not in message.text, event
    # Looked at once, for looking costs more than acting; the matrix finds which act it was.
    assert await everything(bot) == before
    assert published == []


async def test_those_who_may_can(bot: World) -> None:
    """The other side of the matrix, so that the first cannot pass by refusing everybody."""
    id = await submitted(bot)
    before = await everything(bot)
    place, now = bot.place(MODERATOR, CHANNEL), bot.clock.now()
    await bot.happen(ButtonPressed(place, "channel.unbind", SEND_CHANNEL, "m", "", now))
    await bot.happen(ButtonPressed(place, "review.accept", id, "m", "", now))
    admin = bot.place(ADMIN, CHANNEL)
    await bot.happen(CommandGiven(admin, "moderator add @Asa", now, ((ASKER, "Asa"),)))
    after = await everything(bot)
    assert all(after[part] != before[part] for part in ("home", "shared", "knowledge"))
    assert after["away"] == before["away"]


async def test_guessed_buttons_and_forms_do_nothing(bot: World) -> None:
    chance = random.Random(7)
    id = await submitted(bot)
    before = await everything(bot)
    actions = [*PRESSED, *(action for action, _ in OPEN_ACTS), "share.edit", "share.withdraw",
               "share.show", "share.confirm", "share.form", "share.insist", "share.mask",
               "share.more", "share.detail", "share.no_thanks", "doubt.ask",
               "ask.again"]  # fmt: skip
    values = [id, id[:-1] + "0", id.upper(), f"{id}@1", f"{id}@", "1", "0", "", "'", "../" + id]
    for _ in range(100):
        action, value = chance.choice(actions), chance.choice(values)
        place = bot.place(ASKER, chance.choice([CHANNEL, MODERATORS, f"@{ASKER}"]))
        if chance.random() < 0.5:
            event: Event = ButtonPressed(place, action, value, "m", "k", bot.clock.now())
        else:
            filled = {"reason": "x", "communities": SEND, "title": "x", "what": ""}
            event = FormSubmitted(place, action, value, filled, "m", "k", bot.clock.now())
        await bot.happen(event)
    assert await everything(bot) == before
    assert (HOME, AWAY) == ("W1", "W2")
