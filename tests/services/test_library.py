"""The index follows what is saved, also while it is being made anew."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.knowledge import Item, Practice, PracticeStatus
from ntg_bot.services.library import KnowledgeBase, Library
from tests.fakes.entries import AUTHORITIES, ITEMS, TAXONOMY
from tests.fakes.retriever import RuledRetriever
from tests.fakes.world import World

EVERYBODY = Audience(public_only=True)
PATIENCE = 10.0


class SlowRetriever(RuledRetriever):
    """Takes as long to make its index anew as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_end = Event(), Event()

    def replace(self, items: Sequence[Item]) -> None:
        self.began.set()
        assert self.may_end.wait(PATIENCE)
        super().replace(items)


def ids(retriever: RuledRetriever, text: str) -> list[str]:
    return [hit.id for hit in retriever.search(text, audience=EVERYBODY).hits]


def a_practice() -> Practice:
    return next(item for item in ITEMS if isinstance(item, Practice))


async def test_what_is_saved_while_the_index_is_made_anew_is_in_it_afterwards(bot: World) -> None:
    retriever = SlowRetriever()
    base = KnowledgeBase(Library(TAXONOMY, AUTHORITIES), retriever, bot.database.uow)
    refreshing = asyncio.create_task(base.refresh())
    assert await asyncio.to_thread(retriever.began.wait, PATIENCE)
    await base.apply(replace(a_practice(), id="late", title="Zeppelin rides"))
    retriever.may_end.set()
    assert await refreshing
    assert ids(retriever, "zeppelin") == ["late"]


async def test_nobody_waits_while_the_index_is_made_anew(bot: World) -> None:
    retriever = SlowRetriever()
    base = KnowledgeBase(Library(TAXONOMY, AUTHORITIES), retriever, bot.database.uow)
    refreshing = asyncio.create_task(base.refresh())
    assert await asyncio.to_thread(retriever.began.wait, PATIENCE)
    assert ids(retriever, "zeppelin") == []  # the loop runs, and so does the old index
    retriever.may_end.set()
    assert await refreshing


async def test_a_practice_that_is_retired_is_found_no_more(bot: World) -> None:
    retriever = RuledRetriever()
    base = KnowledgeBase(Library(TAXONOMY, AUTHORITIES), retriever, bot.database.uow)
    fresh = replace(a_practice(), id="balloon", title="Zeppelin rides")
    await base.apply(fresh)
    assert ids(retriever, "zeppelin") == ["balloon"]
    await base.apply(replace(fresh, status=PracticeStatus.RETIRED))
    assert ids(retriever, "zeppelin") == []
