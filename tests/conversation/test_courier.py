"""Each delivery reaches its conversation once, whatever breaks on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Card
from ntg_bot.conversation.courier import (
    AT_ONCE,
    GIVE_UP_LOOKING_AFTER,
    KEPT_FOR_ANSWERS,
    LEASE_SECONDS,
    LONGEST_BACK_OFF,
    MOST_ATTEMPTS,
    OF_ONE_WORKSPACE,
    TRIES,
    Courier,
)
from ntg_bot.conversation.turn import DIGESTS
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.services.ports import Delivery, DeliveryState
from tests.fakes.chat import RecordingPlatform
from tests.fakes.entries import ATTENDANCE, practice
from tests.fakes.world import ADMIN, CHANNEL, SLACK_ADMIN, World

AWAY = DeliveryError("the platform is away")
NEVER = DeliveryError("there is no such channel", permanent=True)


async def say(bot: World, key: str = "k1", said: facts.Said | None = None, **changes: str) -> None:
    delivery = Delivery(
        key=key,
        platform="chat",
        workspace_id=bot.home.id,
        channel=CHANNEL,
        facts=facts.encode(said or facts.Reply("thanks")),
    )
    async with bot.database.uow() as work:
        await work.outbox.add(replace(delivery, **changes), bot.clock.now())  # type: ignore[arg-type]
        await work.commit()


async def state(bot: World, key: str = "k1") -> DeliveryState:
    found = await bot.delivery(key)
    assert found is not None
    return found.state


async def later(bot: World, seconds: float) -> int:
    bot.clock.forward(seconds=seconds)
    return await bot.courier.step()


async def test_a_delivery_is_posted_once_and_never_looked_up_the_first_time(bot: World) -> None:
    await say(bot)
    assert await bot.courier.step() == 1
    assert await bot.courier.step() == 0
    assert bot.chat.posts == 1
    assert bot.chat.looked_up == []
    assert await state(bot) is DeliveryState.SENT


async def test_a_message_whose_answer_was_lost_is_found_and_not_posted_again(bot: World) -> None:
    bot.chat.hang_up = [AWAY]
    await say(bot)
    await bot.courier.step()
    assert await state(bot) is DeliveryState.NEW
    await later(bot, 2)
    assert (bot.chat.posts, bot.chat.looked_up) == (1, ["k1"])
    sent = await bot.delivery("k1")
    assert sent is not None
    assert (sent.state, sent.external_id) == (DeliveryState.SENT, "m1")


async def test_a_courier_that_died_after_posting_does_not_make_a_double(bot: World) -> None:
    await say(bot)
    [claimed] = await bot.database.outbox.claim("chat", 5, LEASE_SECONDS)
    await bot.chat.post(claimed, await bot.presenter.present(facts.Reply("thanks")))
    assert await later(bot, LEASE_SECONDS + 1) == 1
    assert bot.chat.posts == 1
    assert await state(bot) is DeliveryState.SENT


async def test_a_message_that_was_not_posted_is_posted_after_the_look_up(bot: World) -> None:
    bot.chat.refuse = [AWAY]
    await say(bot)
    await bot.courier.step()
    await later(bot, 2)
    assert (bot.chat.posts, bot.chat.looked_up) == (1, ["k1"])


async def test_it_waits_longer_each_time_and_never_longer_than_five_minutes(bot: World) -> None:
    bot.chat.refuse = [AWAY] * TRIES
    await say(bot)
    assert await bot.courier.step() == 1
    waited = 0.0
    for tries in range(1, TRIES):
        wait = min(2.0 ** (tries - 1), LONGEST_BACK_OFF)
        assert await later(bot, wait - 0.5) == 0
        assert await later(bot, 0.5) == 1
        waited += wait
    assert waited > 30 * 60
    assert await state(bot) is DeliveryState.DEAD


async def test_attempts_of_processes_that_died_are_no_reason_to_give_a_fresh_answer_up(
    bot: World,
) -> None:
    await say(bot)
    for _ in range(TRIES + 1):
        await bot.database.outbox.claim("chat", 5, 1)
        bot.clock.forward(seconds=2)
    bot.chat.refuse = [AWAY]
    await bot.courier.step()
    assert await state(bot) is DeliveryState.NEW


async def test_a_delivery_that_ends_every_process_is_set_aside_in_the_end(bot: World) -> None:
    await say(bot, kind="digest")
    for _ in range(MOST_ATTEMPTS):
        await bot.database.outbox.claim("chat", 5, 1)
        bot.clock.forward(seconds=2)
    await bot.courier.step()
    assert await state(bot) is DeliveryState.DEAD
    assert bot.chat.posts == 0


async def test_a_platform_that_names_a_time_is_left_alone_until_then(bot: World) -> None:
    bot.chat.refuse = [DeliveryError("slow down", retry_after=40)]
    await say(bot)
    await bot.courier.step()
    assert await later(bot, 39) == 0
    assert await later(bot, 1) == 1
    assert await state(bot) is DeliveryState.SENT


async def test_being_told_to_wait_is_no_try_however_often(bot: World) -> None:
    bot.chat.refuse = [DeliveryError("slow down", retry_after=1, is_try=False)] * (TRIES + 5)
    await say(bot)
    for _ in range(TRIES + 5):
        assert await later(bot, 1) == 1
    assert await later(bot, 1) == 1
    assert await state(bot) is DeliveryState.SENT
    assert bot.chat.looked_up == [], "nothing was sent that could be there"


class Hanging(RecordingPlatform):
    """Posts into one channel never come to an end; `reached` is set with the others' `goal`, `full`
    when no place is left but those kept for answers.
    """

    def __init__(self, goal: int = 1) -> None:
        super().__init__("chat")
        self.goal = goal
        self.reached = asyncio.Event()
        self.full = asyncio.Event()
        self.stuck = 0

    async def post(self, delivery: Delivery, card: Card) -> str:
        if delivery.channel == "hangs":
            self.stuck += 1
            if self.stuck >= AT_ONCE - KEPT_FOR_ANSWERS:
                self.full.set()
            await asyncio.Event().wait()
        message = await super().post(delivery, card)
        if self.posts >= self.goal:
            self.reached.set()
        return message


def courier(bot: World, platform: RecordingPlatform, lease_seconds: float) -> Courier:
    return Courier(
        bot.database.outbox,
        bot.database.uow,
        bot.presenter,
        {"chat": platform},
        bot.clock,
        lease_seconds=lease_seconds,
        within_seconds=lease_seconds / 2,
    )


async def test_a_post_that_outlasts_its_lease_is_in_doubt_and_looked_up(bot: World) -> None:
    bot.chat = Hanging()
    slow = courier(bot, bot.chat, 0.1)
    await say(bot, channel="hangs")
    await slow.step()
    assert await state(bot) is DeliveryState.NEW
    bot.clock.forward(seconds=1)
    await slow.step()
    assert bot.chat.looked_up == ["k1"]


async def test_a_channel_that_hangs_keeps_no_other_waiting(bot: World) -> None:
    bot.chat = hanging = Hanging()
    await say(bot, "stuck", channel="hangs")
    await say(bot, "free", channel="other")
    step = asyncio.create_task(courier(bot, bot.chat, 30).step())
    await hanging.reached.wait()
    assert await state(bot, "stuck") is DeliveryState.SENDING
    step.cancel()
    await asyncio.gather(step, return_exceptions=True)


async def test_one_workspace_cannot_take_every_turn(bot: World) -> None:
    bot.chat = hanging = Hanging()
    for number in range(AT_ONCE - 1):
        await say(bot, f"stuck {number}", channel="hangs", thread=f"t{number}")
    await say(bot, "free", channel="other", workspace_id=bot.away.id)
    its_courier = courier(bot, bot.chat, 30)
    loop = asyncio.create_task(its_courier.run(asyncio.Event()))
    await hanging.reached.wait()
    await hanging.full.wait()
    async with asyncio.timeout(20):
        await its_courier.step()  # whatever was not claimed yet
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert hanging.stuck == OF_ONE_WORKSPACE


async def test_digests_that_hang_keep_no_answer_waiting(bot: World) -> None:
    """Many workspaces, so that no share of one workspace is what keeps them back."""
    stop, bot.chat = asyncio.Event(), Hanging()
    async with bot.database.uow() as work:
        spaces = [await work.workspaces.ensure("chat", f"D{n}", "") for n in range(2 * AT_ONCE)]
        await work.commit()
    for number, space in enumerate(spaces):
        changes = {"kind": "digest", "priority": DIGESTS, "channel": "hangs"}
        await say(bot, f"digest {number}", workspace_id=space.id, **changes)  # type: ignore[arg-type]
    loop = asyncio.create_task(courier(bot, bot.chat, 600).run(stop))
    await bot.chat.full.wait()
    await say(bot, "answer")
    await bot.chat.reached.wait()
    assert bot.chat.stuck == AT_ONCE - KEPT_FOR_ANSWERS
    assert await state(bot, "digest 0") is DeliveryState.SENDING
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


async def test_the_loop_delivers_what_comes_and_finishes_what_is_under_way(bot: World) -> None:
    stop, chat = asyncio.Event(), Hanging(3 * AT_ONCE)
    loop = asyncio.create_task(courier(bot, chat, LEASE_SECONDS).run(stop))
    for number in range(3 * AT_ONCE):
        await say(bot, f"k{number}", thread=f"t{number}")
        bot.clock.forward(seconds=1)
    await chat.reached.wait()
    stop.set()
    await loop
    states = [await state(bot, f"k{number}") for number in range(3 * AT_ONCE)]
    assert set(states) == {DeliveryState.SENT}


async def test_what_can_never_be_delivered_is_set_aside_at_once(bot: World) -> None:
    bot.chat.refuse = [NEVER]
    await say(bot)
    await bot.courier.step()
    assert await state(bot) is DeliveryState.DEAD


async def test_one_bad_delivery_does_not_hold_up_the_others(bot: World) -> None:
    await say(bot, "bad", channel="elsewhere", facts=b"{}")  # type: ignore[arg-type]
    await say(bot, "unknown key", facts.Reply("no.such.key"), channel="third")
    await say(bot, "good")
    await bot.deliver()
    assert await state(bot, "bad") is DeliveryState.DEAD
    assert await state(bot, "unknown key") is DeliveryState.DEAD
    assert await state(bot, "good") is DeliveryState.SENT


async def test_an_answer_whose_look_up_is_impossible_is_sent_again(bot: World) -> None:
    bot.chat.hang_up = [AWAY]
    bot.chat.blind = [DeliveryError("no right to read", permanent=True)]
    await say(bot)
    await bot.courier.step()
    await later(bot, 2)
    assert bot.chat.posts == 2
    assert await state(bot) is DeliveryState.SENT


async def test_an_answer_whose_look_up_stays_impossible_is_sent_again_in_the_end(
    bot: World,
) -> None:
    bot.chat.hang_up = [AWAY]
    bot.chat.blind = [AWAY] * 20
    await say(bot)
    await bot.courier.step()
    while await state(bot) is DeliveryState.NEW:
        await later(bot, 60)
    assert bot.chat.posts == 2
    assert len(bot.chat.looked_up) >= GIVE_UP_LOOKING_AFTER / timedelta(minutes=1)


@pytest.mark.parametrize(
    "fault", [DeliveryError("no right to read", permanent=True), DeliveryError("away")]
)
async def test_a_digest_that_cannot_be_looked_up_is_left_for_a_person(
    bot: World, fault: DeliveryError
) -> None:
    bot.chat.hang_up = [AWAY]
    bot.chat.blind = [fault] * 20
    await say(bot, kind="digest")
    await bot.courier.step()
    while await state(bot) is DeliveryState.NEW:
        await later(bot, 60)
    assert await state(bot) is DeliveryState.UNCERTAIN
    assert bot.chat.posts == 1
    told = await bot.deliver()
    assert {each.delivery.channel for each in told} == {f"@{ADMIN}", f"@{SLACK_ADMIN}"}
    assert "ntg-bot uncertain list" in told[0].text


async def test_of_many_digests_in_doubt_the_admin_is_told_once(bot: World) -> None:
    bot.chat.blind = [DeliveryError("no right to read", permanent=True)] * 20
    for number in range(3):
        bot.chat.hang_up = [AWAY]
        await say(bot, f"d{number}", channel=f"C{number}", kind="digest")
        await bot.courier.step()
        await later(bot, 60)
    assert len(await bot.database.stuck.uncertain()) == 3
    await bot.deliver()
    assert [each.delivery.channel for each in bot.chat.messages].count(f"@{ADMIN}") == 1


async def test_a_digest_is_tried_for_as_long_as_it_takes(bot: World) -> None:
    bot.chat.refuse = [AWAY] * (TRIES + 10)
    await say(bot, kind="digest")
    await bot.courier.step()
    while await state(bot) is DeliveryState.NEW:
        await later(bot, LONGEST_BACK_OFF)
    assert await state(bot) is DeliveryState.SENT
    assert bot.chat.posts == 1


async def test_a_redrawing_waits_until_the_first_message_is_posted(bot: World) -> None:
    bot.chat.refuse = [AWAY] * 3
    await say(bot, "first")
    await say(bot, "second", facts.Reply("greeting"), replaces="first", thread="another")
    for _ in range(30):
        await later(bot, 1)
    [message] = bot.chat.messages
    assert message.drawn == 2
    assert message.text.startswith("Hello")
    assert await state(bot, "second") is DeliveryState.SENT


async def test_a_redrawing_of_what_was_never_posted_is_posted_itself_and_once(bot: World) -> None:
    bot.chat.refuse = [NEVER]
    await say(bot, "first")
    await bot.courier.step()
    bot.chat.hang_up = [AWAY]
    await say(bot, "second", facts.Reply("greeting"), replaces="first")
    await bot.courier.step()
    await later(bot, 2)
    assert [message.text[:5] for message in bot.chat.messages] == ["Hello"]
    assert await state(bot, "second") is DeliveryState.SENT


async def test_a_redrawing_that_broke_is_simply_drawn_again(bot: World) -> None:
    await say(bot, "first")
    await bot.courier.step()
    bot.chat.refuse = [AWAY]
    await say(bot, "second", facts.Reply("greeting"), replaces="first")
    await bot.courier.step()
    await later(bot, 2)
    assert bot.chat.looked_up == []
    assert bot.chat.of_key("first").text.startswith("Hello")


async def test_answers_go_before_digests(bot: World) -> None:
    await say(bot, "digest", channel="c1", priority=9)  # type: ignore[arg-type]
    await say(bot, "answer", channel="c2", priority=0)  # type: ignore[arg-type]
    await bot.courier.step()
    assert [message.delivery.key for message in bot.chat.messages] == ["answer", "digest"]


async def test_a_publication_waits_until_its_practice_is_known_here(bot: World) -> None:
    await say(bot, said=facts.Published("club", ATTENDANCE))
    await bot.courier.step()
    assert bot.chat.messages == []
    async with bot.database.uow() as work:
        await work.knowledge.save(practice("club", "Club"), by="m1", at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.refresh()
    await later(bot, 3)
    assert "Club" in bot.chat.last().text
