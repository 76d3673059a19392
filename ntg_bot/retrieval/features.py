"""Text to numbers for the linear classifiers: hashed word and character n-grams, tf-idf weighted.

Nothing here knows intents or communities, and nothing here is shared with the search engine's own
analysis: a classifier wants the little words ("we", "how do I") that search throws away.
Rows are kept in a small CSR form (three numpy arrays), so that no sparse-matrix library is needed.
Sentence vectors, where an encoder is given, stand beside the n-grams as a dense block.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MAX_CHARS = 1_500
"""longer texts are cut: what a person means stands at the beginning"""
MAX_WORDS = 250
MAX_WORD = 24
"""longer words are cut before n-grams are taken: such runs are links or noise"""

REMEMBERED = 50_000
"""words whose character grams are remembered"""

SIGN = "£s"
"""begins a word that is no word of the text but a sign of its shape, added by a classifier"""

_WORD = re.compile(r"[a-z0-9£%]+(?:'[a-z]{1,4})?|[?!]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, question and exclamation marks as words of their own."""
    quoted = text[: 4 * MAX_CHARS].translate(_QUOTES)
    if quoted.isascii():
        return _cut(quoted[:MAX_CHARS].lower())
    tidy = unicodedata.normalize("NFKC", quoted)
    tidy = _INVISIBLE.sub("", tidy)[:MAX_CHARS].lower()
    stripped = "".join(c for c in unicodedata.normalize("NFD", tidy) if not _is_mark(c))
    return _cut(stripped)


def _cut(tidy: str) -> list[str]:
    return [word[:MAX_WORD] for word in _WORD.findall(tidy)[:MAX_WORDS]]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def word_grams(words: Sequence[str]) -> list[str]:
    """Words and pairs of neighbours; the first and last word are paired with the text's edges."""
    edged = ["^", *words, "$"]
    return [*words, *(f"{left} {right}" for left, right in pairwise(edged))]


def char_grams(word: str) -> list[str]:
    """Runs of 3 to 5 characters of one word with its edges marked, shorter words whole."""
    edged = f" {word} "
    size = len(edged)
    if size <= 3:
        return [edged]
    return [edged[i : i + n] for n in (3, 4, 5) for i in range(size - n + 1)]


class GramHasher:
    """n-grams to 32-bit numbers (CRC-32: the same on every machine), remembered by word."""

    def __init__(self) -> None:
        self._chars: dict[str, tuple[int, ...]] = {}

    def words(self, words: Sequence[str]) -> list[int]:
        return [zlib.crc32(gram.encode()) for gram in word_grams(words)]

    def around(self, words: Sequence[str], i: int) -> list[int]:
        """Word `i` alone, with the one before it and with the one after it."""
        edged = ["^", *words[max(0, i - 1) : i + 2], "$"][0 if i == 0 else 1 :]
        before, word, after = edged[:3]
        grams = (word, f"{before} {word}", f"{word} {after}")
        return [zlib.crc32(gram.encode()) for gram in grams]

    def chars(self, words: Sequence[str]) -> list[int]:
        found: list[int] = []
        for word in words:
            hashed = self._chars.get(word)
            if hashed is None:
                # a tuple: the search for garbage need not look at tens of thousands of them
                hashed = tuple(zlib.crc32(gram.encode(), 1) for gram in char_grams(word))
                if len(self._chars) < REMEMBERED:
                    self._chars[word] = hashed
            found.extend(hashed)
        return found


@dataclass(frozen=True, slots=True)
class Counted:
    """The distinct n-grams of some lines: three arrays of one length, sorted by line, then key."""

    line: Ints
    key: Ints
    count: Floats
    lines: int

    @classmethod
    def of(cls, hashed: Sequence[Sequence[int]]) -> Self:
        """From the hashes of each line, repeats and all."""
        sizes = [len(keys) for keys in hashed]
        line = np.repeat(np.arange(len(hashed), dtype=np.int64), sizes)
        key = np.fromiter((key for keys in hashed for key in keys), np.int64, sum(sizes))
        pairs, counts = np.unique((line << 32) | key, return_counts=True)
        return cls(pairs >> 32, pairs & 0xFFFFFFFF, counts.astype(np.float32), len(hashed))

    def take(self, which: Ints) -> Counted:
        """The lines numbered `which` (ascending), numbered anew from 0."""
        anew = np.full(self.lines, -1, dtype=np.int64)
        anew[which] = np.arange(len(which))
        kept = anew[self.line] >= 0
        return Counted(anew[self.line[kept]], self.key[kept], self.count[kept], len(which))


