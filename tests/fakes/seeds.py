"""What every world begins with: two workspaces, four people, and a small knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ntg_bot.domain.people import ChannelBinding, Purpose, Role
from ntg_bot.storage import move, open_database
from tests.fakes.clock import CountingIds, FrozenClock
from tests.fakes.entries import ATTENDANCE, ITEMS, SEND

AUDIT_KEY = "a key of thirty-two characters or more"
ROUTE = "call the duty team on 01632 960001"
ASKER, SHARER, MODERATOR, OTHER_MODERATOR = "u-asker", "u-sharer", "u-mod", "u-mod2"
ADMIN = "u-admin"
"""named in the settings, and in no table"""
SLACK_ADMIN = "U0ADMIN"
"""the same in a Slack workspace"""
NAMES = {ASKER: "Asa", SHARER: "Shaz", MODERATOR: "Mo", OTHER_MODERATOR: "Mel"}
FILE = "ntg.db"
HOME, AWAY = "W1", "W2"
"""the platform's ids of two workspaces"""
CHANNEL, SEND_CHANNEL, MODERATORS = "c-attendance", "c-send", "c-moderators"


@dataclass(frozen=True)
class Seed:
    """A filled database file to copy: to migrate and fill one takes longer than most tests."""

    file: Path
    ids_made: int


_folder = TemporaryDirectory(prefix="ntg-seed-")  # gone with the process
_made: list[Seed] = []


def url_of(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def seed() -> Seed:
    if not _made:
        _made.append(await _make(Path(_folder.name) / "seed.db"))
    return _made[0]


async def _make(file: Path) -> Seed:
    """Two workspaces with bound channels, four people, and the small knowledge base."""
    clock, ids = FrozenClock(), CountingIds()
    async with (
        open_database(url_of(file), clock=clock, ids=ids, audit_key=AUDIT_KEY) as database,
        database.uow() as work,
    ):
        entries = [(item, b"{}") for item in ITEMS]
        await work.knowledge.save_many(entries, by="sync", at=clock.now(), synced=True)
        home = await work.workspaces.ensure("chat", HOME, "Home council")
        away = await work.workspaces.ensure("chat", AWAY, "Away council")
        for user, name in NAMES.items():
            await work.members.ensure(
                home.id,
                user,
                name,
                role=Role.MODERATOR if user in (MODERATOR, OTHER_MODERATOR) else None,
                authority="E08000035" if user == SHARER else None,
            )
        for workspace in (home, away):
            for channel, purpose, community in (
                (CHANNEL, Purpose.COMMUNITY, ATTENDANCE),
                (SEND_CHANNEL, Purpose.COMMUNITY, SEND),
                (MODERATORS, Purpose.MODERATORS, ""),
            ):
                await work.bindings.put(
                    ChannelBinding(ids.new(), workspace.id, channel, purpose, community)
                )
        await work.commit()
    return Seed(file, ids.made)


async def fill_server(url: str) -> int:
    """Puts the same rows into an empty PostgreSQL database; returns how many ids they took."""
    filled = await seed()
    await move(url_of(filled.file), url)
    return filled.ids_made
