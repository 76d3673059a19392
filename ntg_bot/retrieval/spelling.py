"""Unknown words looked up in the index's own vocabulary: by letters, then by OSA distance.

Only words that no entry has are corrected (and words that a single entry has are weakly widened).
One edit below eight letters, two from eight on; and where that finds nothing near, words with the
same consonants ("travler", "behvior"), for vowels and double letters are what people leave out. A
weight says how far a correction is to be trusted: by distance, by how common the found word is, by
whether the first letter stays.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.snapshot import Snapshot

SHORTEST = 4
"""letters that a word must have to be corrected"""
TWO_EDITS_FROM = 8
_LONGEST = 30
_MOST = 4
_TAIL = 1500
"""new words that are compared one by one before the table of letters is made anew"""
_ALPHABET = 26
_BLOCK = 8192
_BONES = 4
"""consonants that a word must have to be known by them alone"""
_BONES_APART = 3
"""edits between two words with the same consonants, at most"""
_VOWELS = str.maketrans(dict.fromkeys("aeiouy"))
_DOUBLED = re.compile(r"(.)\1+")
_ONCE = np.uint64(1) << np.arange(0, 2 * _ALPHABET, 2, dtype=np.uint64)
_OTHER_FIRST_LETTER = 0.75
_CACHED = 4096
_PAIRS = ("f ph", "k c", "s c", "y i", "sh ti", "sion tion", "er re", "or our", "ise ize", "er or")
_SOUNDS = tuple(
    (said, meant)
    for pair in _PAIRS
    for said, meant in (tuple(pair.split()), tuple(reversed(pair.split())))
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A vocabulary word near a typed one; `weight` is 0 to 1."""

    word: str
    weight: float
    distance: int