@dataclass(frozen=True, slots=True)
class Grams:
    """Word and character n-grams of the same lines."""

    words: Counted
    chars: Counted

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]], hasher: GramHasher) -> Self:
        """From lines as lists of words."""
        return cls(
            Counted.of([hasher.words(line) for line in lines]),
            Counted.of([hasher.chars(line) for line in lines]),
        )

    def take(self, which: Ints) -> Grams:
        """The lines numbered `which` (ascending)."""
        return Grams(self.words.take(which), self.chars.take(which))


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: row i has columns `indices[indptr[i]:indptr[i+1]]` with `values` beside them.

    `dense` is (n, d) float32, d being 0 without an encoder; `known` is the share (0 to 1) of each
    row's word weight that training had seen.
    """

    indptr: Ints
    indices: Ints
    values: Floats
    dense: Floats
    known: Floats

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def row(self, i: int) -> tuple[Ints, Floats]:
        """Columns and values of row `i`."""
        start, end = self.indptr[i], self.indptr[i + 1]
        return self.indices[start:end], self.values[start:end]


class Vectoriser:
    """A fitted n-grams-to-row map. Columns: word grams first, then character grams.

    tf-idf as log-damped counts times smoothed idf; each block is scaled to length `weight`,
    grams that training never saw counting towards the length but having no column, so that an
    unfamiliar text gets a short row and with it a low margin.
    """

    def __init__(
        self, word_keys: Ints, char_keys: Ints, idf: Floats, unseen_idf: float, weight: float
    ) -> None:
        """`word_keys` and `char_keys` are the hashes with a column, ascending."""
        self.word_keys, self.char_keys = word_keys, char_keys
        self.idf, self.unseen_idf, self.weight = idf, unseen_idf, weight
        self.hasher = GramHasher()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.idf)

    @classmethod
    def fit(cls, grams: Grams, weight: float) -> Self:
        """Columns and idf from the training lines' n-grams."""
        word_keys, in_words = np.unique(grams.words.key, return_counts=True)
        char_keys, in_chars = np.unique(grams.chars.key, return_counts=True)
        total = grams.words.lines + 1
        idf = np.log(total / (1 + np.concatenate([in_words, in_chars]))) + 1
        unseen = float(np.log(total) + 1)
        return cls(word_keys, char_keys, idf.astype(np.float32), unseen, weight)

    def rows(self, grams: Grams, dense: Floats | None = None) -> Rows:
        """The rows of some lines; `dense` are their sentence vectors in the same order."""
        n = grams.words.lines
        word_line, word_column, word_value, known = self._block(grams.words, self.word_keys, 0)
        char_line, char_column, char_value, _ = self._block(
            grams.chars, self.char_keys, len(self.word_keys)
        )
        line = np.concatenate([word_line, char_line])
        order = np.argsort(line, kind="stable")
        indptr = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(line, minlength=n), out=indptr[1:])
        return Rows(
            indptr,
            np.concatenate([word_column, char_column])[order],
            np.concatenate([word_value, char_value])[order],
            np.zeros((n, 0), dtype=np.float32) if dense is None else dense,
            known,
        )

    def owned(self, line: Sequence[str]) -> tuple[Ints, Ints]:
        """(columns, words): every gram of `line` with a column, and the number of the word it
        belongs to; a pair of words is listed once for each of the two.
        """
        words = range(len(line))
        pairs = [self.hasher.around(line, i) for i in words]
        chars = [self.hasher.chars([word]) for word in line]
        columns: list[Ints] = []
        owners: list[Ints] = []
        offset = 0
        for hashed, keys in ((pairs, self.word_keys), (chars, self.char_keys)):
            sizes = [len(own) for own in hashed]
            every = np.fromiter((key for own in hashed for key in own), np.int64, sum(sizes))
            at, seen = _found(every, keys)
            columns.append(at[seen] + offset)
            owners.append(np.repeat(np.arange(len(line), dtype=np.int64), sizes)[seen])
            offset += len(keys)
        return np.concatenate(columns), np.concatenate(owners)

    def _block(
        self, counted: Counted, keys: Ints, offset: int
    ) -> tuple[Ints, Ints, Floats, Floats]:
        """Lines, columns and scaled values of the known grams, and each line's known share."""
        at, seen = _found(counted.key, keys)
        line, column = counted.line[seen], at[seen] + offset
        raw = (1 + np.log(counted.count[seen])) * self.idf[column]
        known = np.bincount(line, weights=raw**2, minlength=counted.lines)
        unseen = np.bincount(counted.line[~seen], minlength=counted.lines) * self.unseen_idf**2
        length = np.maximum(known + unseen, 1e-9)
        value = raw * (self.weight / np.sqrt(length))[line]
        return line, column, value.astype(np.float32), (known / length).astype(np.float32)


def _found(keys: Ints, known: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each of `keys` stands in the ascending `known`, and whether it does at all."""
    if not len(known):
        return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return at, known[at] == keys
