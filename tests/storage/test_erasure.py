"""Forgetting reaches the disk: no byte of the person is left in the file or its log."""

from __future__ import annotations

from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.domain.sharing import State
from ntg_bot.storage import sqlite
from ntg_bot.storage.database import Database
from tests.storage.world import (
    CountedIds,
    StoppedClock,
    a_delivery,
    a_message,
    a_question,
    a_submission,
    an_event,
    at,
)

NAME, EXTERNAL_ID = "Zebedee Quillfeather", "U7QXZ9PLM"
DRAFT = "We lent every family a canoe and counted the paddles afterwards."
TRACES = (NAME, EXTERNAL_ID, DRAFT)


async def live(database: Database) -> tuple[str, str]:
    """The person shares, asks, is answered, withdraws; returns workspace and member id."""
    await database.inbox.put(
        an_event(f"{EXTERNAL_ID}-1", f'{{"user":"{EXTERNAL_ID}","text":"{DRAFT}"}}'.encode())
    )
    [row] = await database.inbox.claim(1, 60)
    async with database.uow() as work:
        workspace = await work.workspaces.ensure("local", "T1", "Anytown")
        member = await work.members.ensure(workspace.id, EXTERNAL_ID, NAME)
        await work.questions.add(
            a_question("q7", workspace.id, member_id=member.id, channel=f"@{EXTERNAL_ID}")
        )
        draft = a_submission("s7", workspace.id, member_id=member.id, what=DRAFT)
        await work.submissions.add(draft)
        await work.submissions.save(draft.move(State.WITHDRAWN, at(1)))
        await work.outbox.add(
            a_delivery(
                "k1",
                workspace.id,
                channel=f"@{EXTERNAL_ID}",
                facts=f'{{"draft":"{DRAFT}","by":"{NAME}"}}'.encode(),
            ),
            at(0),
        )
        await work.inbox.done(row.id)
        await work.commit()
    await database.outbox.claim("local", 1, 30)
    await database.local_store.add(
        a_message("71", author="bot", channel=f"@{EXTERNAL_ID}", text=DRAFT, delivery_key="k1")
    )
    await database.local_store.add(a_message("72", author=EXTERNAL_ID, text=f"I am {NAME}"))
    await database.outbox.sent("k1", "1")
    return workspace.id, member.id


def _left_on_disk(file: Path) -> list[str]:
    raw = b"".join(
        path.read_bytes() for path in file.parent.iterdir() if path.name.startswith(file.name)
    )
    return [trace for trace in TRACES if trace.encode() in raw]


async def test_no_byte_of_a_forgotten_person_is_left_on_disk(file: Path, url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        workspace_id, member_id = await live(database)
        assert _left_on_disk(file) == list(TRACES), "the search must be able to find them"
        async with database.uow() as work:
            await work.members.forget(workspace_id, member_id)
            await work.commit()
        await database.compact()
        assert _left_on_disk(file) == []
        async with database.uow(read_only=True) as work:
            assert await work.questions.get(workspace_id, "q7") is not None
    assert _left_on_disk(file) == []


async def test_the_disk_is_cleaned_once_after_somebody_was_forgotten(file: Path, url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        workspace_id, member_id = await live(database)
        assert not await database.compact_if_due(), "nobody was forgotten"
        async with database.uow() as work:
            await work.members.forget(workspace_id, member_id)
            goodbye = a_delivery("k9", workspace_id, channel=f"@{EXTERNAL_ID}")
            await work.outbox.add(goodbye, at(2))
            await work.commit()
        assert not await database.compact_if_due(), "the last word is not said yet"
        await database.outbox.claim("local", 1, 30)
        await database.outbox.sent("k9", "9")
        assert await database.compact_if_due()
        assert _left_on_disk(file) == []
        assert not await database.compact_if_due(), "it is done"


async def test_a_busy_database_is_cleaned_later(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 20)  # it stays busy for as long as it takes
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        workspace_id, member_id = await live(database)
        async with database.uow() as work:
            await work.members.forget(workspace_id, member_id)
            await work.commit()
        async with database.uow(read_only=True) as reader:
            await reader.workspaces.all()
            assert not await database.compact_if_due()
    # Another process, later.
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds(50)) as database:
        assert await database.compact_if_due()
    assert _left_on_disk(file) == []
