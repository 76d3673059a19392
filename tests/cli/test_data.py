"""`data`: one person's data, handed out whole and erased down to the bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ntg_bot.bootstrap import RandomIds, SystemClock, opened_database
from ntg_bot.cli.console import run as run_async
from ntg_bot.domain.people import Membership
from ntg_bot.settings import load
from tests.cli.running import Command, Shell
from tests.storage.world import a_question

NAME, USER = "Zebedee <b>Quillfeather</b>", "U7QXZ9PLM"


def fill(*workspaces: str) -> None:
    async def filled() -> None:
        async with (
            opened_database(load(), clock=SystemClock(), ids=RandomIds()) as database,
            database.uow() as work,
        ):
            for name in workspaces:
                space = await work.workspaces.ensure("slack", name, "Anytown")
                member = await work.members.ensure(space.id, USER, NAME)
                await work.memberships.put(Membership(member.id, space.id, "attendance"))
                await work.questions.add(a_question(f"q{name}", space.id, member_id=member.id))
                await work.audit.add(
                    at=SystemClock().now(), actor=member.id, verb="share", object_id="s1"
                )
            await work.commit()

    run_async(filled())


def test_a_persons_data_is_handed_out_and_erased(
    command: Command, filled: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTG_HOME", str(filled.home))
    monkeypatch.setenv("NTG_SEMANTIC_MODEL", "off")
    fill("T1", "T2")
    several = command("data", "show", USER)
    assert "T1" in str(several.exception) or "T1" in several.output
    shown = json.loads(command("data", "show", USER, "--workspace", "T1").stdout)
    assert (shown["member"]["name"], len(shown["audit"])) == (NAME, 1)
    assert command("data", "export", USER, "mine", "--workspace", "T1").exit_code == 0
    held = json.loads((tmp_path / "mine/my-data.json").read_text(encoding="utf-8"))
    assert held == shown
    page = (tmp_path / "mine/my-data.html").read_text(encoding="utf-8")
    assert "Zebedee &lt;b&gt;" in page and "what helps with breakfast" in page
    assert (tmp_path / "mine").stat().st_mode & 0o077 == 0
    for workspace in ("T1", "T2"):
        erased = command("data", "erase", USER, "--yes", "--workspace", workspace)
        assert "is erased" in erased.output
    assert command("data", "show", USER).exception is not None
    assert command("audit", "verify").exit_code == 0
    command("export", "after")
    left = [
        file.name
        for folder in (filled.home, tmp_path / "after")
        for file in folder.rglob("*")
        if file.is_file()
        and any(word in file.read_bytes() for word in (b"Quillfeather", USER.encode()))
    ]
    assert left == []
