"""Keeping practices fresh: owners, nudges, leavers, what did not help, links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from ntg_bot.conversation.events import ButtonPressed, FormSubmitted
from ntg_bot.conversation.keeping_fresh import LinkRound
from ntg_bot.domain.knowledge import Practice
from ntg_bot.domain.people import Appointment, Role
from ntg_bot.domain.upkeep import LinkState, Part, Steward
from tests.conversation.test_claiming import to
from tests.conversation.test_curating import published
from tests.conversation.test_merging import keep, stored
from tests.conversation.test_moderating import TITLE
from tests.fakes.chat import Message
from tests.fakes.entries import SEND, SOURCE, WALKING_BUS, practice
from tests.fakes.world import (
    ASKER,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

A_YEAR = timedelta(days=366)


async def stewards(bot: World, id: str) -> dict[Part, str]:
    """Who looks after it, by name."""
    names = {person.id: person.name for person in bot.people.values()}
    async with bot.database.uow(read_only=True) as work:
        found = await work.stewards.of_practice(id)
    return {each.part: names.get(each.member_id, each.member_id) for each in found}


async def nudged(bot: World) -> list[Message]:
    """What is said at the next weekly nudge; the clock stands on a Wednesday at 10:00."""
    assert bot.clock.at.weekday() >= 1
    await bot.joined.upkeep.tick()
    return await bot.deliver()


async def late(bot: World) -> str:
    """A local practice that fell due; returns its id."""
    id = await published(bot)
    bot.clock.at += A_YEAR + timedelta(days=5)  # a Wednesday again
    return id


# --- who looks after it ---------------------------------------------------------------------------


async def test_who_shared_it_looks_after_it_and_who_let_it_through_stands_in(bot: World) -> None:
    id = await published(bot)
    assert await stewards(bot, id) == {Part.OWNER: "Shaz", Part.DEPUTY: "Mo"}
    [desk] = await bot.press_raw(MODERATOR, "practice.desk", id)
    assert "Looked after by: Shaz" in desk.text and "Deputy: Mo" in desk.text


async def test_one_person_is_named_and_told_and_cannot_be_both(bot: World) -> None:
    id = await published(bot)
    [form] = await bot.press_raw(MODERATOR, "upkeep.owner", id)
    mel = next(each.value for each in form.field("to").options if each.label == "Mel")
    said = await bot.fill_in(MODERATOR, form, to=mel)
    assert any(f"You look after “{TITLE}” now" in each.text for each in to(said, OTHER_MODERATOR))
    assert (await stewards(bot, id))[Part.OWNER] == "Mel"
    [form] = await bot.press_raw(MODERATOR, "upkeep.deputy", id)
    [refusal] = await bot.fill_in(MODERATOR, form, to=mel)
    assert "Mel looks after it already" in refusal.text
    [refusal] = await bot.fill_in(MODERATOR, form, to="nobody")
    assert "I do not know that person" in refusal.text
    assert await stewards(bot, id) == {Part.OWNER: "Mel", Part.DEPUTY: "Mo"}


# --- another look ---------------------------------------------------------------------------------


async def test_an_owner_gets_one_message_a_week_with_all_that_is_due(bot: World) -> None:
    id = await late(bot)
    second = practice("second", "Second practice", shared_by="E08000035", reviewed=date(2025, 1, 1))
    await keep(bot, second)
    async with bot.database.uow() as work:
        owner = Steward(bot.home.id, bot.people[SHARER].id, "second", Part.OWNER, bot.clock.now())
        await work.stewards.put(owner)
        await work.commit()
    [nudge] = to(await nudged(bot), SHARER)
    assert "These are due for a look, as you look after them: 2." in nudge.text
    assert nudge.text.index("Second practice") < nudge.text.index(TITLE), "the longest due first"
    assert to(await nudged(bot), SHARER) == [], "once a week"
    bot.clock.forward(days=7)
    assert len(to(await nudged(bot), SHARER)) == 1
    assert (await stored(bot, id)).reviewed == date(2026, 11, 18)


async def test_nothing_is_said_before_the_day_and_hour(bot: World) -> None:
    await late(bot)
    bot.clock.at = bot.clock.at.replace(hour=8) + timedelta(days=6)  # Tuesday at eight
    assert await bot.joined.upkeep.tick() == 0
    bot.clock.forward(hours=2)
    assert await bot.joined.upkeep.tick() > 0


async def test_still_right_is_one_press_for_whoever_looks_after_it(bot: World) -> None:
    id = await late(bot)
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert "due for another look" in answer.text
    [nudge] = to(await nudged(bot), SHARER)
    await bot.press(SHARER, nudge, "Still right")
    now = await stored(bot, id)
    today = bot.clock.now().date()
    assert (now.reviewed, now.review_by) == (today, today.replace(year=today.year + 1))
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert "due for another look" not in answer.text
    [refusal] = await bot.press_raw(ASKER, "upkeep.right", id)
    assert "Only a curator or moderator" in refusal.text


async def test_a_look_that_changed_nothing_is_no_news(bot: World) -> None:
    id = await late(bot)
    await bot.press_raw(SHARER, "upkeep.right", id)
    async with bot.database.uow(read_only=True) as work:
        preview = await bot.digests.preview(work, "attendance-and-inclusion")
    assert TITLE not in [item.text for item in preview.items]


async def test_a_moderator_changes_what_people_read_and_no_child_is_named(bot: World) -> None:
    id = await published(bot)
    [form] = await bot.press_raw(MODERATOR, "upkeep.edit", id)
    [again] = await bot.fill_in(MODERATOR, form, effect="Ring his mother on 01632 960123 about it.")
    assert "may identify a child or family" in again.field("effect").error
    assert again.field("effect").value.startswith("Ring his mother"), "nobody types twice"
    said = await bot.fill_in(MODERATOR, again, effect="Detentions fell by a third.")
    assert "was changed" in to(said, SHARER)[0].text
    now = await stored(bot, id)
    assert now.evidence.effect == "Detentions fell by a third."
    [again] = await bot.fill_in(MODERATOR, form, title=" ")
    assert "at least a few words" in again.field("title").error


async def test_an_owner_without_a_role_asks_moderators_who_find_it_in_their_queue(
    bot: World,
) -> None:
    id = await late(bot)
    [form] = await bot.press_raw(SHARER, "upkeep.edit", id)
    [again] = await bot.fill_in(SHARER, form, wish="")
    assert "at least a few words" in again.field("wish").error
    said = await bot.fill_in(SHARER, again, wish="The hall is closed now.")
    [told] = [each for each in said if each.delivery.channel == MODERATORS]
    assert "The hall is closed now." in told.text
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "whoever looks after it asks for a change" in queue.text
    await bot.press(MODERATOR, queue, "It is fine")
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "asks for a change" not in queue.text


# --- leavers --------------------------------------------------------------------------------------


async def test_a_deputy_takes_over_from_an_owner_who_was_forgotten(bot: World) -> None:
    id = await published(bot)
    async with bot.database.uow() as work:
        await work.members.forget(bot.home.id, bot.people[SHARER].id)
        await work.commit()
    said = await nudged(bot)
    assert await stewards(bot, id) == {Part.OWNER: "Mo"}
    assert any(TITLE in each.text for each in to(said, MODERATOR))


async def test_whoever_has_left_the_chat_looks_after_nothing_and_no_orphan_is_forgotten(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await published(bot)

    async def has_left(workspace: str, user: str) -> bool:
        return user in (SHARER, MODERATOR)

    monkeypatch.setattr(bot.chat, "has_left", has_left, raising=False)
    said = await nudged(bot)
    assert await stewards(bot, id) == {}
    [told] = [
        each for each in said
        if each.delivery.channel == MODERATORS and each.delivery.workspace_id == bot.home.id
    ]  # fmt: skip
    assert f"Shared practice that nobody looks after: 1\n{TITLE}" in told.text


# --- what did not help ----------------------------------------------------------------------------


async def test_two_who_found_no_help_open_an_item_of_the_queue(bot: World) -> None:
    for user in (ASKER, SHARER):
        [answer] = await bot.post(user, "what works: walking bus")
        await bot.press(user, answer, "Not helpful")
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "“Walking bus”: 2 people found no help in it." in queue.text
    [upkeep] = await bot.post(MODERATOR, "upkeep")
    assert "2 people found no help in it." in upkeep.text
    await bot.press(MODERATOR, queue, "It is fine")
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "found no help" not in queue.text
    [refusal] = await bot.press_raw(MODERATOR, "upkeep.settle", "walking-bus")
    assert "settled already" in refusal.text


async def test_upkeep_is_for_those_who_may_do_something_about_it(bot: World) -> None:
    [refusal] = await bot.post(ASKER, "upkeep")
    assert "Only a curator or moderator" in refusal.text
    [mine] = await bot.post(ASKER, "my practices")
    assert "Nothing that you look after" in mine.text
    async with bot.database.uow() as work:
        await work.members.ensure(bot.home.id, ASKER, "Asa", role=Role.CURATOR)
        await work.commit()
    [upkeep] = await bot.post(ASKER, "upkeep")
    assert "Published standards that nobody here looks after: 3." in upkeep.text


# --- links ----------------------------------------------------------------------------------------


@dataclass
class Web:
    """A web of our own: what it answers by address, and what was asked for."""

    answers: dict[str, LinkState] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def check(self, url: str) -> LinkState:
        self.asked.append(url)
        return self.answers.get(url, LinkState.FINE)


def linked(*urls: str) -> list[Practice]:
    bus = replace(WALKING_BUS, keywords=())
    return [
        replace(bus, id=f"p{number}", title=f"P{number}", sources=(replace(SOURCE, url=url),))
        for number, url in enumerate(urls)
    ]


async def test_links_are_asked_for_once_a_month_one_a_site_and_gone_ones_are_listed(
    bot: World,
) -> None:
    a, b, c = "https://one.example/a", "https://one.example/b", "https://two.example/c"
    await keep(bot, *linked(a, b, c))
    web = Web({b: LinkState.GONE, c: LinkState.UNSURE})
    links = LinkRound(bot.database.uow, bot.library, web, bot.clock)
    await links.tick()
    assert not {a, b} <= set(web.asked), "one of a site at a time"
    assert await links.tick() == 0, "another process has this minute"
    for _ in range(4):
        bot.clock.forward(minutes=15)
        await links.tick()
    assert sorted(web.asked) == sorted({*web.asked}), "each once"
    assert {a, b, c} <= set(web.asked)
    [upkeep] = await bot.post(MODERATOR, "upkeep")
    assert "Web pages that do not answer any more: 1\nP1: " in upkeep.text
    bot.clock.forward(days=31)
    for _ in range(4):
        bot.clock.forward(minutes=15)
        await links.tick()
    [upkeep] = await bot.post(MODERATOR, "upkeep")
    assert "Web pages that do not answer any more: 2" in upkeep.text, "no answer, twice"
    assert bot.joined.links is None, "off unless the settings say so"


@pytest.mark.parametrize("kind", ["a member", "a curator of another community", "an outsider"])
async def test_nobody_else_looks_after_what_is_not_theirs(bot: World, kind: str) -> None:
    bot.limits.of_a_person = bot.limits.of_a_channel = 1_000
    place = bot.place(ASKER)
    if kind == "a curator of another community":
        async with bot.database.uow() as work:
            other = Appointment(Role.CURATOR, SEND)
            await work.members.appoint(bot.home.id, bot.people[ASKER].id, other)
            await work.commit()
    if kind == "an outsider":
        place = replace(bot.place(MODERATOR), is_outsider=True)
    now, id = bot.clock.now(), "walking-bus"
    pressed = (
        ("practice.desk", id), ("practice.grade", f"{id}|emerging"), ("practice.retire", id),
        ("practice.back", id), ("practice.versions", id), ("practice.changes", f"{id}|1"),
        ("practice.restore", f"{id}|1|1"), ("upkeep.right", id), ("upkeep.edit", id),
        ("upkeep.settle", id), ("upkeep.owner", id), ("upkeep.deputy", id),
    )  # fmt: skip
    filled = (
        ("practice.retire", {"reason": "no"}), ("upkeep.edit", {"title": "x", "summary": "x"}),
        ("upkeep.ask", {"wish": "walk more"}), ("upkeep.owner", {"to": bot.people[ASKER].id}),
    )  # fmt: skip
    async with bot.database.uow(read_only=True) as work:
        before = await work.knowledge.version()
    for action, value in pressed:
        await bot.happen(ButtonPressed(place, action, value, "m", "", now))
    for action, values in filled:
        await bot.happen(FormSubmitted(place, action, id, values, "m", "", now))
    said = await bot.deliver()
    assert len(said) == len(pressed) + len(filled)
    assert {each.delivery.only_for for each in said} == {place.user}
    assert all(not each.buttons() for each in said), "every one of them is a refusal"
    async with bot.database.uow(read_only=True) as work:
        assert await work.knowledge.version() == before
        assert await work.stewards.all() == []
        assert await work.concerns.open(bot.home.id) == []
