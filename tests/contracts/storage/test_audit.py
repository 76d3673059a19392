"""The audit: sealed act by act, under pseudonyms, and no change to it goes unseen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ntg_bot import storage
from ntg_bot.domain.errors import StorageError
from ntg_bot.domain.people import Appointment, Role
from ntg_bot.storage.audit import AuditKey, AuditLog, WrongAuditKey
from ntg_bot.storage.database import Database
from ntg_bot.storage.tables import audit, audit_head
from tests.storage.world import CountedIds, StoppedClock, at

Row = dict[str, Any]
TAMPERINGS = 200
ACTS = 12


@pytest.fixture
def log(database: Database) -> AuditLog:
    return database.audit_log


@pytest.fixture
async def raw(database: Database) -> AsyncIterator[AsyncEngine]:
    """Whoever can write to the database, but has no key."""
    engine = create_async_engine(_url(database))
    yield engine
    await engine.dispose()


def _url(database: Database) -> str:
    return database._sessions.url.render_as_string(hide_password=False)


async def _act(database: Database, actor: str, count: int = 1) -> None:
    async with database.uow() as work:
        for number in range(count):
            await work.audit.add(
                at=at(number), actor=actor, verb="submission.accept", object_id=f"s{number}"
            )
        await work.commit()


async def _rows(raw: AsyncEngine) -> list[Row]:
    async with raw.connect() as connection:
        found = await connection.execute(select(audit).order_by(audit.c.seq))
        return [dict(row._mapping) for row in found]


async def _write(raw: AsyncEngine, rows: Sequence[Row]) -> None:
    async with raw.begin() as connection:
        await connection.execute(delete(audit))
        if rows:
            await connection.execute(insert(audit), list(rows))


async def test_acts_are_written_down_under_a_pseudonym_and_found_by_their_actor(
    database: Database, log: AuditLog, workspace_id: str, member_id: str, raw: AsyncEngine
) -> None:
    async with database.uow() as work:
        await work.audit.add(at=at(5), actor=member_id, verb="submission.accept", object_id="s1")
        await work.audit.add(at=at(6), actor="m2", verb="role.add.moderator", person=member_id)
        held = await work.members.export(workspace_id, member_id)
        await work.commit()
    assert [(row["verb"], row["object_id"] == "s1") for row in held["audit"]] == [  # type: ignore[attr-defined]
        ("submission.accept", True),
        ("role.add.moderator", False),
    ]
    assert member_id not in str(await _rows(raw))
    assert [(act.actor, act.object_id) for act in await log.latest(2)][1] == ("Anna Example", "s1")
    verdict = await log.verify()
    assert (verdict.acts, verdict.broken_at) == (2, None)


async def test_what_is_not_committed_is_not_in_the_log(
    database: Database, log: AuditLog, member_id: str
) -> None:
    await _act(database, member_id)
    async with database.uow() as work:
        await work.audit.add(at=at(1), actor=member_id, verb="never", object_id="s1")
    await _act(database, member_id)
    verdict = await log.verify()
    assert (verdict.acts, verdict.broken_at) == (2, None)


async def test_acts_at_the_same_instant_stand_one_after_the_other(
    database: Database, log: AuditLog, member_id: str
) -> None:
    await asyncio.gather(*(_act(database, member_id, 2) for _ in range(8)))
    verdict = await log.verify()
    assert (verdict.acts, verdict.broken_at) == (16, None)


def _edited(rows: list[Row], where: int, chance: random.Random) -> int:
    changed = rows[where]
    column = chance.choice(["at", "actor", "verb", "object_id", "mac"])
    changed[column] = at(chance.randint(100, 10_000)) if column == "at" else changed[column] + "x"
    return int(changed["seq"])


def _deleted(rows: list[Row], where: int, chance: random.Random) -> int:
    return int(rows.pop(where)["seq"])


def _inserted(rows: list[Row], where: int, chance: random.Random) -> int:
    """Between two acts, everything after it numbered anew."""
    seq = int(rows[where]["seq"])
    for row in rows[where:]:
        row["seq"] += 1
    rows.insert(where, {**rows[where], "seq": seq, "verb": "submission.decline"})
    return seq


def _appended(rows: list[Row], where: int, chance: random.Random) -> int:
    rows.append({**rows[where], "seq": rows[-1]["seq"] + 1})
    return int(rows[-1]["seq"])


def _swapped(rows: list[Row], where: int, chance: random.Random) -> int:
    other = chance.choice([place for place in range(len(rows)) if place != where])
    one, two = rows[where], rows[other]
    one["seq"], two["seq"] = two["seq"], one["seq"]
    return min(int(one["seq"]), int(two["seq"]))


def _cut_off(rows: list[Row], where: int, chance: random.Random) -> int:
    seq = int(rows[where]["seq"])
    del rows[where:]
    return seq


WAYS: tuple[Callable[[list[Row], int, random.Random], int], ...] = (
    _edited,
    _deleted,
    _inserted,
    _appended,
    _swapped,
    _cut_off,
)


async def test_two_hundred_tamperings_are_all_found_at_their_first_row(
    database: Database, log: AuditLog, member_id: str, raw: AsyncEngine
) -> None:
    await _act(database, member_id, ACTS)
    whole = await _rows(raw)
    assert (await log.verify()).broken_at is None
    chance = random.Random(20260302)
    for number in range(TAMPERINGS):
        rows = [dict(row) for row in whole]
        way = WAYS[number % len(WAYS)]
        expected = way(rows, chance.randrange(ACTS), chance)
        await _write(raw, rows)
        assert (await log.verify()).broken_at == expected, (number, way.__name__)
    await _write(raw, whole)
    assert (await log.verify()).broken_at is None


async def test_a_log_wound_back_with_its_head_is_found_by_a_head_that_was_kept(
    database: Database, log: AuditLog, member_id: str, raw: AsyncEngine
) -> None:
    await _act(database, member_id, 3)
    then, rows = await log.verify(), await _rows(raw)
    async with raw.connect() as connection:
        head = dict((await connection.execute(select(audit_head))).one()._mapping)
    await _act(database, member_id, 3)
    now = await log.verify(then.head)
    assert (now.acts, now.broken_at) == (6, None), "a kept head that is still in the log is fine"
    await _write(raw, rows)
    async with raw.begin() as connection:
        await connection.execute(delete(audit_head))
        await connection.execute(insert(audit_head), [head])
    assert (await log.verify()).broken_at is None, "by itself the log cannot tell"
    found = await log.verify(now.head)
    assert (found.broken_at, found.reason) == (6, "the act of the kept head is not in the log")
    with pytest.raises(StorageError, match="number:seal"):
        await log.verify("yesterday's")


async def test_without_its_head_the_log_is_broken_and_takes_no_more_acts(
    database: Database, log: AuditLog, member_id: str, raw: AsyncEngine
) -> None:
    await _act(database, member_id)
    async with raw.begin() as connection:
        await connection.execute(delete(audit_head))
    assert (await log.verify()).reason == "the head is gone"
    assert await log.claim() == 0, "a restart does not cover it up"
    assert (await log.verify()).reason == "the head is gone"
    with pytest.raises(StorageError, match="audit verify"):
        await _act(database, member_id)


async def test_a_head_that_was_moved_by_hand_is_found(
    database: Database, log: AuditLog, member_id: str, raw: AsyncEngine
) -> None:
    await _act(database, member_id, 3)
    rows = await _rows(raw)
    await _write(raw, rows[:2])
    async with raw.begin() as connection:
        await connection.execute(audit_head.update().values(last_seq=2, last_mac=rows[1]["mac"]))
    assert (await log.verify()).reason == "the head is not the one that was written"


async def test_another_key_is_refused_before_anything_is_written(database: Database) -> None:
    with pytest.raises(WrongAuditKey, match="NTG_AUDIT_KEY"):
        async with storage.open_database(
            _url(database), clock=StoppedClock(), ids=CountedIds(), audit_key="x" * 40
        ):
            pass
    with pytest.raises(WrongAuditKey, match="32 characters"):
        AuditKey("short")
    async with storage.open_database(
        _url(database), clock=StoppedClock(), ids=CountedIds()
    ) as keyless:
        with pytest.raises(StorageError, match="no key"):
            await _act(keyless, "m1")


async def test_acts_of_an_older_version_are_sealed_once_and_lose_their_ids(
    database: Database, log: AuditLog, workspace_id: str, member_id: str, raw: AsyncEngine
) -> None:
    older = [
        {"seq": seq, "at": at(seq), "actor": member_id, "verb": verb, "object_id": id, "mac": ""}
        for seq, verb, id in ((3, "submission.accept", "s1"), (7, "role.add.admin", member_id))
    ]
    async with raw.begin() as connection:
        await connection.execute(delete(audit_head))
        await connection.execute(insert(audit), older)
    assert await log.claim() == 2
    assert await log.claim() == 0
    assert member_id not in str(await _rows(raw))
    await _act(database, member_id)
    verdict = await log.verify()
    assert (verdict.acts, verdict.broken_at) == (3, None)
    async with database.uow(read_only=True) as work:
        assert len((await work.members.export(workspace_id, member_id))["audit"]) == 3  # type: ignore[arg-type]


async def test_forgetting_somebody_leaves_the_log_whole_and_nothing_that_leads_to_them(
    database: Database, log: AuditLog, workspace_id: str, member_id: str, raw: AsyncEngine
) -> None:
    async with database.uow() as work:
        await work.members.appoint(workspace_id, member_id, Appointment(Role.MODERATOR, "camping"))
        await work.audit.add(at=at(1), actor="m2", verb="role.add.moderator", person=member_id)
        await work.audit.add(at=at(2), actor=member_id, verb="submission.accept", object_id="s1")
        await work.members.forget(workspace_id, member_id)
        await work.audit.add(at=at(3), actor="", verb="member.forget", person=member_id)
        await work.commit()
    verdict = await log.verify()
    assert (verdict.acts, verdict.broken_at) == (3, None)
    text = str(await _rows(raw))
    assert member_id not in text and "anna" not in text.casefold()
    assert {act.actor for act in await log.latest(3)}.isdisjoint({"Anna Example", member_id})
