"""How well the best entry covers the question: the features that confidence rests on.

Each is about 0 to 1, compares across questions and knowledge bases, and speaks for the first hit
the more the higher it is: fitting holds every weight at zero or above.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from math import exp, sqrt

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from ntg_bot.retrieval.ranking import Found, Ranked
from ntg_bot.retrieval.reading import Group, Query
from ntg_bot.retrieval.snapshot import Snapshot
from ntg_bot.retrieval.text import fold

_RIVALS = 5
"""runners-up that are looked at for the first that is not nearly the same as the best"""
_OTHERS = 10
"""first hits among which the best must stand out"""
_ALIKE = 0.5
_TITLE, _BODY = 0, 4
_MANY_WORDS = 16
_SPREAD = 0.1
"""difference in score at which one entry is e times as likely meant as another"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the first hit. Its *head* is the share of the question's weight (emphasis
    times rarity of each word; corrected words and synonyms count by their weight) that is found
    in the title, ways of asking, summary and keywords.
    """

    words: float
    """the word score of the best entry, 1 for a perfect one"""
    phrasing: float
    """how much nearer its title or ways of asking are to the question than those of the other
    first hits, times its head"""
    gap: float
    """lead in score over the best entry that is not nearly the same"""
    clear: float
    """its share among the first hits' likelihoods (softmax of the scores), times its head"""
    length: float
    """words that count, to the power of a half: few words are matched by chance"""
    title: float
    """share of the title's weight that the question says in any way: an answer's title is seldom
    about more than was asked"""
    likeness: float
    """rapidfuzz token_sort_ratio of the question, as it was understood, with the title"""
    cosine: float
    """nearness in meaning; 0 without sentence vectors"""
    peak: float
    """lead in meaning of the nearest entry over the mean of the next nine"""

    def values(self) -> tuple[float, ...]:
        """The numbers in the order of NAMES."""
        return astuple(self)


NAMES = tuple(field.name for field in fields(Evidence))


def evidence(query: Query, ranked: Ranked, snapshot: Snapshot) -> Evidence | None:
    """The evidence for the first hit; None where there is nothing to judge."""
    weight = sum(group.emphasis * group.worth for group in query.groups)
    if not ranked.best or not weight:
        return None
    best = ranked.best[0]
    _, head_stems = _stems(best.slot, snapshot)
    head = sum(
        group.emphasis * group.worth / weight * _found(group, head_stems)[1]
        for group in query.groups
    )
    others = [one for one in ranked.best[1:_OTHERS] if not _tied(best.slot, one.slot, snapshot)]
    nearby = sum(one.phrasing for one in others) / len(others) if others else 0.0
    likely = 1 / (1 + sum(exp((one.score - best.score) / _SPREAD) for one in others))
    rival = _rival(ranked, snapshot)
    counted = sum(group.emphasis >= 1 for group in query.groups)
    return Evidence(
        words=best.words,
        phrasing=max(0.0, best.phrasing - nearby) * head,
        gap=best.score - rival.score if rival else best.score,
        clear=likely * head,
        length=sqrt(min(counted, _MANY_WORDS) / _MANY_WORDS),
        title=_titled(query, best.slot, snapshot),
        likeness=token_sort_ratio(fold(query.corrected), fold(snapshot.entry(best.slot).title))
        / 100,
        cosine=best.cosine,
        peak=ranked.peak,
    )


def rests_on_corrections(query: Query, ranked: Ranked, snapshot: Snapshot) -> bool:
    """Whether nothing but corrected words ties the question to the first hit."""
    if not query.corrections or not ranked.best:
        return False
    whole, _ = _stems(ranked.best[0].slot, snapshot)
    return not any(_found(group, whole)[0] for group in query.groups if group.emphasis >= 1)


def _found(group: Group, stems: frozenset[int]) -> tuple[float, float]:
    """How far a group is there: as typed or by synonym, and in any way."""
    sure = any_way = 0.0
    for alternative in group.alternatives:
        if all(stem in stems for stem in alternative.stems):
            any_way = max(any_way, alternative.weight)
            if alternative.how != "corrected":
                sure = max(sure, alternative.weight)
    return sure, any_way


def _stems(slot: int, snapshot: Snapshot) -> tuple[frozenset[int], frozenset[int]]:
    """Stems of an entry, and those outside its body."""
    words = snapshot.words(slot)
    real = words.stream >= 0
    stems = snapshot.stem_of[words.stream[real]]
    head = stems[words.fields[real] < _BODY]
    return frozenset(stems.tolist()), frozenset(head.tolist())


def _titled(query: Query, slot: int, snapshot: Snapshot) -> float:
    """The share of the weight of an entry's title that the question says."""
    words = snapshot.words(slot)
    stems = snapshot.stem_of[words.stream[(words.stream >= 0) & (words.fields == _TITLE)]]
    said: dict[int, float] = {}
    for group in query.groups:
        for alternative in group.alternatives:
            for stem in alternative.stems:
                said[stem] = max(said.get(stem, 0.0), alternative.weight)
    weights = {stem: snapshot.weight(stem) for stem in stems.tolist()}
    whole = sum(weights.values())
    shared = sum(weight * said.get(stem, 0.0) for stem, weight in weights.items())
    return shared / whole if whole else 0.0


def _tied(slot: int, other: int, snapshot: Snapshot) -> bool:
    """Whether one is an example of the other."""
    first, second = snapshot.entry(slot), snapshot.entry(other)
    return first.id in second.practices or second.id in first.practices


def _rival(ranked: Ranked, snapshot: Snapshot) -> Found | None:
    """The best entry that is neither nearly the same as the first nor tied to it."""
    first = ranked.best[0]
    stems = np.unique(snapshot.words(first.slot).stream)
    for other in ranked.best[1 : _RIVALS + 1]:
        if _tied(first.slot, other.slot, snapshot):
            continue
        others = np.unique(snapshot.words(other.slot).stream)
        shared = len(np.intersect1d(stems, others, assume_unique=True))
        if shared < _ALIKE * min(len(stems), len(others)):
            return other
    return None
