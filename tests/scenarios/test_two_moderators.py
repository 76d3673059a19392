"""Two moderators in two processes press Accept in the same instant: one decides, one is told."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ntg_bot.conversation import facts
from ntg_bot.conversation.events import ButtonPressed, encode
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.sharing import State
from ntg_bot.services.ports import Envelope
from ntg_bot.services.posts import Shared
from ntg_bot.storage.moving import move
from ntg_bot.storage.tables import audit
from tests.fakes.clock import FrozenClock
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import (
    FILE,
    MODERATOR,
    MODERATORS,
    NAMES,
    OTHER_MODERATOR,
    SHARER,
    CountingIds,
    World,
    opened,
    url_of,
    world,
)
from tests.scenarios.two_moderators import Press, press_all

USERS = (MODERATOR, OTHER_MODERATOR)
RACES = [
    ("sqlite", 20),
    pytest.param("sqlite", 200, marks=pytest.mark.soak),
    pytest.param("postgresql", 200, marks=pytest.mark.soak),
]


async def prepared(bot: World, many: int) -> dict[str, list[Press]]:
    """Submissions that wait, and two presses of Accept for each in the inbox, claimed already."""
    pressed: dict[str, list[Press]] = {user: [] for user in USERS}
    async with bot.database.uow() as work:
        sharer = bot.people[SHARER]
        for number in range(many):
            shared = Shared(f"Club {number}", f"We ran club number {number}.", "", "", "")
            draft = await bot.shares.draft(work, sharer, shared)
            waiting = await bot.shares.confirm(work, sharer, draft.id, [ATTENDANCE])
            for user in USERS:
                pressed[user].append(("", f"{waiting.id}@{waiting.version}"))
        await work.commit()
    for user in USERS:
        for number, (_, value) in enumerate(pressed[user]):
            place = bot.place(user, MODERATORS)
            event = ButtonPressed(place, "review.accept", value, "m", "", bot.clock.now())
            kind, payload = encode(event)
            await bot.database.inbox.put(
                Envelope("chat", f"{user}-{number}", place.workspace, kind, payload)
            )
    rows = await bot.database.inbox.claim(2 * many, 3_600)
    by_key = {row.envelope.key: row.id for row in rows}
    return {
        user: [(by_key[f"{user}-{number}"], value) for number, (_, value) in enumerate(each)]
        for user, each in pressed.items()
    }


def race(folder: Path, url: str, presses: dict[str, list[Press]]) -> None:
    """Both processes, to their ends."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    processes = [
        context.Process(target=press_all, args=(str(folder), url, user, presses[user], start))
        for user in USERS
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]


async def told(bot: World, rows: list[str]) -> list[facts.Reply]:
    """What was said in answer to presses, where it is a sentence to the moderator alone."""
    found = []
    async with bot.database.uow(read_only=True) as work:
        for row in rows:
            for number in range(1, 9):
                delivery = await work.outbox.by_key(f"{row}-{number}")
                if delivery is not None and delivery.only_for:
                    said = facts.decode(delivery.facts)
                    if isinstance(said, facts.Reply) and said.key.startswith("refused."):
                        found.append(said)
    return found


@pytest.mark.parametrize(("database", "many"), RACES)
async def test_one_decides_and_the_other_is_told_who_was_first(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
    database: str,
    many: int,
) -> None:
    async with world(tmp_path) as bot:
        presses = await prepared(bot, many)
        ids_made = bot.ids.made
    url = url_of(tmp_path / FILE)
    if database == "postgresql":
        target = request.getfixturevalue("postgresql_url")
        await move(url, target)
        url = target
    await asyncio.to_thread(race, tmp_path, url, presses)
    ids = CountingIds()
    ids.made = ids_made
    async with opened(tmp_path, FrozenClock(), ids, url=url) as bot:
        async with bot.database.uow(read_only=True) as work:
            done = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
            practices = [row for row in await work.knowledge.all() if row.kind is Kind.PRACTICE]
        assert [each.state for each in done] == [State.PUBLISHED] * many
        assert len({each.practice_id for each in done}) == many
        assert sum(row.changed_by != "sync" for row in practices) == many
        async with bot.database._sessions.reading() as session:
            rows = await session.all(audit.select())
        accepted = Counter(row.object_id for row in rows if row.verb == "submission.accept")
        assert accepted == {each.id: 1 for each in done}

        name_of = {bot.people[user].id: NAMES[user] for user in USERS}
        winners = Counter(name_of[each.decided_by] for each in done)
        titles = {each.title: name_of[each.decided_by] for each in done}
        refusals = await told(bot, [row for user in USERS for row, _ in presses[user]])
        assert len(refusals) == many
        for said in refusals:
            assert said.key == "refused.they_were_first"
            assert said.values["who"] == titles[said.values["title"]]
        record_property("decided by", dict(winners))
