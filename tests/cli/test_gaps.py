"""`gaps`: the list and the sheet, without names and without words that nobody released."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ntg_bot.bootstrap import RandomIds, SystemClock, opened_database
from ntg_bot.cli.console import run as run_async
from ntg_bot.domain.asking import Gap, GapStatus
from ntg_bot.settings import load
from tests.cli.running import Command, Shell
from tests.storage.world import at


def fill() -> None:
    async def filled() -> None:
        async with (
            opened_database(load(), clock=SystemClock(), ids=RandomIds()) as database,
            database.uow() as work,
        ):
            for id, text, status, count in (
                ("g1", "=1+1 what helps with tents", GapStatus.ASKED, 2),
                ("g2", "my own words", GapStatus.OPEN, 5),
                ("g3", "closed", GapStatus.CLOSED, 9),
            ):
                await work.gaps.add(
                    Gap(id, text, "attendance-and-inclusion", count, status, at(0), at(9))
                )
            await work.commit()

    run_async(filled())


def test_gaps_are_listed_and_written_without_what_nobody_released(
    command: Command, filled: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTG_HOME", str(filled.home))
    monkeypatch.setenv("NTG_SEMANTIC_MODEL", "off")
    fill()
    listed = json.loads(command("gaps", "list", "--json").stdout)
    assert [(each["id"], each["words"]) for each in listed] == [
        ("g2", ""),
        ("g1", "=1+1 what helps with tents"),
    ]
    assert command("gaps", "export", "gaps.csv", "--all").exit_code == 0
    sheet = (tmp_path / "gaps.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(sheet.splitlines()))
    assert [row["id"] for row in rows] == ["g3", "g2", "g1"]
    assert rows[2]["words"] == "'=1+1 what helps with tents"
    assert "my own words" not in sheet
