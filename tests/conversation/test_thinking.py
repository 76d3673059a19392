"""Thinking is done before the database is held, once, and only where there will be an answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.world import ASKER, CHANNEL, World


@pytest.fixture
def searches(bot: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bool]]:
    """(words, the questions before, whether the database was held) of each search."""
    seen: list[tuple[str, str, bool]] = []
    search = bot.retriever.search

    def looked(text: str, **how: Any) -> Any:
        seen.append((text, how.get("context", ""), bot.database._sessions._turn.is_taken))
        return search(text, **how)

    monkeypatch.setattr(bot.retriever, "search", looked)
    return seen


@pytest.mark.parametrize("channel", [CHANNEL, f"@{ASKER}"])
async def test_a_question_is_thought_out_once_and_holds_nobody_up(
    bot: World, searches: list[tuple[str, str, bool]], channel: str
) -> None:
    for _ in range(2):  # the first of somebody who is not known yet, and another
        [answer] = await bot.post(ASKER, "walking bus?", channel)
        assert "Walking bus" in answer.text
    asked_before = "walking bus?" if channel != CHANNEL else ""
    assert searches == [
        ("walking bus?", "", False),
        ("walking bus?", asked_before, False),
    ]


async def test_what_will_not_be_answered_is_not_thought_out(
    bot: World, searches: list[tuple[str, str, bool]]
) -> None:
    bot.seconds_between = 0
    for _ in range(bot.limits.of_a_person):
        await bot.post(ASKER, "walking bus?")
    assert len(searches) == bot.limits.of_a_person
    [notice] = await bot.post(ASKER, "walking bus?")
    assert await bot.post(ASKER, "walking bus?") == []
    assert "Walking bus" not in notice.text
    assert len(searches) == bot.limits.of_a_person
