"""Puts mistyped words right before a classifier reads them, from its own training vocabulary.

Only words that are neither training's nor plain English are touched, and only where a near one
is known. This is not the search engine's correction: nothing here is weighted, shown or searched
with.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ntg_bot.retrieval.english import is_english

SHORTEST = 4
"""shorter words are left as they are: nearly every three letters are near some word"""
LONG = 8
"""words of this length may have two errors, shorter ones one"""
FIRST_LETTER = 0.5
"""people seldom mistype the first letter: another one counts as half an edit more"""
FREQUENCY = 0.15
"""how much a common word is preferred to a rare one at the same distance"""
REMEMBERED = 20_000


class Mender:
    """Mends words towards a vocabulary with counts."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = dict(vocabulary)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self.vocabulary):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_length[len(word)].append(word)
        self._mended: dict[str, str] = {}

    @classmethod
    def fit(cls, lines: Sequence[Sequence[str]]) -> Mender:
        """From training lines: each word counts once a line."""
        counts: Counter[str] = Counter()
        for line in lines:
            counts.update(set(line))
        return cls(counts)

    def mend(self, words: Sequence[str]) -> list[str]:
        """`words` with the mistyped ones put right; never longer or shorter than it was."""
        return [self._one(word) for word in words]

    def _one(self, word: str) -> str:
        if word in self.vocabulary or len(word) < SHORTEST or not word.isalpha():
            return word
        if is_english(word):
            return word
        mended = self._mended.get(word)
        if mended is None:
            mended = self._nearest(word)
            if len(self._mended) < REMEMBERED:
                self._mended[word] = mended
        return mended

    def _nearest(self, word: str) -> str:
        if _other_number(word) & self.vocabulary.keys():
            return word  # a plural is no error; character grams see that the two are one
        allowed = 1 if len(word) < LONG else 2
        near = [
            known
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for known in self._by_length.get(length, ())
        ]
        best, lowest = word, math.inf
        for known, distance, _ in process.extract(
            word, near, scorer=OSA.distance, score_cutoff=allowed, limit=None
        ):
            cost = distance + FIRST_LETTER * (known[0] != word[0])
            cost -= FREQUENCY * math.log1p(self.vocabulary[known])
            if cost < lowest:
                best, lowest = known, cost
        return best


def _other_number(word: str) -> set[str]:
    return {f"{word}s", word[:-1]} if word.endswith("s") else {f"{word}s"}
