"""Every word ever indexed, numbered once, with its stem. It only grows.

Snapshots share one lexicon: looking up while another thread adds is safe, because entries are
appended and never changed. What is in use *now* is counted by each snapshot, not here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from threading import Lock

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from ntg_bot.retrieval.text import STOPWORDS

SKIP = -2
"""what a function word has for a number"""
_LONGEST_STEMMED = 40
_MOST_STEMMED = 50_000


class _Numbers(dict[str, int]):
    """Numbers by word; asking for a word that is new adds it."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__(dict.fromkeys(STOPWORDS, SKIP))
        self._add = add

    def __missing__(self, word: str) -> int:
        return self._add(word)


class Lexicon:
    """Surface words and stems, both numbered from 0 in order of first sight.

    `stem_of[w]` is the stem number of surface word number `w`. Function words have no number.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.stems: list[str] = []
        self.stem_of = array("i")
        self._word_number = _Numbers(self._added)
        self._stem_number: dict[str, int] = {}
        self._lock = Lock()
        self.number = self._word_number.__getitem__
        """the number of a word, given now if it is new; SKIP for a function word"""

    def _added(self, word: str) -> int:
        with self._lock:
            number = self._word_number.get(word)
            if number is None:
                stem = self.stem(word)
                stem_number = self._stem_number.setdefault(stem, len(self.stems))
                if stem_number == len(self.stems):
                    self.stems.append(stem)
                number = len(self.words)
                self.words.append(word)
                self.stem_of.append(stem_number)
                self._word_number[word] = number
        return number

    def stems_by_word(self) -> NDArray[np.int32]:
        """`stem_of` as it is now, a copy that does not grow."""
        with self._lock:  # an array that is being copied cannot grow
            return np.array(self.stem_of, np.int32)

    def find(self, word: str) -> int | None:
        """The number of a surface word, None if it was never indexed."""
        number = self._word_number.get(word)
        return None if number == SKIP else number

    def find_stem(self, word: str) -> int | None:
        """The number of the stem of `word`, None if no indexed word has that stem."""
        number = self.find(word)
        if number is not None:
            return self.stem_of[number]
        return self._stem_number.get(self.stem(word))

    def stem(self, word: str) -> str:
        """The Porter2 stem; words with digits and absurdly long ones are their own stem."""
        return _stem(word)


# Porter2 changes no word that ends otherwise: asking first saves its time for these.
_SUFFIXES = tuple("s ed ing y e i l er or ic ant ent ism ion ist".split())  # noqa: SIM905
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()
_STEMMED: dict[str, str] = {}


def _stem(word: str) -> str:
    if len(word) > _LONGEST_STEMMED or not word.isalpha() or not word.endswith(_SUFFIXES):
        return word
    stem = _STEMMED.get(word)
    if stem is None:
        with _STEMMING:  # the stemmer keeps the word it works on in itself
            stem = str(_STEMMER.stemWord(word))
            if len(_STEMMED) >= _MOST_STEMMED:
                _STEMMED.clear()
            _STEMMED[word] = stem
    return stem
