"""The score by words of every entry: groups of alternatives over the postings.

Shapes: all arrays are (slots,) float32.
"""

from __future__ import annotations

import numpy as np

from ntg_bot.retrieval.reading import Alternative, Group
from ntg_bot.retrieval.segment import Floats, Segment
from ntg_bot.retrieval.snapshot import Snapshot


def word_scores(groups: tuple[Group, ...], snapshot: Snapshot) -> tuple[Floats, float]:
    """Each slot's sum over groups of emphasis * weight * rarity * impact, and the greatest sum
    that is possible.

    For each entry the best alternative of a group counts.
    """
    scores = np.zeros(snapshot.slots, np.float32)
    possible = 0.0
    for group in groups:
        factor = np.float32(group.emphasis)
        possible += float(factor) * group.worth
        if len(group.alternatives) == 1 and len(group.alternatives[0].stems) == 1:
            only = group.alternatives[0]
            stem = only.stems[0]
            add_stem(
                scores, stem, factor * np.float32(only.weight * snapshot.weight(stem)), snapshot
            )
        elif group.alternatives:
            scores += factor * best_of(group, snapshot)
    if len(snapshot.dead):
        scores[snapshot.dead] = 0.0
    return scores, possible


def add_stem(scores: Floats, stem: int, factor: np.float32, snapshot: Snapshot) -> None:
    """Adds factor * impact of one stem to `scores`."""
    row = snapshot.base.dense(stem)
    base = len(snapshot.base)
    if row is not None:
        scores[:base] += factor * row
    else:
        docs, impacts = snapshot.base.postings(stem)
        scores[docs] += factor * impacts
    if len(snapshot.fresh):
        docs, impacts = snapshot.fresh.postings(stem)
        scores[base:][docs] += factor * impacts


def best_of(group: Group, snapshot: Snapshot) -> Floats:
    """For each slot the best alternative's weight * rarity * impact, summed over its stems."""
    best = np.zeros(snapshot.slots, np.float32)
    for alternative in group.alternatives:
        for offset, segment in ((0, snapshot.base), (len(snapshot.base), snapshot.fresh)):
            if len(segment):
                _raise(best[offset : offset + len(segment)], alternative, segment, snapshot)
    return best


def _raise(best: Floats, alternative: Alternative, segment: Segment, snapshot: Snapshot) -> None:
    if len(alternative.stems) == 1:
        stem = alternative.stems[0]
        docs, impacts = segment.postings(stem)
        values = np.float32(alternative.weight * snapshot.weight(stem)) * impacts
        best[docs] = np.maximum(best[docs], values)
        return
    # every stem of a longer form must be there: start from the rarest
    stems = sorted(alternative.stems, key=lambda s: (int(snapshot.stem_count[s]), s))
    docs, impacts = segment.postings(stems[0])
    total = np.float32(snapshot.weight(stems[0])) * impacts
    for stem in stems[1:]:
        others, more = segment.postings(stem)
        place = np.searchsorted(others, docs)
        place[place == len(others)] = 0
        both = others[place] == docs if len(others) else np.zeros(len(docs), bool)
        docs = docs[both]
        total = total[both] + np.float32(snapshot.weight(stem)) * more[place[both]]
    # a long form is no surer sign than its rarest words: its worth is held near one word's
    heaviest = max(snapshot.weight(stem) for stem in stems)
    whole = sum(snapshot.weight(stem) for stem in stems)
    scale = min(1.0, 1.5 * heaviest / whole) if whole else 0.0
    best[docs] = np.maximum(best[docs], np.float32(alternative.weight * scale) * total)
