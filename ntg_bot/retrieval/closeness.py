"""A closer look at the best entries: words that stand together, and likeness to a phrasing.

Only for a few hundred slots; the arrays here are (slots looked at,) float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.reading import Query
from ntg_bot.retrieval.segment import Floats, Ints, Segment
from ntg_bot.retrieval.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Closeness:
    """`pairs` is 0 to 1: share of the question's pairs of words that the entry has side by side.

    `phrasing` is 0 to 1: cosine of idf-weighted words with the nearest phrasing of the entry.
    """

    pairs: Floats
    phrasing: Floats


def closeness(query: Query, slots: NDArray[np.int64], snapshot: Snapshot) -> Closeness:
    """Looks at `slots` closely."""
    base = len(snapshot.base)
    pairs = np.zeros(len(slots), np.float32)
    phrasing = np.zeros(len(slots), np.float32)
    wanted = _wanted(query, snapshot)
    for offset, segment, inside in (
        (0, snapshot.base, slots < base),
        (base, snapshot.fresh, slots >= base),
    ):
        if inside.any():
            docs = slots[inside] - offset
            pairs[inside] = _pairs(query.pairs, docs, segment, snapshot)
            phrasing[inside] = _phrasing(wanted, docs, segment, snapshot)
    return Closeness(pairs, phrasing)


def _pairs(
    wanted: tuple[tuple[int, int], ...],
    docs: NDArray[np.int64],
    segment: Segment,
    snapshot: Snapshot,
) -> Floats:
    if not wanted:
        return np.zeros(len(docs), np.float32)
    stream, ends = gathered(segment.stream, segment.stream_start, docs)
    stems = np.where(stream >= 0, snapshot.stem_of[stream], -1)
    # few words of an entry begin a pair that is wanted: only those are looked at
    begins, goes_on = _marked(wanted, len(snapshot.lexicon.stems) + 1)
    place = np.flatnonzero(begins[stems[:-1]])
    place = place[goes_on[stems[place + 1]]]
    size = len(snapshot.lexicon.stems) + 1
    code = stems[place].astype(np.int64) * size + stems[place + 1]
    worth = {
        left * size + right: (snapshot.weight(left) + snapshot.weight(right)) / 2
        for left, right in wanted
    }
    codes = np.array(sorted(worth), np.int64)
    at = np.searchsorted(codes, code)
    at[at == len(codes)] = 0
    found = codes[at] == code
    owner = np.searchsorted(ends, place[found], side="right")
    counts = np.zeros((len(docs), len(codes)), np.float32)
    np.add.at(counts, (owner, at[found]), 1.0)
    values = np.array([worth[code] for code in codes.tolist()], np.float32)
    share: Floats = ((counts / (counts + 0.5)) @ values) / values.sum()
    return share


def _marked(
    wanted: tuple[tuple[int, int], ...], size: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(size,) flags by stem: is it the first, the second of a pair? The last is for no stem, -1."""
    flags = np.zeros((2, size), bool)
    first, second = zip(*wanted, strict=True)
    flags[0, list(first)] = True
    flags[1, list(second)] = True
    return flags[0], flags[1]


def _wanted(query: Query, snapshot: Snapshot) -> tuple[Floats, float]:
    """The question as a vector over stems, and its length; unknown words lengthen it."""
    vector = np.zeros(len(snapshot.weights), np.float32)
    length = 0.0
    for group in query.groups:
        length += group.worth**2
        for alternative in group.alternatives:
            if len(alternative.stems) == 1:
                stem = alternative.stems[0]
                value = alternative.weight * min(snapshot.weight(stem), group.worth)
                vector[stem] = max(vector[stem], value)
    return vector, float(np.sqrt(length))


def _phrasing(
    wanted: tuple[Floats, float], docs: NDArray[np.int64], segment: Segment, snapshot: Snapshot
) -> Floats:
    vector, length = wanted
    if not length:
        return np.zeros(len(docs), np.float32)
    per_entry = segment.phrase_of[docs + 1] - segment.phrase_of[docs]
    rows = places(segment.phrase_of[docs], per_entry)
    words, ends = gathered(segment.phrase_words, segment.phrase_start, rows)
    owner = np.repeat(np.arange(len(rows)), np.diff(ends, prepend=0))
    stems = snapshot.stem_of[words]
    weights = snapshot.weights[stems]
    dot = np.bincount(owner, vector[stems] * weights, len(rows))
    own = np.sqrt(np.bincount(owner, weights * weights, len(rows)))
    cosine = dot / np.maximum(own * length, 1e-6)
    starts = np.cumsum(per_entry) - per_entry
    best: Floats = np.maximum.reduceat(cosine, starts).astype(np.float32)
    return np.minimum(best, np.float32(1.0))


def gathered(
    values: Ints, start: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[Ints, NDArray[np.int64]]:
    """The values of `rows` one after another, and where in them each row ends."""
    lengths = start[rows + 1] - start[rows]
    return values[places(start[rows], lengths)], np.cumsum(lengths)


def places(start: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """start, start + 1 ... of each run of `lengths`, one run after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    every: NDArray[np.int64] = np.arange(total) + np.repeat(start - (ends - lengths), lengths)
    return every
