"""Search and routing, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.asking import Audience, Facets, SearchResult
from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.domain.sharing import Routing


class Retriever(Protocol):
    """Search over an immutable in-memory snapshot: no I/O, no waiting."""

    def search(
        self,
        text: str,
        *,
        audience: Audience,
        limit: int = 10,
        context: str = "",
        kinds: frozenset[Kind] | None = None,
    ) -> SearchResult:
        """The best entries for `text`. `context` is the thread's earlier question, if any:
        a follow-up such as "and for under fives?" is read together with it.
        """
        ...

    def facets(self, text: str) -> Facets:
        """What `text` names: groups, outcomes and so on, without searching for anything."""
        ...

    def replace(self, items: Sequence[Item]) -> None:
        """Makes `items` all there is."""
        ...

    def put(self, item: Item) -> None:
        """Adds or replaces one entry; the next search sees it."""
        ...

    def remove(self, kind: Kind, id: str) -> None:
        """Takes one entry out; unknown ones are ignored."""
        ...


class CommunityClassifier(Protocol):
    """Says whether a message shares practice and where it belongs."""

    def route(self, text: str) -> Routing:
        """All communities ranked best first, with reasons for the likely ones."""
        ...
