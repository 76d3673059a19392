"""An immutable inverted index over some entries: postings with impacts, and the words in order.

An *impact* is the part of BM25F that depends on the entry alone, 0 to 1:

    x = sum over fields f of  weight_f * tf_f / (1 - b_f + b_f * length_f / pivot_f)
    impact = x / (k1 + x)                      (Robertson, Zaragoza and Taylor 2004)

with fixed pivots in place of mean lengths (see `setting.Setting.pivot`), so that segments built
apart give the very numbers that one built at once would give. A word's weight (idf) is of the whole
snapshot and is multiplied in when a question is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval.entries import Entry

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_Number = TypeVar("_Number", bound=np.generic)

GAP = -1
"""stands between texts in the stream of words, so that no pair of words reaches across"""
_MOST_DENSE = 64
_DENSE = 6
"""a stem in one of so many entries is added faster as a whole row"""


@dataclass(frozen=True, slots=True)
class Words:
    """One entry's words by lexicon number, without function words.

    `stream` is title, phrasings and other fields with GAP between; `fields` says which field each
    place of it belongs to. `phrasings` holds the title and each way of asking apart.
    """

    stream: Ints
    fields: NDArray[np.uint8]
    phrasings: tuple[Ints, ...]

    @property
    def distinct(self) -> Ints:
        """Each word of the entry once."""
        words: Ints = np.unique(self.stream)
        return words[words >= 0]


@dataclass(frozen=True)
class Segment:
    """Postings by stem number and words by entry.

    Shapes: `start` (stems + 1,); `docs`, `impacts` (postings,), docs ascending within a stem;
    `stream_start` (entries + 1,) into `stream`; `phrase_start` (phrasings + 1,) into
    `phrase_words`; `phrase_of` (entries + 1,) into `phrase_start`.
    """

    entries: tuple[Entry, ...]
    start: NDArray[np.int64]
    docs: Ints
    impacts: Floats
    stream: Ints
    stream_start: NDArray[np.int64]
    fields: NDArray[np.uint8]
    phrase_words: Ints
    phrase_start: NDArray[np.int64]
    phrase_of: NDArray[np.int64]
    _dense: dict[int, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """(entries,): the place of each entry's kind in `Kind`."""
        place = {kind: number for number, kind in enumerate(Kind)}
        return np.fromiter((place[e.kind] for e in self.entries), np.uint8, len(self.entries))

    def postings(self, stem: int) -> tuple[Ints, Floats]:
        """Entries that have the stem, ascending, and its impact in each."""
        if stem + 1 >= len(self.start):
            return self.docs[:0], self.impacts[:0]
        low, high = self.start[stem], self.start[stem + 1]
        return self.docs[low:high], self.impacts[low:high]

    def dense(self, stem: int) -> Floats | None:
        """The impacts as one number an entry, for a stem that a good part of them has.

        Adding a whole row is quicker than adding at many places. Rows are made on first use; the
        numbers are those of `postings`.
        """
        row = self._dense.get(stem)
        if row is None:
            docs, impacts = self.postings(stem)
            if len(docs) * _DENSE < len(self.entries) or len(self._dense) >= _MOST_DENSE:
                return None
            row = np.zeros(len(self.entries), np.float32)
            row[docs] = impacts
            self._dense[stem] = row
        return row

    def words(self, doc: int) -> Words:
        """What `read` gave for one entry."""
        low, high = self.stream_start[doc], self.stream_start[doc + 1]
        first, last = self.phrase_of[doc], self.phrase_of[doc + 1]
        phrasings = tuple(
            self.phrase_words[self.phrase_start[p] : self.phrase_start[p + 1]]
            for p in range(first, last)
        )
        return Words(self.stream[low:high], self.fields[low:high], phrasings)
