"""The knowledge base in memory: what answers are made of, read without waiting.

The database is the store; this is a snapshot of it that every replica keeps fresh.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ntg_bot.domain.asking import Hit
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import (
    Authority,
    Example,
    Item,
    Kind,
    Practice,
    PracticeStatus,
    kind_of,
)
from ntg_bot.domain.likeness import words
from ntg_bot.domain.taxonomy import Entry, Taxonomy
from ntg_bot.services.ports import Retriever, UnitOfWorkFactory


class Library:
    """Entries by kind and id, the lists of the taxonomy, and the councils."""

    def __init__(self, taxonomy: Taxonomy, authorities: Mapping[str, Authority]) -> None:
        self._taxonomy = taxonomy
        self._authorities = authorities
        self._now: dict[str, tuple[str, ...]] = {}
        for authority in authorities.values():
            for code in authority.codes:
                if code == authority.ons_code or code not in authorities:
                    self._now[code] = (*self._now.get(code, ()), authority.ons_code)
        self._items: Mapping[tuple[Kind, str], Item] = MappingProxyType({})
        self._examples: Mapping[str, tuple[Example, ...]] = MappingProxyType({})
        self._successors: Mapping[str, str] = MappingProxyType({})

    @property
    def taxonomy(self) -> Taxonomy:
        return self._taxonomy

    @property
    def authorities(self) -> Mapping[str, Authority]:
        return self._authorities

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self._items.values())

    def replace(self, items: Iterable[Item]) -> None:
        """Makes `items` all there is; readers see the old or the new whole, never a mixture."""
        by_key = {(kind_of(item), item.id): item for item in items}
        successors = _successors(by_key.values())
        examples: dict[str, list[Example]] = {}
        for item in by_key.values():
            if isinstance(item, Example):
                for practice_id in item.practice_ids:
                    of = successors.get(practice_id, practice_id)
                    examples.setdefault(of, []).append(item)
        self._examples = MappingProxyType({key: tuple(found) for key, found in examples.items()})
        self._successors = MappingProxyType(successors)
        self._items = MappingProxyType(by_key)

    def put(self, item: Item) -> None:
        self.replace([*self._items.values(), item])

    def find(self, kind: Kind, id: str) -> Item | None:
        """The entry. The id of a practice that was merged leads to the one that it is part of."""
        return self._items.get((kind, self.successor(id) if kind is Kind.PRACTICE else id))

    def successor(self, practice_id: str) -> str:
        """The id of the practice that this one is part of by now; its own where it is not."""
        return self._successors.get(practice_id, practice_id)

    def merged(self, practice_id: str) -> Practice | None:
        """The practice itself, where it is a part of another by now."""
        item = self._items.get((Kind.PRACTICE, practice_id))
        if practice_id in self._successors and isinstance(item, Practice):
            return item
        return None

    def practice(self, id: str) -> Practice:
        """The practice, or the one that it is part of by now; raises NotFound for none."""
        item = self.find(Kind.PRACTICE, id)
        if not isinstance(item, Practice):
            raise NotFound(key="refused.practice_gone")
        return item

    def example(self, id: str) -> Example | None:
        item = self._items.get((Kind.EXAMPLE, id))
        return item if isinstance(item, Example) else None

    def examples_of(self, practice_id: str) -> tuple[Example, ...]:
        return self._examples.get(self.successor(practice_id), ())

    def of_kind(self, kind: Kind) -> tuple[Item, ...]:
        return tuple(item for (found, _), item in self._items.items() if found is kind)

    def practices(self) -> tuple[Practice, ...]:
        return tuple(item for item in self._items.values() if isinstance(item, Practice))

    def led_to(self, hits: Iterable[Hit]) -> list[str]:
        """Ids of the practices that hits lead to, best first: an example leads to its practice."""
        ids: dict[str, None] = {}
        for hit in hits:
            item = self.find(hit.kind, hit.id)
            if isinstance(item, Practice) and item.status is PracticeStatus.CURRENT:
                ids.setdefault(item.id)
            elif isinstance(item, Example):
                for practice_id in item.practice_ids[:1]:
                    of = self.find(Kind.PRACTICE, practice_id)
                    if isinstance(of, Practice) and of.status is PracticeStatus.CURRENT:
                        ids.setdefault(of.id)
        return list(ids)

    def line_of_enquiry(self, text: str) -> Entry:
        """The line that `text` names: by number from 1, by id, or by most of its words; NotFound
        where it names none.
        """
        lines = self._taxonomy.lines_of_enquiry
        named = text.strip().casefold()
        if named.isdecimal() and 0 < int(named[:3]) <= len(lines):
            return lines[int(named[:3]) - 1]
        wanted = words(named.replace("-", " "))
        best, score = None, 0.0
        for line in lines:
            if named in (line.id, line.name.casefold()):
                return line
            shared = wanted & words(f"{line.name} {line.id.replace('-', ' ')}")
            if wanted and len(shared) / len(wanted) > score:
                best, score = line, len(shared) / len(wanted)
        if best is None or score < 0.5:
            raise NotFound(key="refused.no_line", name=text.strip()[:80], count=len(lines))
        return best

    def community_name(self, id: str) -> str:
        community = self._taxonomy.community_by_id.get(id)
        return community.name if community else id

    def councils_now(self, ons_code: str) -> tuple[str, ...]:
        """Codes of the councils that a code stands for today: several after a split, else one or
        none.
        """
        return self._now.get(ons_code, ())

    def council(self, ons_code: str) -> Authority | None:
        """The council of a code; of one that is no more, the first of its successors."""
        now = self.councils_now(ons_code)
        return self._authorities.get(now[0]) if now else None

    def authority_name(self, ons_code: str) -> str:
        """What people call it; of a council that is no more, those that took its place."""
        return " and ".join(self._authorities[code].name for code in self.councils_now(ons_code))


class KnowledgeBase:
    """Keeps the library and the search index in step with the database."""

    def __init__(self, library: Library, retriever: Retriever, uow: UnitOfWorkFactory) -> None:
        self.library = library
        self._retriever = retriever
        self._uow = uow
        self._version = -1
        self._late: list[Item] | None = None
        """while the index is made anew: what was saved meanwhile, to be shown when it is there"""

    async def refresh(self) -> bool:
        """Reads the whole knowledge base where it changed since the last look; True if it did."""
        async with self._uow(read_only=True) as work:
            version = await work.knowledge.version()
            if version == self._version:
                return False
            rows = await work.knowledge.all()
        items = [row.item for row in rows if row.item is not None]
        self.library.replace(items)
        self._late = []
        try:
            # in a thread: an index of many thousand entries takes seconds, and nobody is to wait
            await asyncio.to_thread(self._retriever.replace, self._findable(items))
        finally:
            late, self._late = self._late, None
        for item in late:
            await self._show(item)
        self._version = version
        return True

    def _findable(self, items: Sequence[Item]) -> list[Item]:
        """`searchable`, without examples of nothing but retired practices."""
        retired = {
            item.id
            for item in items
            if isinstance(item, Practice)
            and item.status is PracticeStatus.RETIRED
            and self.library.successor(item.id) == item.id
        }
        return [
            item
            for item in searchable(items)
            if not isinstance(item, Example) or not retired.issuperset(item.practice_ids or ("",))
        ]

    async def apply(self, item: Item) -> None:
        """Shows one saved entry at once in this process; other replicas see it at their refresh.

        It is found by its words at once, and by meaning when this returns.
        """
        self.library.put(item)
        if self._late is None:
            await self._show(item)
        else:
            self._late.append(item)

    async def _show(self, item: Item) -> None:
        # in a thread: reading an entry for its meaning takes the better part of a second
        if searchable([item]):
            await asyncio.to_thread(self._retriever.put, item)
        else:
            await asyncio.to_thread(self._retriever.remove, kind_of(item), item.id)


def _successors(items: Iterable[Item]) -> dict[str, str]:
    """Id of each merged practice -> id of the one at the end of its way; rings lead nowhere."""
    into = {item.id: item.merged_into for item in items if isinstance(item, Practice)}
    found: dict[str, str] = {}
    for id in [id for id, to in into.items() if to]:
        seen, end = {id}, into[id]
        while into.get(end) and end not in seen:
            seen.add(end)
            end = into[end]
        if end in into and end not in seen:
            found[id] = end
    return found


def searchable(items: Sequence[Item]) -> list[Item]:
    """The entries that may answer a question: all but retired practices."""
    return [
        item
        for item in items
        if not (isinstance(item, Practice) and item.status is PracticeStatus.RETIRED)
    ]
