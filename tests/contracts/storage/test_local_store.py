"""Messages of the local workspace."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import NotFound
from ntg_bot.storage.database import Database
from tests.storage.world import a_message, at


async def test_a_delivery_is_posted_once(database: Database) -> None:
    store = database.local_store
    assert await store.add(a_message("1", delivery_key="k"))
    assert not await store.add(a_message("2", delivery_key="k"))
    assert await store.add(a_message("3")) and await store.add(a_message("4"))
    assert await store.by_delivery_key("k") == a_message("1", delivery_key="k")
    assert await store.by_delivery_key("") is None
    assert await store.get("2") is None


async def test_an_edit_changes_the_words_and_says_when(database: Database) -> None:
    store = database.local_store
    await store.add(a_message("1"))
    await store.edit("1", text="Bye", body="<p>Bye</p>", at=at(5))
    assert await store.get("1") == a_message("1", text="Bye", body="<p>Bye</p>", edited_at=at(5))
    with pytest.raises(NotFound):
        await store.edit("9", text="", body="", at=at(5))


async def test_a_channel_shows_the_latest_a_viewer_may_see_oldest_first(
    database: Database,
) -> None:
    store = database.local_store
    for id, changes in (
        ("1", {"posted_at": at(0)}),
        ("2", {"posted_at": at(9), "thread": "1"}),
        ("3", {"posted_at": at(9), "only_for": "ben"}),
        ("4", {"posted_at": at(9), "only_for": "anna"}),
        ("5", {"posted_at": at(5), "channel": "elsewhere"}),
        ("6", {"posted_at": at(3)}),
    ):
        await store.add(a_message(id, **changes))
    assert [m.id for m in await store.channel("attendance", "anna")] == ["1", "6", "2", "4"]
    assert [m.id for m in await store.channel("attendance", "ben")] == ["1", "6", "2", "3"]
    assert [m.id for m in await store.channel("attendance", "anna", limit=2)] == ["2", "4"]
