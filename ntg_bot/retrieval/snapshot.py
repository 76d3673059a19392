"""The index at one moment: a large segment, a small one for what is new, and what is dead.

A snapshot never changes. `Snapshot.with_entry` and `without` give the next one without rebuilding
the large segment; the counts that word weights rest on stay exact, so every score equals that of
a rebuild.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval.building import build, built_at_once, read
from ntg_bot.retrieval.entries import Entry, Key
from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.merge import merged
from ntg_bot.retrieval.segment import Floats, Ints, Segment, Words
from ntg_bot.retrieval.setting import Setting

_MOST_NEW = 256
"""entries in the small segment before it is merged into the large one"""


@dataclass(frozen=True)
class Snapshot:
    """Entries by *slot*: first those of `base`, then those of `fresh`.

    Shapes: `dead` (n,) slots of `base` that are no more, ascending; `stem_count` (stems,) and
    `word_count` (words,): how many living entries have each.
    """

    lexicon: Lexicon
    setting: Setting
    base: Segment
    fresh: Segment
    fresh_words: tuple[Words, ...]
    base_slots: Mapping[Key, int]
    fresh_slots: Mapping[Key, int]
    dead: NDArray[np.int64]
    stem_count: Ints
    word_count: Ints

    @property
    def slots(self) -> int:
        return len(self.base) + len(self.fresh)

    @property
    def count(self) -> int:
        """Living entries."""
        return self.slots - len(self.dead)

    @cached_property
    def weights(self) -> Floats:
        """Weight by stem: idf = ln(1 + (N - n + 0.5) / (n + 0.5)) (Lucene's form, never
        negative), to the power of `setting.rarity`.
        """
        count = self.stem_count.astype(np.float64)
        rarity = np.log1p((self.count - count + 0.5) / (count + 0.5))
        weights: Floats = (rarity**self.setting.rarity).astype(np.float32)
        return weights

    @cached_property
    def stem_of(self) -> Ints:
        """Stem number by word number, as the lexicon stands now."""
        return self._stem_of()

    def weight(self, stem: int | None) -> float:
        """Weight of a stem; one that is nowhere weighs as one that is in a single entry."""
        if stem is None or stem >= len(self.weights) or self.stem_count[stem] == 0:
            rarity = np.log1p((self.count - 0.5) / 1.5) if self.count else 0.0
            return float(rarity**self.setting.rarity)
        return float(self.weights[stem])

    def has_stem(self, stem: int | None) -> bool:
        return stem is not None and stem < len(self.stem_count) and bool(self.stem_count[stem])

    def seen(self, word: str) -> int:
        """In how many living entries the surface word is."""
        number = self.lexicon.find(word)
        if number is None or number >= len(self.word_count):
            return 0
        return int(self.word_count[number])

    def entry(self, slot: int) -> Entry:
        entries = self.base.entries
        return entries[slot] if slot < len(entries) else self.fresh.entries[slot - len(entries)]

    def of_kinds(self, kinds: frozenset[Kind]) -> NDArray[np.bool_]:
        """(slots,): which slots are of one of `kinds`."""
        wanted = [place for place, kind in enumerate(Kind) if kind in kinds]
        return np.isin(np.concatenate((self.base.kinds, self.fresh.kinds)), wanted)

    def words(self, slot: int) -> Words:
        """The words of an entry in order, by lexicon number."""
        base = len(self.base)
        return self.base.words(slot) if slot < base else self.fresh.words(slot - base)

    def slot_of(self, key: Key) -> int | None:
        """The slot of a living entry."""
        if key in self.fresh_slots:
            return len(self.base) + self.fresh_slots[key]
        slot = self.base_slots.get(key)
        if slot is None or self._is_dead(slot):
            return None
        return slot

    def keys(self) -> list[Key]:
        """Every living entry."""
        living = [key for key, slot in self.base_slots.items() if not self._is_dead(slot)]
        return living + list(self.fresh_slots)

    def with_entry(self, entry: Entry) -> Snapshot:
        """This snapshot with `entry` added, or put in the place of the one with its key."""
        words = read(entry, self.lexicon)
        rest = self.without(entry.key)
        kept = [*rest.fresh.entries, entry]
        return rest._with_fresh(kept, [*rest.fresh_words, words], added=words)

    def without(self, key: Key) -> Snapshot:
        """This snapshot without an entry; the same one if there is none."""
        if key in self.fresh_slots:
            place = self.fresh_slots[key]
            gone = self.fresh_words[place]
            entries = [e for n, e in enumerate(self.fresh.entries) if n != place]
            words = [w for n, w in enumerate(self.fresh_words) if n != place]
            return self._with_fresh(entries, words, removed=gone)
        slot = self.slot_of(key)
        if slot is None:
            return self
        dead = np.sort(np.append(self.dead, slot))
        stems, surface = self._counted(self.base.words(slot), -1)
        return replace(self, dead=dead, stem_count=stems, word_count=surface)

    @property
    def is_worn(self) -> bool:
        """Whether merging the small segment into the large one is due."""
        return len(self.fresh) > _MOST_NEW or len(self.dead) > max(_MOST_NEW, len(self.base) // 4)

    def compacted(self) -> Snapshot:
        """The same entries in one segment; every score stays as it is."""
        alive = np.ones(len(self.base), bool)
        alive[self.dead] = False
        base = merged(self.base, alive, self.fresh)
        empty = build((), (), self._stem_of(), self.setting)
        return replace(
            self,
            base=base,
            fresh=empty,
            fresh_words=(),
            base_slots={entry.key: slot for slot, entry in enumerate(base.entries)},
            fresh_slots={},
            dead=np.zeros(0, np.int64),
        )

    def _is_dead(self, slot: int) -> bool:
        place = int(np.searchsorted(self.dead, slot))
        return place < len(self.dead) and int(self.dead[place]) == slot

    def _stem_of(self) -> Ints:
        return self.lexicon.stems_by_word()

    def _with_fresh(
        self,
        entries: Sequence[Entry],
        words: Sequence[Words],
        *,
        added: Words | None = None,
        removed: Words | None = None,
    ) -> Snapshot:
        changed = added or removed
        stems, surface = self.stem_count, self.word_count
        if changed is not None:
            stems, surface = self._counted(changed, 1 if added else -1)
        return replace(
            self,
            fresh=build(entries, words, self._stem_of(), self.setting),
            fresh_words=tuple(words),
            fresh_slots={entry.key: place for place, entry in enumerate(entries)},
            stem_count=stems,
            word_count=surface,
        )

    def _counted(self, words: Words, by: int) -> tuple[Ints, Ints]:
        stem_of = self._stem_of()
        surface = _grown(self.word_count, len(stem_of))
        stems = _grown(self.stem_count, len(self.lexicon.stems))
        surface[words.distinct] += by
        stems[np.unique(stem_of[words.distinct])] += by
        return stems, surface


def _grown(counts: Ints, size: int) -> Ints:
    grown = np.zeros(max(size, len(counts)), np.int32)
    grown[: len(counts)] = counts
    return grown


def snapshot_of(entries: Sequence[Entry], setting: Setting, lexicon: Lexicon) -> Snapshot:
    """A snapshot built at once. Of entries with the same key the last counts."""
    last = {entry.key: entry for entry in entries}
    kept = tuple(last.values())
    base, word_count = built_at_once(kept, lexicon, setting)
    return Snapshot(
        lexicon=lexicon,
        setting=setting,
        base=base,
        fresh=build((), (), lexicon.stems_by_word(), setting),
        fresh_words=(),
        base_slots={key: slot for slot, key in enumerate(last)},
        fresh_slots={},
        dead=np.zeros(0, np.int64),
        stem_count=_grown(np.diff(base.start).astype(np.int32), len(lexicon.stems)),
        word_count=_grown(word_count, len(lexicon.words)),
    )
