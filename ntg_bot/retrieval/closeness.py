"""A closer look at the best entries: words that stand together, and likeness to a phrasing.

Only for a few hundred slots; the arrays here are (slots looked at,) float32.
"""

from __future__ import annotations

from collections.abc import Sequence
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
            docs = (slots[inside] - offset).tolist()
            pairs[inside] = _pairs(query.pairs, docs, segment, snapshot)
            phrasing[inside] = _phrasing(wanted, docs, segment, snapshot)
    return Closeness(pairs, phrasing)


def _pairs(
    wanted: tuple[tuple[int, int], ...], docs: Sequence[int], segment: Segment, snapshot: Snapshot
) -> Floats:
    if not wanted:
        return np.zeros(len(docs), np.float32)
    stream, owner = gathered(segment.stream, segment.stream_start, docs)
    stems = np.where(stream >= 0, snapshot.stem_of[stream], -1).astype(np.int64)
    size = len(snapshot.lexicon.stems) + 1
    code = stems[:-1] * size + stems[1:]
    worth = {
        left * size + right: (snapshot.weight(left) + snapshot.weight(right)) / 2
        for left, right in wanted
    }
    codes = np.array(sorted(worth), np.int64)
    at = np.searchsorted(codes, code)
    at[at == len(codes)] = 0
    found = np.flatnonzero((codes[at] == code) & (stems[:-1] >= 0) & (stems[1:] >= 0))
    counts = np.zeros((len(docs), len(codes)), np.float32)
    np.add.at(counts, (owner[found], at[found]), 1.0)
    values = np.array([worth[code] for code in codes.tolist()], np.float32)
    share: Floats = ((counts / (counts + 0.5)) @ values) / values.sum()
    return share


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
    wanted: tuple[Floats, float], docs: Sequence[int], segment: Segment, snapshot: Snapshot
) -> Floats:
    vector, length = wanted
    if not length:
        return np.zeros(len(docs), np.float32)
    first = segment.phrase_of[docs]
    last = segment.phrase_of[np.asarray(docs) + 1]
    rows = [row for low, high in zip(first, last, strict=True) for row in range(low, high)]
    words, owner = gathered(segment.phrase_words, segment.phrase_start, rows)
    stems = snapshot.stem_of[words]
    weights = snapshot.weights[stems]
    dot = np.bincount(owner, vector[stems] * weights, len(rows))
    own = np.sqrt(np.bincount(owner, weights * weights, len(rows)))
    cosine = dot / np.maximum(own * length, 1e-6)
    starts = np.concatenate(([0], np.cumsum(last - first)[:-1]))
    best: Floats = np.maximum.reduceat(cosine, starts).astype(np.float32)
    return np.minimum(best, np.float32(1.0))


def gathered(
    values: Ints, start: NDArray[np.int64], rows: Sequence[int]
) -> tuple[Ints, NDArray[np.int64]]:
    """The values of `rows` one after another, and for each value the place of its row."""
    parts = [values[start[row] : start[row + 1]] for row in rows]
    lengths = [len(part) for part in parts]
    return np.concatenate(parts), np.repeat(np.arange(len(rows)), lengths)
