"""From a query to the best slots: scores by words, a closer look at the best, facets, order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio

from ntg_bot.domain.asking import Facets
from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval.closeness import closeness
from ntg_bot.retrieval.facets import NEGATIVE_DIRECTIONS, agreement
from ntg_bot.retrieval.reading import Query
from ntg_bot.retrieval.scoring import word_scores
from ntg_bot.retrieval.segment import Floats
from ntg_bot.retrieval.snapshot import Snapshot
from ntg_bot.retrieval.text import fold

_RERANKED = 30


@dataclass(frozen=True, slots=True)
class Ranked:
    """`best` is (slot, score) best first; score 1.0 is about what a perfect entry would get."""

    best: tuple[tuple[int, float], ...]


def rank(
    query: Query, snapshot: Snapshot, *, limit: int, kinds: frozenset[Kind] | None = None
) -> Ranked:
    """The best `limit` slots for `query`; of equals the one with the smaller key comes first."""
    setting = snapshot.setting
    scores, possible = word_scores(query.groups, snapshot)
    if not possible:
        return Ranked(())
    if kinds is not None:
        _keep(scores, kinds, snapshot)
    slots = highest(scores, max(setting.pool, 2 * limit))
    if not len(slots):
        return Ranked(())
    words = scores[slots] / np.float32(possible)
    close = closeness(query, slots, snapshot)
    total = words + setting.bigram * close.pairs * words.max() + setting.phrasing * close.phrasing
    if setting.ratio:
        first = np.argsort(-total, kind="stable")[:_RERANKED]
        folded = fold(query.corrected)
        for place in first.tolist():
            title = fold(snapshot.entry(int(slots[place])).title)
            total[place] += setting.ratio * token_set_ratio(folded, title) / 100
    found = [
        (int(slot), float(score) * factor(query.facets, int(slot), snapshot))
        for slot, score in zip(slots.tolist(), total.tolist(), strict=True)
    ]
    found.sort(key=lambda pair: (-round(pair[1], 7), snapshot.entry(pair[0]).key))
    return Ranked(tuple(found[:limit]))


def factor(asked: Facets, slot: int, snapshot: Snapshot) -> float:
    """What facets make of a score: never lifts an entry that has nothing else."""
    entry = snapshot.entry(slot)
    setting = snapshot.setting
    points, _ = agreement(asked, entry)
    result = 1.0 + setting.facet * points
    if asked.wants_negative and entry.direction in NEGATIVE_DIRECTIONS:
        result += setting.steer
    if entry.kind is Kind.EXAMPLE and not (asked.authorities or asked.regions):
        result *= setting.example
    return result


def highest(scores: Floats, count: int) -> NDArray[np.int64]:
    """The `count` highest slots above zero, and any that tie with the last, unordered.

    Cheaper than a partition of all: the bar is lowered until enough are over it.
    """
    top = float(scores.max()) if len(scores) else 0.0
    if top <= 0.0:
        return np.zeros(0, np.int64)
    bar = 0.6 * top
    over = np.flatnonzero(scores >= bar)
    while len(over) < count and bar > 0.01 * top:
        bar *= 0.7
        over = np.flatnonzero(scores >= bar)
    if len(over) < count:
        over = np.flatnonzero(scores > 0.0)
    if len(over) > count:
        values = scores[over]
        least = np.partition(values, len(values) - count)[len(values) - count]
        over = over[values >= least]
    return over


def _keep(scores: Floats, kinds: frozenset[Kind], snapshot: Snapshot) -> None:
    for slot in np.flatnonzero(scores > 0.0).tolist():
        if snapshot.entry(slot).kind not in kinds:
            scores[slot] = 0.0
