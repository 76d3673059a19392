"""`audit`, and the key that it goes by."""

from __future__ import annotations

import json
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ntg_bot.bootstrap import RandomIds, SystemClock, audit_key, opened_database
from ntg_bot.cli.console import run as run_async
from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings import Settings, load
from tests.cli.running import Command


def act(settings: Settings, count: int) -> None:
    async def acted() -> None:
        clock = SystemClock()
        async with (
            opened_database(settings, clock=clock, ids=RandomIds()) as database,
            database.uow() as work,
        ):
            for number in range(count):
                await work.audit.add(
                    at=clock.now(), actor="m1", verb="channel.bind", object_id=f"c{number}"
                )
            await work.commit()

    run_async(acted())


def test_a_log_that_was_changed_is_named_by_its_first_broken_row(
    command: Command, tmp_path: Path
) -> None:
    act(load(), 3)
    said = command("audit", "verify")
    assert (said.exit_code, "3 acts" in said.output) == (0, True)
    head = json.loads(command("audit", "verify", "--json").stdout)["head"]
    assert command("audit", "verify", "--kept", head).exit_code == 0
    assert "channel.bind  c2" in command("audit", "list", "--limit", "1").stdout
    with sqlite3.connect(tmp_path / "ntg.db") as database:
        database.execute("UPDATE audit SET object_id = 'c9' WHERE seq = 2")
    broken = command("audit", "verify")
    assert (broken.exit_code, "First broken row: 2" in broken.stderr) == (1, True)


def test_the_key_is_made_once_for_this_user_alone_and_another_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: audit_key(load()), range(8)))
    assert len(keys) == 1 and len(keys.pop()) >= 32
    file = tmp_path / "audit.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["audit.key"]
    act(load(), 1)
    monkeypatch.setenv("NTG_AUDIT_KEY", "y" * 40)
    with pytest.raises(ConfigError, match="NTG_AUDIT_KEY"):
        act(load(), 1)
    monkeypatch.setenv("NTG_AUDIT_KEY", "short")
    with pytest.raises(ConfigError, match="keys new"):
        audit_key(load())
    monkeypatch.delenv("NTG_AUDIT_KEY")
    file.write_text("")
    with pytest.raises(ConfigError, match=r"audit\.key"):
        audit_key(load())
