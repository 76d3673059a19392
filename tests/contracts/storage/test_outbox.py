"""The outbox: one row a key, order within a thread, leases, and ends."""

from __future__ import annotations

import asyncio

import pytest

from ntg_bot.services.ports import Delivery, DeliveryState
from ntg_bot.storage.database import Database
from tests.storage.world import StoppedClock, a_delivery, at


async def _add(database: Database, *deliveries: Delivery) -> None:
    async with database.uow() as work:
        for delivery in deliveries:
            await work.outbox.add(delivery, at(0))
        await work.commit()


async def _state(database: Database, key: str) -> Delivery:
    async with database.uow(read_only=True) as work:
        delivery = await work.outbox.by_key(key)
    assert delivery is not None
    return delivery


async def _claim(database: Database, limit: int = 10) -> list[str]:
    return [delivery.key for delivery in await database.outbox.claim("local", limit, 30)]


async def test_a_key_that_is_there_is_left_as_it_is(database: Database, workspace_id: str) -> None:
    await _add(database, a_delivery("k", workspace_id, facts=b"1"))
    await _add(database, a_delivery("k", workspace_id, facts=b"2"))
    assert (await _state(database, "k")).facts == b"1"
    async with database.uow(read_only=True) as work:
        assert await work.outbox.by_key("other") is None


async def test_a_delivery_is_read_back_as_it_was_written(
    database: Database, workspace_id: str
) -> None:
    delivery = a_delivery(
        "k",
        workspace_id,
        thread="t",
        only_for="anna",
        replaces="j",
        reply_address="https://slack.example/r/1",
        kind="digest",
        priority=9,
    )
    await _add(database, delivery)
    assert await _state(database, "k") == delivery


async def test_the_address_of_a_private_answer_goes_when_the_delivery_has_ended(
    database: Database, workspace_id: str
) -> None:
    for end in (database.outbox.sent, database.outbox.dead, database.outbox.uncertain):
        key = end.__name__
        await _add(database, a_delivery(key, workspace_id, reply_address="https://slack.example/r"))
        await database.outbox.retry(key, at(0), "later")
        assert (await _state(database, key)).reply_address
        await end(key, "it is over")
        assert (await _state(database, key)).reply_address == ""


async def test_deliveries_are_found_by_how_their_keys_begin(
    database: Database, workspace_id: str
) -> None:
    keys = ("published:club_a:2", "published:club_a:1", "published:clubXa:1", "other")
    await _add(database, *(a_delivery(key, workspace_id) for key in keys))
    async with database.uow(read_only=True) as work:
        found = await work.outbox.begun_with("published:club_a:")
        assert [each.key for each in found] == ["published:club_a:2", "published:club_a:1"]
        assert await work.outbox.begun_with("%") == []


async def test_a_claimed_row_is_being_sent_and_counts_its_tries(
    database: Database, workspace_id: str, clock: StoppedClock
) -> None:
    await _add(database, a_delivery("k", workspace_id))
    [claimed] = await database.outbox.claim("local", 10, 30)
    assert (claimed.state, claimed.attempts) == (DeliveryState.SENDING, 1)
    assert await _claim(database) == []
    clock.pass_seconds(30)
    [again] = await database.outbox.claim("local", 10, 30)
    assert again.attempts == 2, "it may have been posted: look it up first"


async def test_only_the_platform_asked_for_is_claimed(
    database: Database, workspace_id: str
) -> None:
    await _add(database, a_delivery("k", workspace_id, platform="slack"))
    assert await _claim(database) == []
    assert len(await database.outbox.claim("slack", 10, 30)) == 1


async def test_urgent_rows_go_first_and_then_the_oldest(
    database: Database, workspace_id: str
) -> None:
    await _add(
        database,
        a_delivery("digest", workspace_id, channel="C1", priority=9),
        a_delivery("second", workspace_id, channel="C2"),
        a_delivery("third", workspace_id, channel="C3"),
        a_delivery("notice", workspace_id, channel="C4", priority=5),
    )
    assert await _claim(database, 3) == ["second", "third", "notice"]
    assert await _claim(database, 3) == ["digest"]


async def test_a_thread_is_said_in_order_one_at_a_time(
    database: Database, workspace_id: str
) -> None:
    await _add(
        database,
        a_delivery("a1", workspace_id, thread="a", priority=9),
        a_delivery("a2", workspace_id, thread="a"),
        a_delivery("b1", workspace_id, thread="b"),
    )
    assert await _claim(database) == ["b1", "a1"]
    assert await _claim(database) == []
    await database.outbox.sent("a1", "ts1")
    assert await _claim(database) == ["a2"]


