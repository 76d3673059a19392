"""What operators count, on both databases."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.services.ports import Envelope, Measures, Waiting
from ntg_bot.storage.database import Database
from tests.storage.world import a_delivery, a_question, at


async def test_nothing_yet_is_counted_as_nothing(database: Database, workspace_id: str) -> None:
    assert workspace_id
    async with database.uow(read_only=True) as work:
        assert await work.measures.all() == Measures(0, 0, Waiting(0, None))


async def test_what_waits_is_counted_by_priority_with_the_oldest(
    database: Database, workspace_id: str
) -> None:
    for key in ("e1", "e2", "e1"):
        await database.inbox.put(Envelope("local", key, "W1", "kind", b"{}"))
    async with database.uow() as work:
        for key, priority, second in (("d1", 0, 3), ("d2", 0, 1), ("d3", 9, 2)):
            delivery = replace(a_delivery(key, workspace_id, priority=priority), channel=key)
            await work.outbox.add(delivery, at(second))
        await work.questions.add(a_question("q1", workspace_id))
        await work.commit()
    await database.outbox.uncertain("d1", "nobody knows")
    async with database.uow(read_only=True) as work:
        found = await work.measures.all()
    assert (found.inbox.count, found.events_kept) == (2, {"new": 2})
    assert found.events >= 2 and found.deliveries == 3
    assert found.inbox.oldest is not None
    assert {line: waiting.count for line, waiting in found.outbox.items()} == {0: 1, 9: 1}
    assert found.outbox[9].oldest == at(2)
    assert found.deliveries_kept == {"new": 2, "uncertain": 1}
    assert (dict(found.questions), dict(found.verdicts)) == ({"ANSWER": 1}, {})
