"""The knowledge base's rows: versions, bases, and what counts as a change."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.domain.knowledge import Kind
from ntg_bot.storage.database import Database
from tests.storage.world import a_practice, an_organisation, at, one_of_each


async def test_every_kind_of_entry_is_read_back_as_it_was_written(database: Database) -> None:
    async with database.uow() as work:
        for item in one_of_each():
            await work.knowledge.save(item, by="sync", at=at(0))
        await work.commit()
    async with database.uow(read_only=True) as work:
        rows = await work.knowledge.all()
    assert {row.item for row in rows} == set(one_of_each())
    assert {row.kind for row in rows} == set(Kind)
    assert {(row.base, row.changed_by, row.version) for row in rows} == {(None, "sync", 1)}


async def test_a_change_raises_versions_and_keeps_the_day_of_publishing(database: Database) -> None:
    first, second = a_practice("p"), a_practice("p", title="Better words")
    async with database.uow() as work:
        assert await work.knowledge.version() == 0
        await work.knowledge.save(first, by="sync", at=at(0), base=b"text", synced=True)
        await work.knowledge.save(second, by="m1", at=at(60))
        assert await work.knowledge.version() == 2
        await work.commit()
    async with database.uow(read_only=True) as work:
        row = await work.knowledge.get(Kind.PRACTICE, "p")
        assert await work.knowledge.get(Kind.FAQ, "p") is None
    assert row is not None
    assert (row.item, row.version, row.changed_by) == (second, 2, "m1")
    assert (row.changed_at, row.published_at) == (at(60), at(0))
    assert row.base == b"text", "only a sync sets the base"


async def test_saving_the_same_item_changes_its_base_and_nothing_else(database: Database) -> None:
    async with database.uow() as work:
        await work.knowledge.save(a_practice("p"), by="m1", at=at(0))
        await work.knowledge.save(a_practice("p"), by="sync", at=at(60), base=b"text", synced=True)
        row = await work.knowledge.get(Kind.PRACTICE, "p")
        assert row is not None
        assert (row.base, row.version, row.changed_by, row.changed_at) == (b"text", 1, "m1", at(0))
        assert await work.knowledge.version() == 1


async def test_a_removed_entry_stays_as_a_row_without_item(database: Database) -> None:
    async with database.uow() as work:
        await work.knowledge.save(a_practice("p"), by="sync", at=at(0), base=b"b", synced=True)
        await work.knowledge.remove(Kind.PRACTICE, "p", by="m1", at=at(60))
        await work.knowledge.remove(Kind.PRACTICE, "p", by="m2", at=at(70))
        await work.knowledge.remove(Kind.PRACTICE, "never there", by="m2", at=at(70))
        row = await work.knowledge.get(Kind.PRACTICE, "p")
        assert row is not None
        assert (row.item, row.base, row.changed_by, row.version) == (None, b"b", "m1", 2)
        assert await work.knowledge.version() == 2
        await work.knowledge.save(a_practice("p"), by="m1", at=at(80))
        back = await work.knowledge.get(Kind.PRACTICE, "p")
        assert back is not None
        assert (back.item, back.version, back.published_at) == (a_practice("p"), 3, at(0))


async def test_many_are_saved_at_once_with_a_base_each(database: Database) -> None:
    many = [a_practice(f"p{n:04}") for n in range(900)]
    async with database.uow() as work:
        await work.knowledge.save(replace(many[3], title="older"), by="m1", at=at(0))
        await work.knowledge.save_many(
            [(item, item.id.encode()) for item in many], by="sync", at=at(60), synced=True
        )
        assert await work.knowledge.version() == 2
        await work.commit()
    async with database.uow(read_only=True) as work:
        rows = await work.knowledge.all()
    assert [row.item for row in rows] == many
    assert [row.base for row in rows] == [item.id.encode() for item in many]
    assert [row.version for row in rows] == [2 if n == 3 else 1 for n in range(900)]


async def test_saving_nothing_is_no_change(database: Database) -> None:
    async with database.uow() as work:
        await work.knowledge.save_many([], by="sync", at=at(0), synced=True)
        assert await work.knowledge.version() == 0


async def test_changes_between_two_moments_exclude_the_second(database: Database) -> None:
    async with database.uow() as work:
        for second in (0, 10, 20):
            await work.knowledge.save(an_organisation(f"o{second}"), by="sync", at=at(second))
        rows = await work.knowledge.changed_between(at(0), at(20))
    assert [row.id for row in rows] == ["o0", "o10"]
