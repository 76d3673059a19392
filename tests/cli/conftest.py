"""Commands with a home of their own: an empty one, or one that is filled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from ntg_bot.cli import app
from tests.cli.running import Command, Shell
from tests.homes import Prepared


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Commands that need no filled home, or must find an empty one."""
    return Shell(tmp_path, tmp_path / "home")


@pytest.fixture
def filled(shell: Shell, prepared: Prepared) -> Shell:
    """Commands over a copy of the filled home."""
    prepared.copy(shell.home)
    return shell


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """`ntg-bot ...` in this process, over a home of its own, which is the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NTG_HOME", str(tmp_path))
    yield lambda *arguments: CliRunner().invoke(app, list(arguments))
    structlog.reset_defaults()  # a command logs to its own standard error, which is closed now
