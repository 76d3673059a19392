"""One home, filled once for the whole run and copied for each test that needs one."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ntg_bot.cli import app
from tests.cli.running import Command, Shell

QUESTIONS = (
    ("q-7", "what works for persistent absence"),
    ("q-1", "a child is being hit at home right now"),
    ("q-9", "which paint is best for a garden fence"),
    ("q-2", "good morning"),
    ("q-8", ""),
    ("q-3", "🙂🙂"),
    ("frage-ä", "what helps children in care\u2028settle in school?"),
    ("7", "and for under fives?"),
)
"""order and ids on purpose out of step; the last would need a context, and has none"""


@dataclass(frozen=True)
class Prepared:
    """A home that a first call filled, and what that call wrote."""

    home: Path
    answers: list[dict[str, Any]]


def _prepare(folder: Path) -> None:
    """`ask --jsonl` on an empty home: it makes, fills and syncs everything by itself."""
    folder.mkdir()
    lines = [json.dumps({"id": id, "text": text}, ensure_ascii=False) for id, text in QUESTIONS]
    lines.insert(3, "")  # an empty line is no question
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    shell = Shell(folder, folder / "home")
    ended = shell.run("ask", "--jsonl", "questions.jsonl", "--out", "answers.jsonl")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made by whichever test process comes first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder = base / "command-line"
    with (base / "command-line.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _prepare(folder)
    text = (folder / "answers.jsonl").read_text(encoding="utf-8")
    return Prepared(folder / "home", [json.loads(line) for line in text.split("\n") if line])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Commands that need no filled home, or must find an empty one."""
    return Shell(tmp_path, tmp_path / "home")


@pytest.fixture
def filled(shell: Shell, prepared: Prepared) -> Shell:
    """Commands over a copy of the filled home."""
    shutil.copytree(prepared.home, shell.home)
    return shell


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`ntg-bot ...` in this process, over a home of its own, which is the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NTG_HOME", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(app, list(arguments))