class Speller:
    """Finds near words. Shares the growing lexicon; what counts as known is the snapshot's."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._table = _Letters(())
        self._bones = _Bones()
        self._lock = Lock()
        self._cache: OrderedDict[tuple[int, str, int], tuple[Suggestion, ...]] = OrderedDict()

    def near(self, word: str, snapshot: Snapshot, least: int = 1) -> tuple[Suggestion, ...]:
        """Words of at least `least` living entries near `word`, best first, at most four."""
        if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return ()
        key = (id(snapshot), word, least)
        with self._lock:
            found = self._cache.get(key)
        if found is None:
            found = self._near(word, snapshot, least)
            with self._lock:
                self._cache[key] = found
                if len(self._cache) > _CACHED:
                    self._cache.popitem(last=False)
        return found

    def forget(self) -> None:
        """Empties the cache: the snapshot has changed."""
        with self._lock:
            self._cache.clear()

    def _near(self, word: str, snapshot: Snapshot, least: int) -> tuple[Suggestion, ...]:
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        table = self._fresh_table()
        numbers = table.candidates(word, edits, len(self._lexicon.words))
        counts = snapshot.word_count
        if numbers.max(initial=0) >= len(counts):  # words of entries that are only coming
            numbers = numbers[numbers < len(counts)]
        seen = counts[numbers]
        numbers = numbers[seen >= least]
        alike = self._sounding_alike(word, snapshot, least)
        words = [self._lexicon.words[number] for number in numbers.tolist()]
        found = list(alike)
        if words:
            apart = cdist([word], words, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8)[0]
            sounding = {other for _, _, other in alike}
            found = [
                (int(apart[place]), int(counts[numbers[place]]), words[place])
                for place in np.flatnonzero((apart > 0) & (apart <= edits)).tolist()
                if words[place] not in sounding
            ] + found
        if not any(distance == 1 for distance, _, _ in found):
            known = {other for _, _, other in found}
            found += [
                one for one in self._with_same_bones(word, snapshot, least) if one[2] not in known
            ]
        return _weighed(word, found, snapshot)

    def _with_same_bones(
        self, word: str, snapshot: Snapshot, least: int
    ) -> list[tuple[int, int, str]]:
        """Known words with the same consonants in the same order, as two edits."""
        with self._lock:
            self._bones.grow(self._lexicon.words)
        likely = [(snapshot.seen(other), other) for other in self._bones.like(word)]
        return [
            (2, count, other)
            for count, other in likely
            if count >= least
            and OSA.distance(word, other, score_cutoff=_BONES_APART) <= _BONES_APART
        ]

    def _sounding_alike(
        self, word: str, snapshot: Snapshot, least: int
    ) -> list[tuple[int, int, str]]:
        """Known words that differ by letters that sound the same, as one edit."""
        found: dict[str, int] = {}
        for said, meant in _SOUNDS:
            at = word.find(said)
            while at >= 0:
                other = word[:at] + meant + word[at + len(said) :]
                count = snapshot.seen(other)
                if count >= least:
                    found[other] = count
                at = word.find(said, at + 1)
        return [(1, count, other) for other, count in found.items()]

    def _fresh_table(self) -> _Letters:
        words = self._lexicon.words
        if len(words) - self._table.size > _TAIL or not self._table.size:
            with self._lock:
                self._table = _Letters(words[:])
        return self._table


def _weighed(
    word: str, found: list[tuple[int, int, str]], snapshot: Snapshot
) -> tuple[Suggestion, ...]:
    """Weights: cap by distance, first letter, and commonness relative to the likeliest."""
    setting = snapshot.setting
    caps = {1: setting.corrected_near, 2: setting.corrected_far}
    likely = []
    for distance, count, candidate in found:
        first = 1.0 if _begins_alike(candidate, word) else _OTHER_FIRST_LETTER
        odds = (count + 0.5) ** 0.5 * first * (1.0 if distance == 1 else 0.2)
        likely.append((odds, distance, candidate, first))
    likely.sort(key=lambda x: (-x[0], x[1], x[2]))
    best = likely[0][0] if likely else 1.0
    return tuple(
        Suggestion(candidate, caps[distance] * first * (odds / best) ** 0.5, distance)
        for odds, distance, candidate, first in likely[:_MOST]
    )


def _begins_alike(candidate: str, word: str) -> bool:
    return candidate[0] == word[0] or candidate.startswith("ph") or word.startswith("ph")


class _Bones:
    """Words by their first letter and the consonants after it, each run of a letter as one."""

    def __init__(self) -> None:
        self._size = 0
        self._words: dict[str, tuple[str, ...]] = {}

    def grow(self, words: Sequence[str]) -> None:
        """Takes in the words that have come since."""
        newer = [word for word in words[self._size :] if word.isalpha()]
        self._size = len(words)
        if not newer:
            return
        for word, bones in zip(newer, _bones_of(newer), strict=True):
            if len(bones) >= _BONES:
                self._words[bones] = (*self._words.get(bones, ()), word)

    def like(self, word: str) -> tuple[str, ...]:
        """Words other than `word` with its consonants; none where these are too few to tell."""
        bones = _bones_of([word])[0]
        return tuple(other for other in self._words.get(bones, ()) if other != word)


def _bones_of(words: Sequence[str]) -> list[str]:
    bare = "\n".join(word[0] + word[1:].translate(_VOWELS) for word in words)
    return _DOUBLED.sub(r"\1", bare).split("\n")


class _Letters:
    """Which letters each word has, once and twice, as 52 bits; the words in order of length."""

    def __init__(self, words: Sequence[str]) -> None:
        self.size = len(words)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        marks = [_marks(words[low : low + _BLOCK]) for low in range(0, len(words), _BLOCK)]
        self._numbers = np.argsort(lengths, kind="stable")
        self._marks = np.concatenate([np.zeros(0, np.uint64), *marks])[self._numbers]
        self._from = np.searchsorted(lengths[self._numbers], np.arange(_LONGEST + 4)).tolist()

    def candidates(self, word: str, edits: int, known: int) -> NDArray[np.int64]:
        """Numbers of words that may be within `edits` of `word`, and all newer than the table.

        An edit changes two bits at most (one letter for another), so nothing is missed.
        """
        low, high = self._from[max(0, len(word) - edits)], self._from[len(word) + edits + 1]
        apart = np.bitwise_count(self._marks[low:high] ^ np.uint64(_marks_of(word)))
        likely = self._numbers[low:high][apart <= 2 * edits]
        newer = np.arange(self.size, known)
        return np.concatenate((likely, newer)) if len(newer) else likely


def _marks_of(word: str) -> int:
    """What `_marks` gives for one word."""
    once = twice = 0
    for character in word:
        if "a" <= character <= "z":
            bit = 1 << 2 * (ord(character) - ord("a"))
            twice |= once & bit
            once |= bit
    return once | twice << 1


def _marks(words: Sequence[str]) -> NDArray[np.uint64]:
    """(words,): bit 2n is set where the nth letter is there, bit 2n + 1 where it is there twice."""
    codes = np.frombuffer("".join(words).encode("ascii"), np.uint8).astype(np.int64) - ord("a")
    owner = np.repeat(np.arange(len(words)), [len(word) for word in words])
    is_letter = (codes >= 0) & (codes < _ALPHABET)
    place = owner[is_letter] * _ALPHABET + codes[is_letter]
    counts = np.bincount(place, minlength=len(words) * _ALPHABET).reshape(-1, _ALPHABET)
    once, twice = (counts >= 1).astype(np.uint64), (counts >= 2).astype(np.uint64)
    marks: NDArray[np.uint64] = once @ _ONCE + twice @ (_ONCE << np.uint64(1))
    return marks
