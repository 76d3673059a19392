"""Drawing the evidence gap map from the knowledge base and from what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.gap_map import Asked, GapMap, gap_map
from ntg_bot.domain.taxonomy import Entry
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Retriever, UnitOfWork

PERIOD = timedelta(days=365)
"""whose questions are counted"""
_SEARCHED = frozenset({"ask_what_works", "ask_what_does_not_work"})


class GapMapService:
    """Counts only: no question's words and nobody's name leave here."""

    def __init__(self, library: Library, retriever: Retriever, clock: Clock) -> None:
        self._library = library
        self._retriever = retriever
        self._clock = clock

    async def draw(self, work: UnitOfWork, line: str = "") -> GapMap:
        """The map as it is now; of one line of enquiry where its id is given."""
        now = self._clock.now()
        questions = await work.questions.asked_since(now - PERIOD, _SEARCHED)
        # Reading thousands of questions takes seconds: nobody waits for it.
        asked = await asyncio.to_thread(self._read, questions)
        taxonomy = self._library.taxonomy
        return gap_map(
            [(each.id, each.name) for each in taxonomy.groups],
            [(each.id, each.name) for each in taxonomy.outcomes],
            self._library.practices(),
            asked,
            line=(line, taxonomy.names.get(line, "")) if line else ("", ""),
            since=(now - PERIOD).date(),
            made_on=now.date(),
        )

    def group(self, named: str) -> str:
        """The id of the group that these words name; NotFound where they name none."""
        taxonomy = self._library.taxonomy
        found = self._retriever.facets(named).groups or _by_name(named, taxonomy.groups)
        if not found:
            raise NotFound(key="refused.no_group", name=named.strip()[:80])
        return found[0]

    def _read(self, questions: Sequence[tuple[str, Confidence]]) -> list[Asked]:
        asked: list[Asked] = []
        for text, confidence in questions:
            facets = self._retriever.facets(text)
            asked.append(
                Asked(
                    facets.groups,
                    facets.outcomes,
                    facets.lines_of_enquiry,
                    confidence is Confidence.ANSWER,
                )
            )
        return asked


def _by_name(named: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    wanted = " ".join(named.casefold().split())
    return tuple(
        entry.id for entry in entries if wanted and wanted in (entry.id, entry.name.casefold())
    ) or tuple(entry.id for entry in entries if len(wanted) > 3 and wanted in entry.name.casefold())
