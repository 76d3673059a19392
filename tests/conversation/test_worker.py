"""Every event ends done, or set aside with a reason: nothing is lost and nothing said twice."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from ntg_bot.conversation.events import MessagePosted, encode
from ntg_bot.conversation.worker import LEASE_SECONDS, TRIES
from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Envelope
from tests.fakes.world import ASKER, CHANNEL, HOME, World


class Bug(Exception):
    """What nobody thought of."""


async def retry(bot: World) -> None:
    bot.clock.forward(seconds=5)
    await bot.worker.step()


async def test_a_fault_of_ours_is_tried_again_then_said_with_its_number_and_set_aside(
    bot: World,
) -> None:
    bot.retriever.fault = Bug("a fault of ours")
    assert await bot.post(ASKER, "walking bus?") == []
    assert await bot.database.inbox.dead() == []
    for _ in range(TRIES):
        await retry(bot)
    [sorry] = await bot.deliver()
    [aside] = await bot.database.inbox.dead()
    assert "Sorry" in sorry.text
    assert sorry.delivery.only_for == ASKER
    incident = aside.reason.split("incident ")[1].rstrip(")")
    assert incident in sorry.text
    assert aside.reason.startswith("Bug")
    assert "walking" not in aside.reason


async def test_an_event_set_aside_is_answered_once_the_fault_is_mended(bot: World) -> None:
    bot.retriever.fault = Bug("a fault of ours")
    await bot.post(ASKER, "walking bus?")
    for _ in range(TRIES):
        await retry(bot)
    await bot.deliver()
    bot.retriever.fault = None
    [aside] = await bot.database.inbox.dead()
    assert await bot.database.inbox.retry_dead(aside.id)
    await retry(bot)
    [answer] = await bot.deliver()
    assert "Walking bus" in answer.text


async def test_a_fault_in_what_was_only_overheard_is_not_talked_about(bot: World) -> None:
    bot.retriever.fault = Bug("a fault of ours")
    await bot.post(ASKER, "walking bus?", CHANNEL, addressed=False)
    for _ in range(TRIES):
        await retry(bot)
    assert await bot.deliver() == []
    assert len(await bot.database.inbox.dead()) == 1


async def test_a_fault_that_breaks_the_apology_too_stops_nobody_else(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def turn(*_: object) -> None:
        raise Bug("nothing works")

    with monkeypatch.context() as broken:
        broken.setattr(bot.conversation, "_turn", turn)
        await bot.post(ASKER, "walking bus?")
        for _ in range(TRIES):
            await retry(bot)
    assert len(await bot.database.inbox.dead()) == 1
    [answer] = await bot.post(ASKER, "walking bus?")
    assert "Walking bus" in answer.text


async def test_an_event_that_cannot_be_read_is_set_aside_and_the_next_is_answered(
    bot: World,
) -> None:
    for payload in (b"{}", b'{"type": []}', b"\xff"):
        await bot.database.inbox.put(Envelope("chat", str(payload), HOME, "MessagePosted", payload))
    [answer] = await bot.post(ASKER, "walking bus?")
    assert "Walking bus" in answer.text
    reasons = [aside.reason for aside in await bot.database.inbox.dead()]
    assert len(reasons) == 3
    assert all(reason.startswith("cannot be read") for reason in reasons)


async def test_one_row_that_the_database_refuses_does_not_hold_up_those_after_it(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = bot.conversation.handle

    async def refuse_first(row_id: str, event: object) -> None:
        if isinstance(event, MessagePosted) and event.text == "first?":
            raise StorageError("The database refused a row that breaks its rules.")
        await handle(row_id, event)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.conversation, "handle", refuse_first)
    for text in ("first?", "walking bus?"):
        place = bot.place(ASKER, "@" + ASKER)
        kind, payload = encode(MessagePosted(place, text, text, True, bot.clock.now()))
        await bot.database.inbox.put(Envelope("chat", text, HOME, kind, payload))
    assert await bot.worker.step() == 2
    [answer] = await bot.deliver()
    assert "Walking bus" in answer.text
    monkeypatch.undo()
    await retry(bot)
    assert len(await bot.deliver()) == 1


async def test_the_same_event_twice_is_answered_once(bot: World) -> None:
    place = bot.place(ASKER, CHANNEL)
    event = MessagePosted(place, "m1", "walking bus?", True, bot.clock.now())
    for _ in range(2):
        await bot.happen(event, key="same")
    assert len(await bot.deliver()) == 1


async def test_a_row_handled_a_second_time_makes_the_same_deliveries_and_no_more(
    bot: World,
) -> None:
    """A worker that lost its lease finishes late: its work rolls back as a whole."""
    place = bot.place(ASKER, CHANNEL)
    event = MessagePosted(place, "m1", "do dogs help?", True, bot.clock.now())
    kind, payload = encode(event)
    bot.retriever.replace([])
    await bot.database.inbox.put(Envelope("chat", "k", HOME, kind, payload))
    [row] = await bot.database.inbox.claim(5, 1.0)
    await bot.conversation.handle(row.id, event)
    with pytest.raises(StorageError, match="elsewhere"):
        await bot.conversation.handle(row.id, event)
    [answer] = await bot.deliver()
    assert answer.delivery.key == f"{row.id}-1"
    async with bot.database.uow(read_only=True) as work:
        [gap] = await work.gaps.open()
    assert gap.count == 1


async def test_a_database_that_is_away_takes_no_try_from_a_row_for_an_hour(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StorageError("The database server cannot be reached.", is_away=True)

    with monkeypatch.context() as broken:
        broken.setattr(bot.conversation, "handle", away)
        await bot.post(ASKER, "walking bus?")
        for _ in range(2 * TRIES):
            await retry(bot)
        assert await bot.database.inbox.dead() == []
    await retry(bot)
    [answer] = await bot.deliver()
    assert "Walking bus" in answer.text
    monkeypatch.setattr(bot.conversation, "handle", away)
    await bot.post(ASKER, "walking bus?")
    bot.clock.forward(hours=1)
    for _ in range(TRIES):
        await retry(bot)
        bot.clock.forward(seconds=10)
    assert len(await bot.database.inbox.dead()) == 1


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


async def test_who_wrote_what_ends_the_process_is_told_and_it_is_set_aside(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(bot.conversation, "handle", kill)
    with pytest.raises(Killed):
        await bot.post(ASKER, "walking bus?")
    for _ in range(TRIES - 1):
        bot.clock.forward(seconds=LEASE_SECONDS + 1)
        with pytest.raises(Killed):
            await bot.worker.step()
    assert await bot.database.inbox.dead() == []
    bot.clock.forward(seconds=LEASE_SECONDS + 1)
    await bot.worker.step()
    [sorry] = await bot.deliver()
    [aside] = await bot.database.inbox.dead()
    assert "Sorry" in sorry.text
    assert sorry.delivery.only_for == ASKER
    assert aside.attempts == TRIES
    assert aside.reason.split("incident ")[1].rstrip(")") in sorry.text


async def test_where_the_apology_ends_the_process_too_the_event_is_set_aside_without_it(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(bot.conversation, "handle", kill)
    monkeypatch.setattr(bot.conversation, "apologise", kill)
    with pytest.raises(Killed):
        await bot.post(ASKER, "walking bus?")
    for _ in range(TRIES):
        bot.clock.forward(seconds=LEASE_SECONDS + 1)
        with pytest.raises(Killed):
            await bot.worker.step()
    bot.clock.forward(seconds=LEASE_SECONDS + 1)
    await bot.worker.step()
    assert len(await bot.database.inbox.dead()) == 1


async def test_of_a_hundred_events_one_that_fails_and_two_that_kill_are_set_aside_and_no_other(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: Counter[str] = Counter()

    async def handle(row_id: str, event: object) -> None:
        assert isinstance(event, MessagePosted)
        tries[event.text] += 1
        if event.text == "7":
            raise Bug("always")
        if event.text in ("30", "60"):
            raise Killed
        async with bot.database.uow() as work:
            await work.inbox.done(row_id)
            await work.commit()

    monkeypatch.setattr(bot.conversation, "handle", handle)
    monkeypatch.setattr(bot.conversation, "apologise", _silent)
    puts = []
    for number in range(100):
        place = bot.place(ASKER, CHANNEL, workspace=f"W{number % 20}")
        kind, payload = encode(MessagePosted(place, "m", f"{number}", True, bot.clock.now()))
        envelope = Envelope("chat", f"{number}", place.workspace, kind, payload)
        puts.append(bot.database.inbox.put(envelope))
    await asyncio.gather(*puts)
    for _ in range(200):
        try:
            if not await bot.worker.step():
                bot.clock.forward(seconds=LEASE_SECONDS + 1)
                if not await bot.worker.step():
                    break
        except Killed:
            bot.clock.forward(seconds=LEASE_SECONDS + 1)
    aside = {each.reason[:5]: each.attempts for each in await bot.database.inbox.dead()}
    assert len(await bot.database.inbox.dead()) == 3
    assert aside == {"Bug (": TRIES, "ended": TRIES}
    assert {text: tries[text] for text in ("7", "30", "60")} == {"7": 5, "30": 5, "60": 5}
    assert len(tries) == 100 and set(tries.values()) == {1, 5}


async def _silent(*_: object) -> None:
    return


async def test_at_a_stop_the_row_in_hand_is_finished_and_the_others_go_back_untouched(
    bot: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    handled: list[object] = []

    async def handle(row_id: str, event: object) -> None:
        stop.set()
        handled.append(event)
        async with bot.database.uow() as work:
            await work.inbox.done(row_id)
            await work.commit()

    monkeypatch.setattr(bot.conversation, "handle", handle)
    for number in range(3):
        place = bot.place(ASKER, CHANNEL, workspace=f"W{number}")
        kind, payload = encode(MessagePosted(place, "m", "walking bus?", True, bot.clock.now()))
        await bot.database.inbox.put(Envelope("chat", "k", place.workspace, kind, payload))
    await bot.worker.run(stop)
    assert len(handled) == 1
    rows = await bot.database.inbox.claim(5, 60)
    assert [row.attempt for row in rows] == [1, 1], "another process has them at once"
