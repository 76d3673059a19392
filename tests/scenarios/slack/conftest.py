"""The bot in Slack, by both ways in and in both tiers of hearing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ntg_bot.platforms.slack.manifest import Tier
from ntg_bot.platforms.slack.settings import Mode
from tests.cli.conftest import filled, shell
from tests.scenarios.slack.setting import SlackBot, slack_bot

__all__ = ["filled", "shell"]

WAYS = (
    pytest.param((Mode.HTTP, Tier.LISTENING), id="http-listening"),
    pytest.param((Mode.SOCKET, Tier.BASE), id="socket-base"),
    pytest.param((Mode.HTTP, Tier.BASE), id="http-base", marks=pytest.mark.soak),
    pytest.param((Mode.SOCKET, Tier.LISTENING), id="socket-listening", marks=pytest.mark.soak),
)
"""each mode and each tier by default, and every pair of them as soak"""
hears_channels = pytest.mark.parametrize(
    "bot",
    [
        pytest.param((Mode.HTTP, Tier.LISTENING), id="http"),
        pytest.param((Mode.SOCKET, Tier.LISTENING), id="socket"),
    ],
    indirect=True,
)
"""for what the base tier does not hear"""


@asynccontextmanager
async def in_order(folder: Path, mode: Mode, tier: Tier, **setup: Any) -> AsyncIterator[SlackBot]:
    """A bot of which Slack must have refused nothing as wrong when the test is over."""
    async with slack_bot(folder, mode, tier, **setup) as made:
        yield made
        assert [each for each in made.slack.refused if "invalid" in each] == []
        assert made.slack.unseen == []
        for call in made.slack.called("chat.postMessage"):
            assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)


@pytest.fixture(params=WAYS)
async def bot(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SlackBot]:
    async with in_order(tmp_path, *request.param) as made:
        yield made


@pytest.fixture
async def http_bot(tmp_path: Path) -> AsyncIterator[SlackBot]:
    async with slack_bot(tmp_path, Mode.HTTP) as made:
        yield made
