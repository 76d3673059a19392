"""The score by words of every entry: groups of alternatives over the postings.

Shapes: all arrays are (slots,) float32.
"""

from __future__ import annotations

import numpy as np

from ntg_bot.retrieval.reading import Alternative, Group
from ntg_bot.retrieval.segment import Floats, Ints, Segment
from ntg_bot.retrieval.snapshot import Snapshot

_SPARSE = 32
"""adding at single places costs as much as adding a whole row where one place in so many counts"""


def word_scores(groups: tuple[Group, ...], snapshot: Snapshot) -> tuple[Floats, float]:
    """Each slot's sum over groups of emphasis * weight * rarity * impact, and the greatest sum
    that is possible.

    For each entry the best alternative of a group counts.
    """
    scores = np.zeros(snapshot.slots, np.float32)
    base = len(snapshot.base)
    parts = [(snapshot.base, scores[:base])]
    if len(snapshot.fresh):
        parts.append((snapshot.fresh, scores[base:]))
    possible = 0.0
    for group in groups:
        factor = np.float32(group.emphasis)
        possible += float(factor) * group.worth
        for segment, own in parts:
            _add_group(own, group, factor, segment, snapshot)
    if len(snapshot.dead):
        scores[snapshot.dead] = 0.0
    return scores, possible


def _add_group(
    scores: Floats, group: Group, factor: np.float32, segment: Segment, snapshot: Snapshot
) -> None:
    """Adds factor * the best alternative's weight * rarity * impact to a segment's `scores`."""
    if len(group.alternatives) == 1 and len(group.alternatives[0].stems) == 1:
        only = group.alternatives[0]
        stem = only.stems[0]
        _add_stem(scores, stem, factor * np.float32(only.weight * snapshot.weight(stem)), segment)
        return
    ways = [_values(alternative, segment, snapshot) for alternative in group.alternatives]
    if len(ways) == 1:
        docs, values = ways[0]
        np.add.at(scores, docs, factor * values)
    elif ways:
        best = np.zeros(len(scores), np.float32)
        for docs, values in ways:
            np.maximum.at(best, docs, values)
        if sum(len(docs) for docs, _ in ways) > len(scores) // _SPARSE:
            scores += factor * best
            return
        for docs, _ in ways:
            np.add.at(scores, docs, factor * best[docs])
            best[docs] = 0.0  # an entry that has two of the forms is counted once


def _add_stem(scores: Floats, stem: int, factor: np.float32, segment: Segment) -> None:
    row = segment.dense(stem)
    if row is not None:
        scores += factor * row
    else:
        docs, impacts = segment.postings(stem)
        np.add.at(scores, docs, factor * impacts)


def _values(alternative: Alternative, segment: Segment, snapshot: Snapshot) -> tuple[Ints, Floats]:
    """The entries that have all stems of an alternative, and what it is worth in each."""
    if len(alternative.stems) == 1:
        stem = alternative.stems[0]
        docs, impacts = segment.postings(stem)
        return docs, np.float32(alternative.weight * snapshot.weight(stem)) * impacts
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
    return docs, np.float32(alternative.weight * scale) * total
