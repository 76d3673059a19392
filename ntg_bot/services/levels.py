"""Questions that ask for a level of the Every Child Matters onion."""

from __future__ import annotations

import re
from dataclasses import replace

from ntg_bot.domain.asking import SearchResult
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.levels import Level
from ntg_bot.services.library import Library

_SAID: tuple[tuple[Level, re.Pattern[str]], ...] = tuple(
    (level, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for level, words in (
        (Level.OUTCOMES, r"(?:at|on) the (?:level of )?outcomes(?: for children)? level|"
                         r"level of outcomes for children"),
        (Level.FRONT_LINE, r"integrated front[- ]?line delivery|front[- ]?line level"),
        (Level.PROCESSES, r"integrated processes|(?:process|processes) level"),
        (Level.STRATEGY, r"integrated strateg(?:y|ies)|strateg(?:y|ic) level"),
        (Level.GOVERNANCE, r"inter-?agency governance|governance level"),
    )
)  # fmt: skip


def level_asked(text: str) -> Level | None:
    """The level that a question names in the onion's own words; None for most questions."""
    return next((level for level, pattern in _SAID if pattern.search(text)), None)


def with_level_first(result: SearchResult, level: Level, library: Library) -> SearchResult:
    """The same hits, those that act at `level` first. None is left out: most say no level."""

    def acts_there(id: str, kind: Kind) -> bool:
        item = library.find(kind, id)
        if isinstance(item, Practice):
            return level.value in item.levels
        ids: tuple[str, ...] = getattr(item, "practice_ids", ())
        practices = (library.find(Kind.PRACTICE, each) for each in ids)
        return any(isinstance(each, Practice) and level.value in each.levels for each in practices)

    ordered = sorted(result.hits, key=lambda hit: not acts_there(hit.id, hit.kind))
    return replace(result, hits=tuple(ordered))
