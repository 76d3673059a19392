"""The field's own words as evidence for a community: key terms, and the thesaurus behind them.

A term counts the more, the more surely it meant its community wherever it was seen: "parents"
stands in posts of every community, "youth offending team" in those of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from ntg_bot.domain.knowledge import Example, Practice
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.features import words_of

Span = tuple[int, int]
"""words `from` (included) `to` (not included) of a post"""

LONGEST = 4
"""words a term may have"""
LEAST_SHARE = 0.1
"""a community a group seldom appears in is not the group's community"""
DOUBT = 1.0
"""lines added to what a term was seen in, spread over its communities alone"""


class CommunityTerms:
    """Terms with the communities they speak for."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        practices: Sequence[Practice] = (),
        examples: Sequence[Example] = (),
    ) -> None:
        """Practices and examples say which community a group of children belongs to."""
        self.phrases: list[tuple[str, str]] = [
            (term, community.id)
            for community in taxonomy.communities
            for term in community.key_terms
        ]
        homes = _homes(taxonomy, [*practices, *examples])
        for group in taxonomy.groups:
            if group.id in homes:
                self.phrases += [(term, homes[group.id]) for term in (group.name, *group.key_terms)]
        self.own = list(dict.fromkeys(self.phrases))
        """terms of the communities and groups themselves, with their community"""
        for entry in taxonomy.thesaurus:
            home = homes.get(entry.relates_to)
            if home is not None:
                self.phrases += [(term, home) for term in (entry.term, *entry.variants)]
        self._owners: dict[tuple[str, ...], tuple[str, ...]] = {}
        for term, community in self.phrases:
            words = tuple(_singular(word) for word in words_of(term))
            owners = self._owners.get(words, ())
            if words and community not in owners:
                self._owners[words] = (*owners, community)
        self._sureness: dict[tuple[str, ...], dict[str, float]] = {
            term: dict.fromkeys(owners, 1 / len(owners)) for term, owners in self._owners.items()
        }

    def learn(self, lines: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        """Sets how sure each term is from labelled lines: texts with their communities."""
        seen: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for text, communities in lines:
            for term, _ in self._in(words_of(text)):
                for community in communities:
                    seen[term][community] += 1 / len(communities)
        for term, owners in self._owners.items():
            total = sum(seen[term].values()) + DOUBT
            self._sureness[term] = {
                owner: (seen[term][owner] + DOUBT / len(owners)) / total for owner in owners
            }

    def found(self, words: Sequence[str]) -> dict[str, dict[Span, float]]:
        """community -> where one of its terms stands in a post -> how sure that term is, 0 to 1."""
        found: dict[str, dict[Span, float]] = {}
        for term, span in self._in(words):
            for owner, sure in self._sureness[term].items():
                found.setdefault(owner, {})[span] = sure
        return found

    def _in(self, words: Sequence[str]) -> list[tuple[tuple[str, ...], Span]]:
        plain = [_singular(word) for word in words]
        return [
            (term, (start, start + size))
            for start in range(len(plain))
            for size in range(1, min(LONGEST, len(plain) - start) + 1)
            if (term := tuple(plain[start : start + size])) in self._owners
        ]


def evidence(terms: Mapping[Span, float]) -> float:
    """How much the terms found speak for their community together: 0 to 1, each counted once
    whatever it overlaps, unsure ones hardly at all.
    """
    return float(np.tanh(sum(sure**2 for sure in terms.values())))


def _homes(taxonomy: Taxonomy, items: Sequence[Practice | Example]) -> dict[str, str]:
    """Group id, or a word of a community's id ("leadership") -> the community it belongs to.

    A group's community is the one it appears in most beyond what its size would give.
    """
    known = set(taxonomy.community_by_id)
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for item in items:
        communities = [community for community in item.communities if community in known]
        for group in item.groups:
            for community in communities:
                weight = 1 / len(communities) / len(item.groups)
                shares[group][community] += weight
    sizes: dict[str, float] = defaultdict(float)
    for share in shares.values():
        for community, weight in share.items():
            sizes[community] += weight
    homes: dict[str, str] = {}
    for community in sorted(known):
        for word in community.split("-"):
            homes.setdefault(word, community)
    for group, share in shares.items():
        total = sum(share.values())
        able = [community for community in share if share[community] >= LEAST_SHARE * total]
        if able:
            lift = {community: share[community] / sizes[community] for community in able}
            homes[group] = max(sorted(lift), key=lift.__getitem__)
    return homes


def _singular(word: str) -> str:
    """Enough to see that "exclusions" and "exclusion" are one term."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
