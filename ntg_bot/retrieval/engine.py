"""The search engine: implements services.ports.Retriever over an immutable snapshot.

Writers make the next snapshot and put it in place in one assignment; readers take whichever is
there when they start. No I/O and no waiting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np

from ntg_bot.domain.asking import Audience, Confidence, Hit, SearchResult
from ntg_bot.domain.knowledge import Authority, Item, Kind
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.entries import entry_of, kind_of
from ntg_bot.retrieval.facets import FacetReader
from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.ranking import Ranked, rank
from ntg_bot.retrieval.reading import Query, Reader
from ntg_bot.retrieval.setting import SETTING, Setting
from ntg_bot.retrieval.snapshot import Snapshot, snapshot_of
from ntg_bot.retrieval.spelling import Speller
from ntg_bot.retrieval.thesaurus import Thesaurus
from ntg_bot.retrieval.why import why


class Engine:
    """Search over practices, examples, FAQ and organisations; retired practices are left out."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        authorities: Mapping[str, Authority],
        *,
        setting: Setting = SETTING,
    ) -> None:
        self._taxonomy = taxonomy
        self._authorities = authorities
        self._setting = setting
        self._lock = Lock()
        self._thesaurus = Thesaurus(taxonomy)
        self._facets = FacetReader(taxonomy, authorities)
        self._start(())

    def search(
        self,
        text: str,
        *,
        audience: Audience,
        limit: int = 10,
        context: str = "",
        kinds: frozenset[Kind] | None = None,
    ) -> SearchResult:
        """The best entries for `text`: see the port. Everything indexed is released to all
        workspaces, so `audience` narrows nothing here.
        """
        snapshot, reader = self._snapshot, self._reader
        query = reader.read(text, snapshot, context)
        ranked = rank(query, snapshot, limit=limit, kinds=kinds)
        names = self._taxonomy.names
        hits = tuple(
            Hit(
                id=snapshot.entry(slot).id,
                kind=snapshot.entry(slot).kind,
                score=round(score, 6),
                why=why(query, slot, snapshot, names, self._authorities),
            )
            for slot, score in ranked.best[:limit]
        )
        confidence, probability = self._judge(query, ranked)
        return SearchResult(
            confidence=confidence if hits else Confidence.NONE,
            hits=hits,
            probability=probability,
            corrections=query.corrections,
            expansions=query.expansions,
            ambiguous=query.ambiguous,
            facets=query.facets,
            was_cut=query.tidied.was_cut,
        )

    def replace(self, items: Sequence[Item]) -> None:
        """Makes `items` all there is."""
        entries = [entry for item in items if (entry := entry_of(item)) is not None]
        with self._lock:
            self._start(entries)

    def put(self, item: Item) -> None:
        """Adds or replaces one entry; the next search sees it."""
        entry = entry_of(item)
        if entry is None:
            self.remove(kind_of(item), item.id)
            return
        with self._lock:
            self._show(self._snapshot.with_entry(entry))

    def remove(self, kind: Kind, id: str) -> None:
        """Takes one entry out; unknown ones are ignored."""
        with self._lock:
            self._show(self._snapshot.without((kind.value, id)))

    def _start(self, entries: Sequence[object]) -> None:
        lexicon = Lexicon()
        snapshot = snapshot_of(entries, self._setting, lexicon)  # type: ignore[arg-type]
        speller = Speller(lexicon)
        self._reader = Reader(self._thesaurus, self._facets, speller)
        self._speller = speller
        self._snapshot = snapshot

    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._speller.forget()
        if snapshot.is_worn:
            self._snapshot = snapshot.compacted()

    def _judge(self, query: Query, ranked: Ranked) -> tuple[Confidence, float]:
        top = ranked.best[0][1] if ranked.best else 0.0
        probability = float(np.clip(top, 0.0, 1.0))
        if probability >= 0.45:
            return Confidence.ANSWER, probability
        return (Confidence.CLOSEST if probability >= 0.25 else Confidence.NONE), probability
