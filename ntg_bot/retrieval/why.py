"""Why an entry matched, in words that a person can check against it."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.domain.asking import Why
from ntg_bot.domain.knowledge import Authority
from ntg_bot.retrieval.facets import agreement
from ntg_bot.retrieval.reading import Query
from ntg_bot.retrieval.snapshot import Snapshot

_MOST = 6
_GUESSED = 0.4
"""weight of a correction from which it is named: less is a near word in case it was meant, as
"house" for "horse", and would puzzle whoever typed the other"""
_SHARE = 0.2
"""of what the weightiest word counts, a word must count so much to be a reason"""


def why(
    query: Query,
    slot: int,
    snapshot: Snapshot,
    names: Mapping[str, str],
    authorities: Mapping[str, Authority],
    *,
    by_meaning: bool = False,
) -> Why:
    """The words (as searched), synonyms and facets that an entry shares with the question, as far
    as they carry weight.
    """
    stream = snapshot.words(slot).stream
    has = set(snapshot.stem_of[stream[stream >= 0]].tolist())
    words: dict[str, float] = {}
    synonyms: dict[str, float] = {}
    for group in query.groups:
        for alternative in group.alternatives:
            if alternative.how == "corrected" and alternative.weight < _GUESSED:
                continue
            if has.issuperset(alternative.stems):
                shown = synonyms if alternative.how == "synonym" else words
                counts = group.worth * group.emphasis * alternative.weight
                shown.setdefault(alternative.shown.lower(), counts)
                break
    _, shared = agreement(query.facets, snapshot.entry(slot))
    facets = [
        authorities[id].name
        if id in authorities
        else names.get(id, id.replace("-", " "))
        if not id[:1].isdigit()
        else f"ages {id.replace('-', ' to ')}"
        for id in shared
    ]
    least = _SHARE * max((*words.values(), *synonyms.values()), default=0.0)
    return Why(
        words=_weightiest(words, least),
        synonyms=_weightiest(synonyms, least),
        facets=tuple(dict.fromkeys(facets)),
        by_meaning=by_meaning,
    )


def _weightiest(found: dict[str, float], least: float) -> tuple[str, ...]:
    named = [word for word, counts in found.items() if counts >= least]
    return tuple(sorted(named, key=lambda word: -found[word])[:_MOST])
