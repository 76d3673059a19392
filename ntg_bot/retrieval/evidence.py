"""How well the best entry covers the question: the features that confidence rests on.

Each is a number of about 0 to 1 that compares across questions and knowledge bases.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np

from ntg_bot.retrieval.ranking import Found, Ranked
from ntg_bot.retrieval.reading import Group, Query
from ntg_bot.retrieval.snapshot import Snapshot

_LOOKED_AT = 6
_ALIKE = 0.5
_BODY = 4
_MANY_WORDS = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares are of the question's weight (emphasis times rarity) unless said otherwise."""

    matched: float
    """share found in the best entry, as typed or by synonym"""
    in_head: float
    """the same, looking at everything but the body"""
    helped: float
    """share found there when corrected words count by their weight"""
    heaviest: float
    """how far the single heaviest word was found there"""
    unknown: float
    """share that no entry has, corrections aside"""
    words: float
    """the word score of the best entry, 1 for a perfect one"""
    phrasing: float
    """likeness to its title or to a way of asking"""
    margin: float
    """lead over the best entry that is not nearly the same, as a share of the score"""
    length: float
    """words that count, up to eight, as a share of eight"""
    cosine: float
    """nearness in meaning; 0 without sentence vectors"""
    cosine_lead: float
    """lead in meaning over the best entry that is not nearly the same"""

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
    whole, head = _stems(best.slot, snapshot)
    matched = in_head = helped = unknown = 0.0
    heaviest, heaviest_worth = 0.0, -1.0
    for group in query.groups:
        share = group.emphasis * group.worth / weight
        sure, any_way = _found(group, whole)
        matched += share * sure
        in_head += share * _found(group, head)[0]
        helped += share * any_way
        unknown += share * (not group.is_known and not _has_synonym(group))
        if group.emphasis * group.worth > heaviest_worth:
            heaviest, heaviest_worth = any_way, group.emphasis * group.worth
    rival = _rival(ranked, snapshot)
    return Evidence(
        matched=matched,
        in_head=in_head,
        helped=helped,
        heaviest=heaviest,
        unknown=unknown,
        words=best.words,
        phrasing=best.phrasing,
        margin=(best.score - rival.score) / best.score if rival and best.score > 0 else 1.0,
        length=min(1.0, sum(g.emphasis >= 1 for g in query.groups) / _MANY_WORDS),
        cosine=best.cosine,
        cosine_lead=best.cosine - rival.cosine if rival else best.cosine,
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


def _has_synonym(group: Group) -> bool:
    return any(alternative.how == "synonym" for alternative in group.alternatives)


def _stems(slot: int, snapshot: Snapshot) -> tuple[frozenset[int], frozenset[int]]:
    """Stems of an entry, and those outside its body."""
    words = snapshot.words(slot)
    real = words.stream >= 0
    stems = snapshot.stem_of[words.stream[real]]
    head = stems[words.fields[real] < _BODY]
    return frozenset(stems.tolist()), frozenset(head.tolist())


def _rival(ranked: Ranked, snapshot: Snapshot) -> Found | None:
    """The best entry that is neither nearly the same as the first nor tied to it."""
    first = ranked.best[0]
    entry = snapshot.entry(first.slot)
    stems = np.unique(snapshot.words(first.slot).stream)
    for other in ranked.best[1:_LOOKED_AT]:
        second = snapshot.entry(other.slot)
        if entry.id in second.practices or second.id in entry.practices:
            continue
        others = np.unique(snapshot.words(other.slot).stream)
        shared = len(np.intersect1d(stems, others, assume_unique=True))
        if shared < _ALIKE * min(len(stems), len(others)):
            return other
    return None
