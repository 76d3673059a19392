"""The bot in Slack, by both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ntg_bot.platforms.slack.settings import Mode
from tests.cli.conftest import filled, shell
from tests.scenarios.slack.setting import SlackBot, slack_bot

__all__ = ["filled", "shell"]


@pytest.fixture(params=[Mode.HTTP, Mode.SOCKET], ids=str)
async def bot(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SlackBot]:
    async with slack_bot(tmp_path, request.param) as made:
        yield made
        unexpected = [each for each in made.slack.refused if "invalid" in each]
        assert unexpected == []
        assert made.slack.unseen == []


@pytest.fixture
async def http_bot(tmp_path: Path) -> AsyncIterator[SlackBot]:
    async with slack_bot(tmp_path, Mode.HTTP) as made:
        yield made
