"""Two segments made one, in time linear in their size: nothing is read or sorted again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.segment import Floats, Ints, Segment


def merged(base: Segment, alive: NDArray[np.bool_], fresh: Segment) -> Segment:
    """The living entries of `base` (`alive`, one flag an entry), then those of `fresh`."""
    kept = np.flatnonzero(alive)
    start, docs, impacts = _postings(base, alive, fresh, len(kept))
    base_lengths = np.diff(base.stream_start)
    in_stream = np.repeat(alive, base_lengths)
    phrases_of = np.diff(base.phrase_of)
    phrase_alive = np.repeat(alive, phrases_of)
    phrase_lengths = np.diff(base.phrase_start)
    in_phrases = np.repeat(phrase_alive, phrase_lengths)
    return Segment(
        entries=tuple(base.entries[slot] for slot in kept) + fresh.entries,
        start=start,
        docs=docs,
        impacts=impacts,
        stream=np.concatenate((base.stream[in_stream], fresh.stream)),
        stream_start=_starts(base_lengths[alive], np.diff(fresh.stream_start)),
        fields=np.concatenate((base.fields[in_stream], fresh.fields)),
        phrase_words=np.concatenate((base.phrase_words[in_phrases], fresh.phrase_words)),
        phrase_start=_starts(phrase_lengths[phrase_alive], np.diff(fresh.phrase_start)),
        phrase_of=_starts(phrases_of[alive], np.diff(fresh.phrase_of)),
    )


def _starts(first: NDArray[np.int64], then: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = np.zeros(len(first) + len(then) + 1, np.int64)
    np.cumsum(np.concatenate((first, then)), out=starts[1:])
    return starts


def _postings(
    base: Segment, alive: NDArray[np.bool_], fresh: Segment, kept: int
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """Within each stem the living of `base`, renumbered, come before those of `fresh`."""
    stems = max(len(base.start), len(fresh.start))
    living = alive[base.docs]
    before = np.zeros(len(base.docs) + 1, np.int64)
    np.cumsum(living, out=before[1:])
    old = before[_padded(base.start, stems)]
    new = _padded(fresh.start, stems)
    start = old + new
    number = (np.cumsum(alive) - 1).astype(np.int32)
    docs = np.empty(int(start[-1]), np.int32)
    impacts = np.empty(int(start[-1]), np.float32)
    to = np.arange(int(old[-1])) + np.repeat(new[:-1], np.diff(old))
    docs[to] = number[base.docs[living]]
    impacts[to] = base.impacts[living]
    to = np.arange(int(new[-1])) + np.repeat(old[1:], np.diff(new))
    docs[to] = fresh.docs + np.int32(kept)
    impacts[to] = fresh.impacts
    return start, docs, impacts


def _padded(start: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.concatenate((start, np.full(size - len(start), start[-1])))
