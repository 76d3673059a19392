"""From a query to the best slots: scores by words, a closer look at the best, facets, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_set_ratio

from ntg_bot.domain.asking import Facets
from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval.closeness import closeness
from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.facets import NEGATIVE_DIRECTIONS, agreement
from ntg_bot.retrieval.feedback import feedback
from ntg_bot.retrieval.reading import Query
from ntg_bot.retrieval.scoring import word_scores
from ntg_bot.retrieval.segment import Floats
from ntg_bot.retrieval.setting import Setting
from ntg_bot.retrieval.snapshot import Snapshot
from ntg_bot.retrieval.text import fold

_RERANKED = 30
_JUST_ABOVE = 1.0001
_COMPARED = 10
NOTHING_ASKED = Facets()


@dataclass(frozen=True, slots=True)
class Found:
    """One slot found. `words`, `phrasing` and `cosine` are parts of `score`, 0 to 1 each."""

    slot: int
    score: float
    words: float
    phrasing: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """`best` first; score 1.0 is about what a perfect entry would get on words alone."""

    best: tuple[Found, ...]
    peak: float = 0.0
    """lead in meaning of the nearest entry over the mean of the next nine; 0 without vectors"""


def rank(
    query: Query,
    snapshot: Snapshot,
    *,
    limit: int,
    kinds: frozenset[Kind] | None = None,
    cosines: Floats | None = None,
) -> Ranked:
    """The best `limit` slots for `query`; of equals the one with the smaller key comes first.

    `cosines` is (slots,), how near each is in meaning; None without sentence vectors.
    """
    setting = snapshot.setting
    scores, possible = word_scores(query.groups, snapshot)
    if not possible:
        return Ranked(())
    if kinds is not None:
        _keep(scores, cosines, kinds, snapshot)
    pool = max(setting.pool, 2 * limit)
    slots = highest(scores, pool)
    # meaning widens a question by itself
    more = feedback(query.groups, scores, slots, snapshot) if cosines is None else None
    plain = scores
    if more is not None:
        scores = np.where(scores > 0.0, scores + more, np.float32(0.0))
        slots = highest(scores, pool)
    if cosines is not None:
        cosines[snapshot.dead] = 0.0
        slots = np.union1d(slots, highest(cosines, pool))
    if not len(slots):
        return Ranked(())
    words = scores[slots] / np.float32(possible)
    said = plain[slots] / np.float32(possible)
    close = closeness(query, slots, snapshot)
    alike = min(1.0, setting.long_question / max(1, len(query.groups)))
    total = words + setting.bigram * close.pairs * words.max()
    total += alike * setting.phrasing * close.phrasing
    near = np.zeros(len(slots), np.float32) if cosines is None else cosines[slots]
    total += setting.meaning * near
    if setting.ratio:
        first = np.argsort(-total, kind="stable")[:_RERANKED]
        folded = fold(query.corrected)
        for place in first.tolist():
            title = fold(snapshot.entry(int(slots[place])).title)
            total[place] += alike * setting.ratio * token_set_ratio(folded, title) / 100
    entries = [snapshot.entry(slot) for slot in slots.tolist()]
    final = _with_facets(total.tolist(), entries, query.facets, setting)
    if not (query.facets.authorities or query.facets.regions):
        final = _with_practices_first(final, entries)
    return Ranked(
        tuple(
            Found(int(slots[n]), final[n], float(said[n]), float(close.phrasing[n]), float(near[n]))
            for n in _first(final, entries, limit)
        ),
        _peak(near),
    )


def _peak(near: Floats) -> float:
    """How far the highest of `near`, (n,), is above the mean of the nine next to it."""
    first = np.sort(near)[::-1][:_COMPARED]
    return float(first[0] - first[1:].mean()) if len(first) > 1 else float(first.sum())


def _first(scores: Sequence[float], entries: Sequence[Entry], limit: int) -> list[int]:
    """Places of the highest scores, at most `limit`; of equals the smaller key comes first."""
    behind = [-round(score, 7) for score in scores]
    last = sorted(behind)[min(limit, len(behind)) - 1]
    chosen = [n for n, value in enumerate(behind) if value <= last]
    chosen.sort(key=lambda n: (behind[n], entries[n].key))
    return chosen[:limit]


def _with_practices_first(scores: list[float], entries: Sequence[Entry]) -> list[float]:
    """An example speaks for its practice: of the practices it belongs to, the best one found is
    lifted just above it.
    """
    examples = [n for n, entry in enumerate(entries) if entry.practices]
    if not examples:
        return scores
    place = {entry.id: n for n, entry in enumerate(entries) if entry.kind is Kind.PRACTICE}
    lifted = list(scores)
    for one in examples:
        own = [place[id] for id in entries[one].practices if id in place]
        if own:
            best = max(own, key=lambda n: (scores[n], -n))
            if lifted[best] <= scores[one]:
                lifted[best] = scores[one] * _JUST_ABOVE
    return lifted


def _with_facets(
    scores: Sequence[float], entries: Sequence[Entry], asked: Facets, setting: Setting
) -> list[float]:
    """The scores with what facets make of them: never lifts an entry that has nothing else."""
    names_something = asked != NOTHING_ASKED
    names_place = bool(asked.authorities or asked.regions)
    adjusted = []
    for score, entry in zip(scores, entries, strict=True):
        factor = 1.0
        if names_something:
            points, _ = agreement(asked, entry)
            factor += setting.facet * points
            if asked.wants_negative and entry.direction in NEGATIVE_DIRECTIONS:
                factor += setting.steer
        if entry.kind is Kind.EXAMPLE and not names_place:
            factor *= setting.example
        adjusted.append(score * factor)
    return adjusted


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


def _keep(
    scores: Floats, cosines: Floats | None, kinds: frozenset[Kind], snapshot: Snapshot
) -> None:
    others = ~snapshot.of_kinds(kinds)
    scores[others] = 0.0
    if cosines is not None:
        cosines[others] = 0.0
