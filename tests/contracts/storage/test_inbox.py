"""The inbox: once, in order, under a lease, and set aside when it keeps failing."""

from __future__ import annotations

import asyncio

import pytest

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.database import Database
from tests.storage.world import StoppedClock, an_event, at


async def test_an_event_is_new_once(database: Database) -> None:
    assert await database.inbox.put(an_event("e1"))
    assert not await database.inbox.put(an_event("e1"))
    assert await database.inbox.put(an_event("e1", workspace="T2"))


async def test_of_many_deliveries_at_once_each_event_is_new_for_one(database: Database) -> None:
    events = [an_event(f"e{n % 100}") for n in range(700)]
    answers = await asyncio.gather(*(database.inbox.put(event) for event in events))
    assert sum(answers) == 100
    assert len(await database.inbox.claim(1000, 60)) == 100


async def test_events_are_claimed_in_the_order_they_came(database: Database) -> None:
    for number in range(5):
        await database.inbox.put(an_event(f"e{number}", f'{{"n":{number}}}'.encode()))
    first = await database.inbox.claim(3, 60)
    rest = await database.inbox.claim(3, 60)
    assert [row.envelope for row in first] == [
        an_event(f"e{n}", f'{{"n":{n}}}'.encode()) for n in range(3)
    ]
    assert [row.envelope.key for row in rest] == ["e3", "e4"]
    assert {row.attempt for row in (*first, *rest)} == {1}
    assert first[0].received_at == at(0)
    assert await database.inbox.claim(3, 60) == []


async def test_a_lapsed_lease_gives_the_event_to_the_next(
    database: Database, clock: StoppedClock
) -> None:
    await database.inbox.put(an_event("e1"))
    await database.inbox.claim(1, 60)
    clock.pass_seconds(59)
    assert await database.inbox.claim(1, 60) == []
    clock.pass_seconds(1)
    [again] = await database.inbox.claim(1, 60)
    assert again.attempt == 2


async def test_a_failed_event_waits_for_its_time(database: Database, clock: StoppedClock) -> None:
    await database.inbox.put(an_event("e1"))
    [row] = await database.inbox.claim(1, 60)
    await database.inbox.failed(row.id, "KeyError (incident 1)", retry_at=at(10))
    assert await database.inbox.claim(1, 60) == []
    clock.pass_seconds(10)
    [again] = await database.inbox.claim(1, 60)
    assert (again.id, again.attempt) == (row.id, 2)


async def test_an_event_without_another_try_is_set_aside_with_its_reason(
    database: Database,
) -> None:
    await database.inbox.put(an_event("e1", b"words of a message"))
    [row] = await database.inbox.claim(1, 60)
    await database.inbox.failed(row.id, "cannot be read", retry_at=None)
    assert await database.inbox.claim(1, 60) == []
    [aside] = await database.inbox.dead()
    assert (aside.id, aside.reason, aside.attempts) == (row.id, "cannot be read", 1)
    assert await database.inbox.retry_dead(row.id)
    [again] = await database.inbox.claim(1, 60)
    assert (again.attempt, again.envelope.payload) == (1, b"words of a message")


async def test_five_failures_set_an_event_aside_though_another_try_was_asked_for(
    database: Database,
) -> None:
    await database.inbox.put(an_event("e1"))
    for _ in range(5):
        [row] = await database.inbox.claim(1, 60)
        await database.inbox.failed(row.id, "again", retry_at=at(0))
    assert await database.inbox.claim(1, 60) == []
    assert [aside.attempts for aside in await database.inbox.dead()] == [5]


async def test_an_event_that_kills_its_process_is_set_aside_after_five_tries(
    database: Database, clock: StoppedClock
) -> None:
    await database.inbox.put(an_event("killer"))
    await database.inbox.put(an_event("good"))
    attempts = []
    for _ in range(6):
        [row] = await database.inbox.claim(1, 60)
        attempts.append((row.envelope.key, row.attempt))
        clock.pass_seconds(60)
    assert attempts == [("killer", n) for n in range(1, 7)], "the last for somebody to be told"
    [row] = await database.inbox.claim(10, 60)
    assert row.envelope.key == "good"
    assert [aside.attempts for aside in await database.inbox.dead()] == [6]


async def test_events_set_aside_are_dropped_one_by_one(database: Database) -> None:
    for key in ("e1", "e2"):
        await database.inbox.put(an_event(key))
    for row in await database.inbox.claim(2, 60):
        await database.inbox.failed(row.id, "no", retry_at=None)
    first, second = await database.inbox.dead()
    assert await database.inbox.drop_dead(first.id)
    assert not await database.inbox.drop_dead(first.id)
    assert not await database.inbox.retry_dead(first.id)
    assert await database.inbox.dead() == [second]


async def test_a_done_event_is_known_but_neither_claimed_nor_readable(
    database: Database, clock: StoppedClock
) -> None:
    await database.inbox.put(an_event("e1"))
    [row] = await database.inbox.claim(1, 60)
    async with database.uow() as work:
        await work.inbox.done(row.id)
        await work.commit()
    clock.pass_seconds(3600)
    assert await database.inbox.claim(1, 60) == []
    assert not await database.inbox.put(an_event("e1"))


