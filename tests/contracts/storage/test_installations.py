"""Workspaces that installed the app: their tokens are sealed, and go when the app goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from ntg_bot.services.ports import DeliveryState, Installation
from ntg_bot.storage.database import Database
from ntg_bot.storage.installations import MOST_STATES
from ntg_bot.storage.keyring import Keyring, WrongKey, new_key
from tests.storage.world import NOON, StoppedClock, a_delivery, at

OLD, NEW = new_key(), new_key()


def an_installation(team: str = "T1", token: str = "xoxb-secret-one") -> Installation:
    return Installation(
        "slack", team, f"Council {team}", "UBOT", "BBOT", token, NOON, ("chat:write", "commands"),
        "xoxe-refresh", at(3600),
    )  # fmt: skip


async def test_what_was_put_comes_back_whole(database: Database) -> None:
    kept = database.installations([OLD])
    space = await kept.put(an_installation())
    found = await kept.of_team("slack", "T1")
    assert found == replace(an_installation(), workspace_id=space.id)
    assert await kept.of_workspace(space.id) == found
    assert await kept.all("slack") == [found]
    assert await kept.of_team("teams", "T1") is None
    assert await kept.of_workspace("elsewhere") is None


async def test_a_second_installation_takes_the_place_of_the_first(database: Database) -> None:
    kept = database.installations([OLD])
    await kept.put(an_installation())
    await kept.put(an_installation(token="xoxb-secret-two"))
    [found] = await kept.all("slack")
    assert found.token == "xoxb-secret-two"


async def test_no_token_is_shown_or_stored_in_the_clear(database: Database) -> None:
    kept = database.installations([OLD])
    await kept.put(an_installation())
    assert "xox" not in repr(await kept.of_team("slack", "T1"))
    async with database._sessions.reading() as session:
        [row] = await session.all(text("SELECT * FROM installation"))
    assert b"xox" not in b"".join(str(value).encode() for value in row)


async def test_a_wrong_key_says_so(database: Database) -> None:
    await database.installations([OLD]).put(an_installation())
    with pytest.raises(WrongKey, match="None of the keys"):
        await database.installations([NEW]).of_team("slack", "T1")
    for keys in ([], ["short"], [OLD, "é"]):
        with pytest.raises(WrongKey):
            database.installations(keys)


async def test_a_new_key_takes_over_and_the_old_one_can_go(database: Database) -> None:
    before = database.installations([OLD])
    for number in range(30):
        await before.put(an_installation(f"T{number}", f"xoxb-{number}"))
    assert await database.installations([NEW, OLD]).seal_again() == 30
    after = await database.installations([NEW]).all("slack")
    assert {each.token for each in after} == {f"xoxb-{number}" for number in range(30)}
    assert {each.refresh_token for each in after} == {"xoxe-refresh"}


async def test_a_change_of_keys_that_cannot_be_whole_changes_nothing(database: Database) -> None:
    await database.installations([OLD]).put(an_installation("T1"))
    await database.installations([NEW]).put(an_installation("T2"))
    with pytest.raises(WrongKey):
        await database.installations([NEW]).seal_again()
    assert await database.installations([OLD]).of_team("slack", "T1") is not None


async def test_a_token_moved_to_another_workspace_opens_nothing(database: Database) -> None:
    keyring = Keyring([OLD])
    with pytest.raises(WrongKey, match="another workspace"):
        keyring.open(keyring.seal("xoxb-1", "w1"), "w2")


async def test_removing_deletes_the_token_and_sets_aside_what_was_to_be_said(
    database: Database,
) -> None:
    kept = database.installations([OLD])
    space = await kept.put(an_installation("T1"))
    other = await kept.put(an_installation("T2"))
    async with database.uow() as work:
        for key, where in (("k1", space), ("k2", other)):
            await work.outbox.add(a_delivery(key, where.id, platform="slack"), at(0))
        await work.commit()
    assert await kept.remove("slack", "T1", reason="the app was removed")
    assert not await kept.remove("slack", "T1", reason="the app was removed")
    assert await kept.of_team("slack", "T1") is None
    async with database.uow(read_only=True) as work:
        ended, waiting = await work.outbox.by_key("k1"), await work.outbox.by_key("k2")
    assert ended is not None and ended.state is DeliveryState.DEAD
    assert waiting is not None and waiting.state is DeliveryState.NEW


async def test_word_of_an_earlier_removal_does_not_undo_a_later_installation(
    database: Database,
) -> None:
    kept = database.installations([OLD])
    await kept.put(an_installation())
    assert not await kept.remove("slack", "T1", reason="late", said_at=at(-1))
    assert await kept.remove("slack", "T1", reason="now", said_at=at(1))


async def test_a_state_is_good_once_and_for_its_time(
    database: Database, clock: StoppedClock
) -> None:
    kept = database.installations([OLD])
    assert await kept.issue_state("one", at(600))
    assert await kept.issue_state("two", at(600))
    assert not await kept.use_state("made up")
    assert await kept.use_state("one")
    assert not await kept.use_state("one")
    clock.pass_seconds(601)
    assert not await kept.use_state("two")


async def test_states_cannot_fill_the_database(database: Database, clock: StoppedClock) -> None:
    kept = database.installations([OLD])
    async with database._sessions.writing() as session:
        await session.execute(
            text("INSERT INTO install_state (digest, expires_at) VALUES (:d, :e)"),
            [{"d": str(n), "e": at(60).replace(tzinfo=None)} for n in range(MOST_STATES)],
        )
        await session.commit()
    assert not await kept.issue_state("one too many", at(600))
    clock.pass_seconds(61)
    assert await kept.issue_state("room again", at(600))


async def test_one_at_a_time_may_exchange_a_token(database: Database, clock: StoppedClock) -> None:
    kept = database.installations([OLD])
    space = await kept.put(an_installation())
    assert await kept.may_refresh(space.id, at(30))
    assert not await kept.may_refresh(space.id, at(30))
    clock.pass_seconds(31)
    assert await kept.may_refresh(space.id, at(60))


async def test_the_bytes_of_a_token_are_nowhere_on_the_disk(
    database: Database, tmp_path: Path
) -> None:
    await database.installations([OLD]).put(an_installation())
    assert b"xox" not in _bytes_in(tmp_path)


def _bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("ntg.db*"))
