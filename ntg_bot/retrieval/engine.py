"""The search engine: implements services.ports.Retriever over an immutable snapshot.

Writers make the next state and put it in place in one assignment; readers take whichever is
there when they start. No I/O and no waiting: vectors come from the store that was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from ntg_bot.domain.asking import Audience, Confidence, Facets, Hit, SearchResult
from ntg_bot.domain.knowledge import Authority, Item, Kind
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.confidence import Coefficients, shipped
from ntg_bot.retrieval.entries import Entry, entry_of, kind_of
from ntg_bot.retrieval.evidence import Evidence, evidence, rests_on_corrections
from ntg_bot.retrieval.facets import FacetReader
from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.meaning import QuestionVectors, Table, blank_table, table_of
from ntg_bot.retrieval.ranking import Ranked, rank
from ntg_bot.retrieval.reading import Query, Reader
from ntg_bot.retrieval.segment import Floats
from ntg_bot.retrieval.setting import SETTING, Setting
from ntg_bot.retrieval.snapshot import Snapshot, snapshot_of
from ntg_bot.retrieval.spelling import Speller
from ntg_bot.retrieval.thesaurus import Thesaurus
from ntg_bot.retrieval.vectors import Encoder, MemoryVectors, VectorStore
from ntg_bot.retrieval.why import why


@dataclass(frozen=True, slots=True)
class _State:
    """All that a search reads. `base` and `fresh` are vectors of the snapshot's two segments."""

    snapshot: Snapshot
    reader: Reader
    base: Table | None
    fresh: Table | None


_NEAR_IN_MEANING = 0.45
_JUDGED = 10


class Engine:
    """Search over practices, examples, FAQ and organisations; retired practices are left out.

    Without an encoder it works on words alone. `vectors` keeps what the encoder computed; without
    one they are kept in memory. `coefficients` are those of confidence, else the shipped ones.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        authorities: Mapping[str, Authority],
        encoder: Encoder | None = None,
        vectors: VectorStore | None = None,
        *,
        setting: Setting = SETTING,
        coefficients: Coefficients | None = None,
    ) -> None:
        self._names = taxonomy.names
        self._authorities = authorities
        self._setting = setting
        self._coefficients = coefficients or shipped(with_vectors=encoder is not None)
        self._encoder = encoder
        self._vectors = vectors if vectors is not None else MemoryVectors()
        self._questions = QuestionVectors(encoder) if encoder else None
        self._lock = Lock()
        self._thesaurus = Thesaurus(taxonomy)
        self._facets = FacetReader(taxonomy, authorities)
        self._state = self._built(())

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
        state = self._state
        query = state.reader.read(text, state.snapshot, context)
        ranked = self._ranked(query, state, limit, kinds)
        confidence, probability = self._judge(query, ranked, state.snapshot)
        hits = tuple(
            self._hit(query, ranked, place, state) for place in range(len(ranked.best[:limit]))
        )
        return SearchResult(
            confidence=confidence,
            hits=hits,
            probability=probability,
            corrections=query.corrections,
            expansions=query.expansions,
            ambiguous=query.ambiguous,
            facets=query.facets,
            was_cut=query.tidied.was_cut,
        )

    def facets(self, text: str) -> Facets:
        """What `text` names: see the port."""
        state = self._state
        return state.reader.read(text, state.snapshot).facets

    def evidence(self, text: str) -> Evidence | None:
        """What confidence in the first hit for `text` would rest on; for fitting."""
        state = self._state
        query = state.reader.read(text, state.snapshot)
        return evidence(query, self._ranked(query, state, 1, None), state.snapshot)

    def replace(self, items: Sequence[Item]) -> None:
        """Makes `items` all there is."""
        entries = [entry for item in items if (entry := entry_of(item)) is not None]
        with self._lock:
            self._state = self._built(entries)

    def put(self, item: Item) -> None:
        """Adds or replaces one entry; the next search sees it.

        With an encoder it is found by its words at once, and by meaning when this returns.
        """
        entry = entry_of(item)
        if entry is None:
            self.remove(kind_of(item), item.id)
            return
        with self._lock:
            self._show(self._state.snapshot.with_entry(entry))

    def remove(self, kind: Kind, id: str) -> None:
        """Takes one entry out; unknown ones are ignored."""
        with self._lock:
            self._show(self._state.snapshot.without((kind.value, id)))

    def _built(self, entries: Sequence[Entry]) -> _State:
        lexicon = Lexicon()
        snapshot = snapshot_of(entries, self._setting, lexicon)
        reader = Reader(self._thesaurus, self._facets, Speller(lexicon))
        if self._encoder is None:
            return _State(snapshot, reader, None, None)
        base = table_of(snapshot.base.entries, self._encoder, self._vectors)
        return _State(snapshot, reader, base, blank_table(0, self._encoder.size))

    def _show(self, snapshot: Snapshot) -> None:
        state = self._state
        if snapshot is state.snapshot:
            return
        state.reader.forget()
        base, fresh = state.base, state.fresh
        if self._encoder is not None and snapshot.fresh is not state.snapshot.fresh:
            blank = blank_table(len(snapshot.fresh), self._encoder.size)
            self._state = _State(snapshot, state.reader, base, blank)
            fresh = table_of(snapshot.fresh.entries, self._encoder, self._vectors)
        self._state = _State(snapshot, state.reader, base, fresh)
        if snapshot.is_worn:
            if base is not None and fresh is not None:
                alive = np.ones(len(snapshot.base), bool)
                alive[snapshot.dead] = False
                base = base.kept(alive, fresh)
                fresh = blank_table(0, base.rows.shape[1])
            self._state = _State(snapshot.compacted(), state.reader, base, fresh)

    def _ranked(
        self, query: Query, state: _State, limit: int, kinds: frozenset[Kind] | None
    ) -> Ranked:
        cosines = self._cosines(query, state)
        # a few more than asked for: confidence looks at the runners-up
        return rank(query, state.snapshot, limit=max(limit, _JUDGED), kinds=kinds, cosines=cosines)

    def _cosines(self, query: Query, state: _State) -> Floats | None:
        if self._questions is None or state.base is None or state.fresh is None:
            return None
        if not query.groups:
            return None
        vector = self._questions.of(query.corrected)
        return np.concatenate((state.base.cosines(vector), state.fresh.cosines(vector)))

    def _hit(self, query: Query, ranked: Ranked, place: int, state: _State) -> Hit:
        best = ranked.best[place]
        entry = state.snapshot.entry(best.slot)
        reasons = why(
            query,
            best.slot,
            state.snapshot,
            self._names,
            self._authorities,
            by_meaning=best.cosine >= _NEAR_IN_MEANING,
        )
        return Hit(entry.id, entry.kind, round(best.score, 6), reasons)

    def _judge(self, query: Query, ranked: Ranked, snapshot: Snapshot) -> tuple[Confidence, float]:
        seen = evidence(query, ranked, snapshot)
        if seen is None:
            return Confidence.NONE, 0.0
        probability = self._coefficients.probability(seen)
        alone = rests_on_corrections(query, ranked, snapshot)
        return self._coefficients.band(probability, by_corrections_alone=alone), probability
