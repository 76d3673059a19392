"""Why an entry matched, in words that a person can check against it."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.domain.asking import Why
from ntg_bot.domain.knowledge import Authority
from ntg_bot.retrieval.facets import agreement
from ntg_bot.retrieval.reading import Query
from ntg_bot.retrieval.snapshot import Snapshot

_MOST = 6


def why(
    query: Query,
    slot: int,
    snapshot: Snapshot,
    names: Mapping[str, str],
    authorities: Mapping[str, Authority],
    *,
    by_meaning: bool = False,
) -> Why:
    """The words (as searched), synonyms and facets that an entry shares with the question."""
    stream = snapshot.words(slot).stream
    has = set(snapshot.stem_of[stream[stream >= 0]].tolist())
    words: dict[str, float] = {}
    synonyms: dict[str, float] = {}
    for group in query.groups:
        for alternative in group.alternatives:
            if has.issuperset(alternative.stems):
                shown = synonyms if alternative.how == "synonym" else words
                shown.setdefault(alternative.shown.lower(), group.worth)
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
    return Why(
        words=_weightiest(words),
        synonyms=_weightiest(synonyms),
        facets=tuple(dict.fromkeys(facets)),
        by_meaning=by_meaning,
    )


def _weightiest(found: dict[str, float]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda word: -found[word])[:_MOST])
