"""What a person decides about messages and deliveries that are stuck."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import NotFound
from ntg_bot.storage.database import Database
from tests.storage.world import a_delivery, an_event, at


async def _given_up_message(database: Database) -> None:
    await database.inbox.put(an_event("e1", b"what was said"))
    [row] = await database.inbox.claim(10, 60)
    await database.inbox.failed(row.id, "cannot be read", retry_at=None)


async def _claimed_delivery(database: Database, workspace_id: str) -> None:
    async with database.uow() as work:
        await work.outbox.add(a_delivery("k1", workspace_id), at(0))
        await work.commit()
    assert len(await database.outbox.claim("local", 10, 60)) == 1


async def test_what_was_given_up_is_listed_without_its_words(
    database: Database, workspace_id: str
) -> None:
    await _given_up_message(database)
    await _claimed_delivery(database, workspace_id)
    await database.outbox.dead("k1", "no such channel")
    message, delivery = await database.stuck.dead()
    assert (message.id, message.reason, message.tries) == ("m1", "cannot be read", 1)
    assert (delivery.id, delivery.reason, delivery.workspace) == ("d1", "no such channel", "T1")
    assert "what was said" not in repr(message)
    assert await database.stuck.uncertain() == []


async def test_what_is_tried_again_is_due_at_once(database: Database, workspace_id: str) -> None:
    await _given_up_message(database)
    await _claimed_delivery(database, workspace_id)
    await database.outbox.dead("k1", "no such channel")
    for stuck in await database.stuck.dead():
        await database.stuck.retry(stuck.id)
    assert await database.stuck.dead() == []
    assert [row.attempt for row in await database.inbox.claim(10, 60)] == [1]
    assert [row.attempts for row in await database.outbox.claim("local", 10, 60)] == [1]


async def test_what_is_dropped_is_gone(database: Database, workspace_id: str) -> None:
    await _given_up_message(database)
    await _claimed_delivery(database, workspace_id)
    await database.outbox.dead("k1", "no such channel")
    for stuck in await database.stuck.dead():
        await database.stuck.drop(stuck.id)
    assert await database.stuck.dead() == []
    assert await database.inbox.claim(10, 60) == []
    assert await database.outbox.claim("local", 10, 60) == []


@pytest.mark.parametrize("was_said", [True, False])
async def test_a_person_settles_what_is_uncertain(
    database: Database, workspace_id: str, was_said: bool
) -> None:
    await _claimed_delivery(database, workspace_id)
    await database.outbox.uncertain("k1", "the look-up failed")
    [stuck] = await database.stuck.uncertain()
    with pytest.raises(NotFound):
        await database.stuck.retry(stuck.id)
    await database.stuck.resolve(stuck.id, was_said=was_said)
    assert await database.stuck.uncertain() == []
    assert len(await database.outbox.claim("local", 10, 60)) == (0 if was_said else 1)


@pytest.mark.parametrize(
    "id", ["", "m", "d", "m99", "d99", "m" + "9" * 30, "x1", "m1; drop", "d-1", "m\u0661"]
)
async def test_an_id_that_is_none_is_refused_and_changes_nothing(
    database: Database, workspace_id: str, id: str
) -> None:
    await _given_up_message(database)
    for act in (database.stuck.retry, database.stuck.drop):
        with pytest.raises(NotFound, match="nothing_stuck"):
            await act(id)
    assert len(await database.stuck.dead()) == 1