async def test_the_same_channel_name_in_two_workspaces_is_two_threads(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("local", "T2", "Elsewhere")
        await work.commit()
    await _add(database, a_delivery("k1", workspace_id), a_delivery("k2", other.id))
    assert await _claim(database) == ["k1", "k2"]


async def test_a_row_to_be_retried_keeps_its_thread_waiting(
    database: Database, workspace_id: str, clock: StoppedClock
) -> None:
    await _add(database, a_delivery("k1", workspace_id), a_delivery("k2", workspace_id))
    await _claim(database)
    await database.outbox.retry("k1", at(10), "HTTP 503")
    assert await _claim(database) == []
    clock.pass_seconds(10)
    [again] = await database.outbox.claim("local", 10, 30)
    assert (again.key, again.attempts) == ("k1", 2)


async def test_a_wait_that_was_no_try_takes_the_attempt_back(
    database: Database, workspace_id: str, clock: StoppedClock
) -> None:
    await _add(database, a_delivery("k1", workspace_id))
    for _ in range(3):
        [claimed] = await database.outbox.claim("local", 10, 30)
        assert claimed.attempts == 1
        await database.outbox.retry("k1", at(0), "ratelimited", is_try=False)


async def test_ends_let_the_thread_go_on_and_are_not_claimed_again(
    database: Database, workspace_id: str, clock: StoppedClock
) -> None:
    await _add(database, *(a_delivery(f"k{n}", workspace_id) for n in range(4)))
    assert await _claim(database) == ["k0"]
    await database.outbox.sent("k0", "ts0")
    assert await _claim(database) == ["k1"]
    await database.outbox.dead("k1", "channel_not_found")
    assert await _claim(database) == ["k2"]
    await database.outbox.uncertain("k2", "no scope to look it up")
    assert await _claim(database) == ["k3"]
    clock.pass_seconds(29)
    await database.outbox.retry("k0", at(0), "too late to retry")
    assert await _claim(database) == []
    states = [(await _state(database, f"k{n}")).state for n in range(3)]
    assert states == [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN]
    assert (await _state(database, "k0")).external_id == "ts0"


async def test_waiting_ends_when_a_row_is_committed_and_not_before(
    database: Database, workspace_id: str
) -> None:
    waiting = asyncio.create_task(database.outbox.wait(3600))
    async with database.uow() as work:
        await work.outbox.add(a_delivery("k", workspace_id), at(0))
        assert not waiting.done()
        await work.commit()
    await waiting


async def test_waiting_is_not_ended_by_a_row_that_was_rolled_back(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        await work.outbox.add(a_delivery("k", workspace_id), at(0))
    waiting = asyncio.create_task(database.outbox.wait(3600))
    await database.check()
    assert not waiting.done()
    waiting.cancel()


async def test_couriers_at_once_never_get_the_same_row(
    database: Database, workspace_id: str
) -> None:
    await _add(database, *(a_delivery(f"k{n:02}", workspace_id, thread=f"{n}") for n in range(40)))
    claims = await asyncio.gather(*(_claim(database, 7) for _ in range(8)))
    got = [key for keys in claims for key in keys]
    assert sorted(got) == [f"k{n:02}" for n in range(40)]


async def test_workspaces_take_turns_within_a_priority(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        others = [await work.workspaces.ensure("local", f"Q{n}", "Quiet") for n in range(2)]
        await work.commit()
    noisy = [a_delivery(f"noisy{n}", workspace_id, thread=f"{n}") for n in range(9)]
    quiet = [a_delivery(f"quiet{n}", other.id) for n, other in enumerate(others)]
    digests = [
        a_delivery("digest", others[0].id, channel="C2", priority=9, kind="digest"),
    ]
    await _add(database, *digests, *noisy, *quiet)
    assert await _claim(database, 4) == ["noisy0", "quiet0", "quiet1", "noisy1"]
    assert await _claim(database, 20) == [*(f"noisy{n}" for n in range(2, 9)), "digest"]


async def test_only_what_is_more_urgent_is_claimed_where_that_is_asked_for(
    database: Database, workspace_id: str
) -> None:
    await _add(
        database,
        a_delivery("digest", workspace_id, channel="C1", priority=9),
        a_delivery("notice", workspace_id, channel="C2", priority=5),
        a_delivery("answer", workspace_id, channel="C3"),
    )
    below = [each.key for each in await database.outbox.claim("local", 10, 30, below=5)]
    assert below == ["answer"]
    assert await _claim(database) == ["notice", "digest"]


@pytest.mark.parametrize(
    ("limit", "patient", "keys"),
    [
        (10, 0, ["a1", "a2"]),
        (10, 1, ["a1", "a2", "notice"]),
        (10, 2, ["a1", "a2", "notice", "d1"]),
        (10, 9, ["a1", "a2", "notice", "d1", "d2"]),
        (3, 9, ["a1", "a2", "notice"]),
        (1, 9, ["a1"]),
    ],
)
async def test_of_what_is_less_urgent_no_more_is_claimed_than_asked_for(
    database: Database, workspace_id: str, limit: int, patient: int, keys: list[str]
) -> None:
    await _add(
        database,
        a_delivery("d1", workspace_id, channel="C1", priority=9),
        a_delivery("d2", workspace_id, channel="C2", priority=9),
        a_delivery("notice", workspace_id, channel="C3", priority=5),
        a_delivery("a1", workspace_id, channel="C4"),
        a_delivery("a2", workspace_id, channel="C5"),
    )
    rows = await database.outbox.claim("local", limit, 30, below=5, patient=patient)
    assert [each.key for each in rows] == keys


async def test_an_answer_does_not_wait_for_a_digest_of_its_channel_and_a_digest_does(
    database: Database, workspace_id: str
) -> None:
    await _add(
        database,
        a_delivery("digest", workspace_id, kind="digest", priority=9),
        a_delivery("answer", workspace_id),
        a_delivery("second", workspace_id, kind="digest", priority=9),
    )
    assert await _claim(database) == ["answer", "digest"]
    await database.outbox.sent("answer", "ts1")
    assert await _claim(database) == []
    await database.outbox.sent("digest", "ts2")
    assert await _claim(database) == ["second"]
