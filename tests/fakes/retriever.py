"""A search engine small enough to see through: a test's own rules first, then words in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.asking import Audience, Confidence, Facets, Hit, SearchResult, Why
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Organisation, Practice, kind_of

_COMMON = frozenset(
    "a about and are do does for how in is it of on our the to we what with".split()  # noqa: SIM905 - easier to read
)


@dataclass(frozen=True)
class Search:
    """What the engine was asked."""

    text: str
    audience: Audience
    context: str


class RuledRetriever:
    """A Retriever. `rules` maps words to look for in a question to its whole result.

    Without a rule, entries are ranked by the words they share with question and context: half of
    the question's telling words make an ANSWER, one makes CLOSEST.
    """

    def __init__(self) -> None:
        self.rules: dict[str, SearchResult] = {}
        self.named: dict[str, Facets] = {}
        """words to the facets of a question that holds them"""
        self.searches: list[Search] = []
        self.fault: Exception | None = None
        """raised by every search while it is set"""
        self._items: dict[tuple[Kind, str], Item] = {}

    def search(
        self,
        text: str,
        *,
        audience: Audience,
        limit: int = 10,
        context: str = "",
        kinds: frozenset[Kind] | None = None,
    ) -> SearchResult:
        self.searches.append(Search(text, audience, context))
        if self.fault is not None:
            raise self.fault
        for words, result in self.rules.items():
            if words in text.casefold():
                return result
        wanted = _words(f"{context} {text}" if context else text)
        ranked = sorted(
            (
                Hit(id, kind, len(shared) / len(wanted), Why(words=tuple(sorted(shared))))
                for (kind, id), item in self._items.items()
                if (kinds is None or kind in kinds) and (shared := wanted & _words(_text(item)))
            ),
            key=lambda hit: (-hit.score, hit.id),
        )[:limit]
        best = ranked[0].score if ranked else 0.0
        sure = Confidence.ANSWER if best >= 0.5 else Confidence.CLOSEST
        found = SearchResult(sure if ranked else Confidence.NONE, tuple(ranked), best)
        return replace(found, facets=self.facets(text))

    def facets(self, text: str) -> Facets:
        said = text.casefold()
        return next((each for words, each in self.named.items() if words in said), Facets())

    def replace(self, items: Sequence[Item]) -> None:
        self._items = {(kind_of(item), item.id): item for item in items}

    def put(self, item: Item) -> None:
        self._items[kind_of(item), item.id] = item

    def remove(self, kind: Kind, id: str) -> None:
        self._items.pop((kind, id), None)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]{2,}", text.casefold())) - _COMMON


def _text(item: Item) -> str:
    match item:
        case Practice() | Example():
            return f"{item.title} {' '.join(item.keywords)}"
        case Faq():
            return item.title
        case Organisation():
            return f"{item.acronym} {item.name}"
