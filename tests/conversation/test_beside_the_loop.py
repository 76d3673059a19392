"""What reads long texts thinks in a thread: the event loop, and so everybody else, goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.world import CHANNEL, MODERATOR, MODERATORS, SHARER, World

POST = "We ran a homework club for year 7 pupils. Detentions fell by half."


@pytest.fixture
def in_the_loop(bot: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what thought in the event loop's own thread."""
    loop = threading.get_ident()
    seen: list[str] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if threading.get_ident() == loop:
                seen.append(name)
            return real(*arguments, **named)

        return call

    for part, names in (
        (bot.retriever, ("search", "facets")),
        (bot.communities, ("route",)),
        (bot.intents, ("classify", "is_urgent")),
    ):
        for name in names:
            monkeypatch.setattr(part, name, watched(name, getattr(part, name)))
    return seen


async def test_asking_sharing_and_accepting_think_in_threads(
    bot: World, in_the_loop: list[str]
) -> None:
    await bot.post(SHARER, "what works for attendance?")
    [card] = await bot.post(SHARER, f"share: {POST}", CHANNEL)
    await bot.fill_in(SHARER, card)
    [review] = [each for each in bot.chat.in_channel(MODERATORS) if "To review" in each.text]
    await bot.press(MODERATOR, review, "Accept")
    assert "published" in review.text
    await bot.post(MODERATOR, "compare 1", MODERATORS)
    assert in_the_loop == []
