"""Long questions widened by what the best entries say: pseudo-relevance feedback.

Somebody who describes at length says a topic in many ways, so the best entries are about it, and
what else they say is of it too. After a short question the best entries may be about anything, and
feedback takes more first answers than it finds: there it is left out. So it is beside sentence
vectors, which find by meaning already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.reading import Alternative, Group
from ntg_bot.retrieval.scoring import word_scores
from ntg_bot.retrieval.segment import Floats
from ntg_bot.retrieval.snapshot import Snapshot

_ENTRIES = 10
"""best entries that are read"""
_WORDS = 15
"""words of theirs that are added, at most"""
_BODY = 4
_ONCE = 1


def feedback(
    groups: tuple[Group, ...], scores: Floats, first: NDArray[np.int64], snapshot: Snapshot
) -> Floats | None:
    """(slots,): what the words of the best entries add to `scores`; None for a short question.

    `first` are slots among which the best are.
    """
    setting = snapshot.setting
    if sum(group.emphasis >= 1 for group in groups) < setting.feedback_from:
        return None
    best = sorted(
        first.tolist(), key=lambda slot: (-round(float(scores[slot]), 7), snapshot.entry(slot).key)
    )[:_ENTRIES]
    added = _weightiest(best, scores, _asked(groups), snapshot)
    if not added:
        return None
    most = added[0][0]
    wider = tuple(
        Group("", 0.0, setting.feedback * weight / most, (_alternative(stem),), is_known=True)
        for weight, stem in added
    )
    more, _ = word_scores(wider, snapshot)
    return more


def _asked(groups: tuple[Group, ...]) -> frozenset[int]:
    return frozenset(stem for group in groups for each in group.alternatives for stem in each.stems)


def _alternative(stem: int) -> Alternative:
    return Alternative((stem,), 1.0, "", "feedback")


def _weightiest(
    best: Sequence[int], scores: Floats, asked: frozenset[int], snapshot: Snapshot
) -> list[tuple[float, int]]:
    """(weight, stem) of the words that speak most for the best entries and were not asked."""
    setting = snapshot.setting
    pivot = setting.pivot[_BODY]
    found: dict[int, float] = defaultdict(float)
    for slot in best:
        words = snapshot.words(slot).stream
        words = words[words >= 0]
        stems, times = np.unique(snapshot.stem_of[words], return_counts=True)
        share = times / (times + setting.k1 * len(words) / pivot)
        worth = share * snapshot.weights[stems] * float(scores[slot])
        for stem, value in zip(stems.tolist(), worth.tolist(), strict=True):
            found[stem] += value
    # a word of one entry alone finds no other
    kept = [
        (value, stem)
        for stem, value in found.items()
        if stem not in asked and snapshot.stem_count[stem] > _ONCE
    ]
    kept.sort(key=lambda pair: (-pair[0], snapshot.lexicon.stems[pair[1]]))
    return kept[:_WORDS]
