"""Digests that were sent, as pages for whoever reads them outside the chat."""

from __future__ import annotations

from datetime import UTC, datetime

from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.present.digests import DigestWords
from ntg_bot.services.library import Library
from ntg_bot.services.ports import IssuedDigests, UnitOfWorkFactory

MOST_SHOWN = 12
"""issues of a community: a quarter of a year"""
_LONG_AGO = datetime(2008, 7, 1, tzinfo=UTC)
"""of a programme whose knowledge base is empty yet: before its first digest"""


class PublicShelf:
    """services.ports.DigestShelf: nothing on it is for members alone."""

    def __init__(self, library: Library, catalogue: Catalogue, uow: UnitOfWorkFactory) -> None:
        self._library = library
        self._words = DigestWords(library, catalogue)
        self._uow = uow

    async def issued(self, community: str) -> IssuedDigests | None:
        known = self._library.taxonomy.community_by_id.get(community)
        if known is None:
            return None
        async with self._uow(read_only=True) as work:
            issues = await work.digests.sent(community, MOST_SHOWN)
            began = await work.knowledge.first_filled()
        pages = tuple(self._words.page(issue, public_only=True) for issue in issues)
        return IssuedDigests(community, known.name, began or _LONG_AGO, pages)
