"""Nothing private is read by anybody it is not for, in thousands of random worlds."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.typing import EventDict

from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.sharing import Submission
from ntg_bot.services import widening
from ntg_bot.services.sharing import ShareService
from ntg_bot.storage import measuring
from ntg_bot.storage.tables import question
from tests.conversation.leaking import worlds
from tests.fakes.world import World, world

HUNDREDS = 1
"""of worlds in the default run; fifty in the long one"""


@pytest.mark.parametrize(
    ("plant", "act", "found"),
    [
        ("everything is public", "ask", "bytes of a delivery, read by c-mods"),
        ("nothing is masked", "name", "Review, read by c-mods"),
        ("words are logged", "draft", "log"),
        ("words are a label", "ask", "metrics"),
        ("nobody asks a moderator", "put", "bytes of a delivery, read by c-open"),
    ],
)
async def test_a_planted_leak_is_caught(
    bot: World,
    logged: list[EventDict],
    monkeypatch: pytest.MonkeyPatch,
    plant: str,
    act: str,
    found: str,
) -> None:
    if plant == "everything is public":
        monkeypatch.setattr(Turn, "is_public", property(lambda turn: True))
    elif plant == "nothing is masked":
        monkeypatch.setattr(Submission, "masked", property(lambda submission: submission.words))
    elif plant == "words are a label":
        monkeypatch.setattr(measuring, "CONFIDENCE", question.c.text)
    elif plant == "nobody asks a moderator":
        monkeypatch.setattr(widening, "require", lambda *_: None)
    else:
        read = ShareService.read

        def telling(self: ShareService, words: str) -> object:
            logged.append({"event": "read", "text": words})
            return read(self, words)

        monkeypatch.setattr(ShareService, "read", telling)
    async with worlds(bot, seed=1) as made:
        made.acts, made.read = (act,), ("open questions",)
        leaks = await made.run(15)
    made.read_log(logged)
    assert found in leaks.found


@pytest.mark.parametrize(
    "seed",
    [*range(HUNDREDS), *(pytest.param(n, marks=pytest.mark.soak) for n in range(HUNDREDS, 50))],
)
async def test_no_canary_is_read_by_anybody_it_is_not_for(
    tmp_path: Path, logged: list[EventDict], seed: int
) -> None:
    acts = 1 if seed < HUNDREDS else 3
    async with world(tmp_path) as bot, worlds(bot, seed, acts) as made:
        leaks = await made.run(100)
    made.read_log(logged)
    assert leaks.worlds == 100
    assert len(made.canaries) > 100
    assert leaks.looked_at > 1_000
    assert leaks.found == []
