"""Every word ever indexed, numbered once, with its stem. It only grows.

Snapshots share one lexicon: looking up while another thread adds is safe, because entries are
appended and never changed. What is in use *now* is counted by each snapshot, not here.
"""

from __future__ import annotations

from threading import Lock

import snowballstemmer

_LONGEST_STEMMED = 40
_MOST_STEMMED = 50_000


class Lexicon:
    """Surface words and stems, both numbered from 0 in order of first sight.

    `stem_of[w]` is the stem number of surface word number `w`.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.stems: list[str] = []
        self.stem_of: list[int] = []
        self._word_number: dict[str, int] = {}
        self._stem_number: dict[str, int] = {}
        self._lock = Lock()

    def add(self, word: str) -> int:
        """The number of `word`, given now if it is new."""
        number = self._word_number.get(word)
        if number is not None:
            return number
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

    def add_all(self, words: list[str]) -> list[int]:
        """The numbers of `words`; quick where most are known."""
        known = self._word_number
        try:
            return [known[word] for word in words]
        except KeyError:
            return [self.add(word) for word in words]

    def find(self, word: str) -> int | None:
        """The number of a surface word, None if it was never indexed."""
        return self._word_number.get(word)

    def find_stem(self, word: str) -> int | None:
        """The number of the stem of `word`, None if no indexed word has that stem."""
        number = self._word_number.get(word)
        if number is not None:
            return self.stem_of[number]
        return self._stem_number.get(self.stem(word))

    def stem(self, word: str) -> str:
        """The Porter2 stem; words with digits and absurdly long ones are their own stem."""
        return _stem(word)


_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()
_STEMMED: dict[str, str] = {}


def _stem(word: str) -> str:
    if len(word) > _LONGEST_STEMMED or not word.isalpha():
        return word
    stem = _STEMMED.get(word)
    if stem is None:
        with _STEMMING:  # the stemmer keeps the word it works on in itself
            stem = str(_STEMMER.stemWord(word))
            if len(_STEMMED) >= _MOST_STEMMED:
                _STEMMED.clear()
            _STEMMED[word] = stem
    return stem
