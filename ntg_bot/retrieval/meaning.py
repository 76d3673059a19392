"""Sentence vectors of all entries at one moment, and how near each entry is to a question.

An entry has a vector for each of its passages: title, each way of asking, and last what it says.
Its nearness is the mean of that of the nearest passage and that of the last: a phrasing that hits
counts, and so does what the entry is about.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.segment import Floats
from ntg_bot.retrieval.vectors import STEP, Encoder, Stored, VectorStore, vectors_of

_BLOCK = 4096
_CACHED = 512


@dataclass(frozen=True)
class Table:
    """Vectors by entry. Shapes: `rows` (passages, size); `start` (entries + 1,) into it.

    Every entry has at least one row.
    """

    rows: Stored
    start: NDArray[np.int64]

    def cosines(self, vector: Floats) -> Floats:
        """(entries,): nearness of each entry to the unit vector `vector`, at most 1."""
        if len(self.start) < 2:
            return np.zeros(0, np.float32)
        every = np.empty(len(self.rows), np.float32)
        scaled = vector * STEP
        for low in range(0, len(self.rows), _BLOCK):
            block = self.rows[low : low + _BLOCK]
            every[low : low + len(block)] = block.astype(np.float32) @ scaled
        nearest = np.maximum.reduceat(every, self.start[:-1])
        last = every[self.start[1:] - 1]
        both: Floats = (nearest + last) * np.float32(0.5)
        return both

    def kept(self, alive: NDArray[np.bool_], fresh: Table) -> Table:
        """The living entries of this table, then those of `fresh`."""
        counts = np.diff(self.start)
        rows = np.concatenate((self.rows[np.repeat(alive, counts)], fresh.rows))
        return Table(rows, _starts(np.concatenate((counts[alive], np.diff(fresh.start)))))


def table_of(entries: Sequence[Entry], encoder: Encoder, store: VectorStore) -> Table:
    """Vectors of `entries`: kept ones from the store, the others computed and kept."""
    counts = [len(entry.phrasings) + 1 for entry in entries]
    texts = (passage for entry in entries for passage in entry.passages)
    rows = vectors_of(texts, encoder, store, count=sum(counts))
    return Table(rows, _starts(np.array(counts, np.int64)))


def blank_table(entries: int, size: int) -> Table:
    """A table that says nothing of `entries` entries, for the moment before they are encoded."""
    return Table(np.zeros((entries, size), np.int16), np.arange(entries + 1, dtype=np.int64))


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


class QuestionVectors:
    """Vectors of questions, the latest kept."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = Lock()
        self._kept: OrderedDict[str, Floats] = OrderedDict()

    def of(self, text: str) -> Floats:
        """The unit vector of `text`."""
        with self._lock:
            kept = self._kept.get(text)
            if kept is not None:
                self._kept.move_to_end(text)
                return kept
        vector: Floats = self._encoder.encode([text])[0]
        with self._lock:
            self._kept[text] = vector
            if len(self._kept) > _CACHED:
                self._kept.popitem(last=False)
        return vector
