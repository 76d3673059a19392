"""`dead` and `uncertain`: what a person decides about what is stuck, from list to end."""

from __future__ import annotations

import json

from ntg_bot import storage
from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.services.ports import Delivery
from tests.cli.running import Shell

FAILED = 1


async def stuck(shell: Shell) -> None:
    """Two digests that may have been posted, and one that was given up."""
    shell.home.mkdir(exist_ok=True)
    url = f"sqlite+aiosqlite:///{shell.home / 'ntg.db'}"
    clock = SystemClock()
    async with storage.open_database(url, clock=clock, ids=RandomIds()) as database:
        async with database.uow() as work:
            workspace = await work.workspaces.ensure("slack", "T1", "Anytown")
            for number in range(3):
                key = f"digest:i1:{number}"
                delivery = Delivery(key, "slack", workspace.id, f"C{number}", b"{}", kind="digest")
                await work.outbox.add(delivery, clock.now())
            await work.commit()
        await database.outbox.claim("slack", 3, 60)
        for number in range(2):
            await database.outbox.uncertain(f"digest:i1:{number}", "history cannot be read")
        await database.outbox.dead("digest:i1:2", "channel_not_found")


async def test_a_person_lists_and_decides(shell: Shell) -> None:
    await stuck(shell)
    listed = json.loads(shell.run("uncertain", "list", "--json").out)
    assert [(each["id"], each["kind"], each["channel"], each["reason"]) for each in listed] == [
        ("d1", "digest", "C0", "history cannot be read"),
        ("d2", "digest", "C1", "history cannot be read"),
    ]
    assert "counts as posted" in shell.run("uncertain", "resolve", "d1", "--posted").out
    assert "will be sent again" in shell.run("uncertain", "resolve", "d2", "--not-posted").out
    assert shell.run("uncertain", "list").out == "Nothing is uncertain.\n"
    shell.run("uncertain", "resolve", "d1", "--posted").refused(FAILED)
    assert "channel_not_found" in shell.run("dead", "list").out
    assert "will be tried again" in shell.run("dead", "retry", "d3").out
    assert shell.run("dead", "list").out == "Nothing was given up.\n"
    shell.run("dead", "drop", "d3").refused(FAILED)