async def test_an_event_is_not_done_where_its_work_was_rolled_back(
    database: Database, clock: StoppedClock
) -> None:
    await database.inbox.put(an_event("e1"))
    [row] = await database.inbox.claim(1, 60)
    async with database.uow() as work:
        await work.inbox.done(row.id)
    clock.pass_seconds(60)
    assert len(await database.inbox.claim(1, 60)) == 1


async def test_a_worker_whose_lease_lapsed_cannot_finish_what_another_finished(
    database: Database, clock: StoppedClock
) -> None:
    await database.inbox.put(an_event("e1"))
    [row] = await database.inbox.claim(1, 60)
    clock.pass_seconds(60)
    [same] = await database.inbox.claim(1, 60)
    async with database.uow() as work:
        await work.inbox.done(same.id)
        await work.commit()
    async with database.uow() as work:
        with pytest.raises(StorageError, match="elsewhere"):
            await work.inbox.done(row.id)
    await database.inbox.failed(row.id, "late", retry_at=at(0))
    assert await database.inbox.claim(1, 60) == []


async def test_waiting_ends_with_a_put_and_nothing_put_is_missed(database: Database) -> None:
    waiting = asyncio.create_task(database.inbox.wait(3600))
    await database.inbox.put(an_event("e1"))
    await waiting
    await database.inbox.put(an_event("e2"))
    await database.inbox.wait(3600)
    await database.inbox.wait(0.001)


async def test_a_key_with_broken_characters_fails_alone(database: Database) -> None:
    answers = await asyncio.gather(
        database.inbox.put(an_event("good")),
        database.inbox.put(an_event("bad \ud800")),
        database.inbox.put(an_event("bad \0")),
        return_exceptions=True,
    )
    assert answers[0] is True
    assert [type(answer) for answer in answers[1:]] == [StorageError, StorageError]


async def test_a_caller_who_left_does_not_disturb_the_others(database: Database) -> None:
    leaving = asyncio.create_task(database.inbox.put(an_event("e1")))
    staying = asyncio.create_task(database.inbox.put(an_event("e2")))
    await asyncio.wait([leaving], timeout=0)
    leaving.cancel()
    assert await staying
    assert [row.envelope.key for row in await database.inbox.claim(5, 60)] == ["e1", "e2"]


async def test_it_is_calm_once_what_waits_is_stored(database: Database) -> None:
    await database.inbox.calm(0.0)
    puts = [asyncio.create_task(database.inbox.put(an_event(f"e{n}"))) for n in range(300)]
    await asyncio.sleep(0)
    await database.inbox.calm(0.0)
    assert not any(put.done() for put in puts), "no longer than it is told"
    await database.inbox.calm(30.0)
    assert len(await database.inbox.claim(500, 30)) == 300
    await asyncio.gather(*puts)


async def test_workspaces_take_turns_and_each_is_served_in_its_order(database: Database) -> None:
    for number in range(6):
        await database.inbox.put(an_event(f"noisy{number}", workspace="T1"))
    for workspace in ("T3", "T2"):
        await database.inbox.put(an_event(f"quiet {workspace}", workspace=workspace))
    first = await database.inbox.claim(4, 60)
    assert [row.envelope.key for row in first] == ["noisy0", "quiet T2", "quiet T3", "noisy1"]
    await database.inbox.put(an_event("again T2", workspace="T2"))
    second = await database.inbox.claim(10, 60, each=1)
    assert sorted(row.envelope.key for row in second) == ["again T2", "noisy2"]
    assert [row.envelope.key for row in await database.inbox.claim(10, 60, each=2)] == [
        "noisy3",
        "noisy4",
    ]


async def test_the_round_goes_on_behind_the_workspace_that_was_last(database: Database) -> None:
    for workspace in ("T1", "T2", "T3"):
        for number in range(2):
            await database.inbox.put(an_event(f"{workspace}-{number}", workspace=workspace))
    served = [(await database.inbox.claim(1, 60))[0].envelope.key for _ in range(6)]
    assert served == ["T1-0", "T2-0", "T3-0", "T1-1", "T2-1", "T3-1"]


async def test_what_shared_a_claim_with_an_event_that_kills_does_not_share_its_end(
    database: Database, clock: StoppedClock
) -> None:
    """A row whose worker did not come back is claimed alone, so its tries are its own."""
    for number in range(6):
        await database.inbox.put(an_event(f"e{number}"))
    assert len(await database.inbox.claim(10, 60)) == 6  # and the process dies with the third
    clock.pass_seconds(60)
    for _ in range(100):
        rows = await database.inbox.claim(10, 60)
        if not rows:
            break
        [row] = rows
        if row.envelope.key == "e2":
            clock.pass_seconds(60)
            continue
        async with database.uow() as work:
            await work.inbox.done(row.id)
            await work.commit()
    assert [aside.attempts for aside in await database.inbox.dead()] == [6]
    assert await database.inbox.claim(10, 60) == []


async def test_what_was_claimed_and_not_begun_goes_back_without_an_attempt(
    database: Database,
) -> None:
    await database.inbox.put(an_event("e1"))
    [row] = await database.inbox.claim(1, 60)
    await database.inbox.release([row.id])
    [again] = await database.inbox.claim(1, 60)
    assert (again.id, again.attempt) == (row.id, 1)
