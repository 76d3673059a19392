"""Whatever is said to the bot, it says something back."""

from __future__ import annotations

from benchmarks.hostile_questions import hostile_questions
from tests.fakes.world import World


async def test_every_hostile_message_is_answered(bot: World) -> None:
    for number, (kind, text) in enumerate(hostile_questions(48)):
        said = await bot.post(f"u-guest-{number // 4}", text)
        assert said, kind
        assert all(message.text.strip() for message in said), kind
