"""A plain text as words in sentences, each with what the lists say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from ntg_bot.screening.cues import HE_OR_SHE
from ntg_bot.screening.lists import (
    everyday_names,
    folded,
    given_names,
    known_phrases,
    known_words,
    short_words,
    surnames,
)

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_OPENS = re.compile(r"[.!?:;\n*•\"(]")
_ENDS = re.compile(r"[.!?][\"')\]]*\s|\n")
_SHORT = 3
"""words up to this length are not in the list of English words"""
_FEWEST = 8
_SHOUTED = 0.8
"""this share of letters in capitals, of so many, makes a sentence one that is shouted"""


class Sort(Enum):
    """What a word may be, by itself."""

    NAME = auto()
    """a given name and nothing else"""
    EITHER = auto()
    """a given name that is a word, a place or a month too"""
    UNKNOWN = auto()
    """in no list"""
    WORD = auto()


@dataclass(slots=True)
class Word:
    """One word, without its possessive ending. `gap` is what stands before it."""

    text: str = field(repr=False)
    lower: str = field(repr=False)
    start: int
    end: int
    sort: Sort
    is_known: bool
    """stands with a capital letter and is nobody's name"""
    is_capital: bool
    is_shouted: bool
    is_possessive: bool
    opens: bool
    """first of its sentence, or after a colon, a bracket or a quotation mark"""
    gap: str = field(repr=False)
    sentence: int


@dataclass(slots=True)
class Sentence:
    """What a sentence says of people as a whole."""

    first_he_or_she: int = -1
    last_he_or_she: int = -1
    """numbers of words; -1 where there is none"""
    is_lower: bool = True
    """no capital letter but its first: written in a hurry"""
    has_family: bool = False
    letters: int = 0
    shouted: int = 0
    """letters in words of two and more, and how many of them in words all in capitals"""

    @property
    def is_shouted(self) -> bool:
        """Whether it is written all in capitals."""
        return self.letters >= _FEWEST and self.shouted >= _SHOUTED * self.letters


class Vocabulary:
    """Says what a word may be: the package's lists, the caller's terms, plain English."""

    def __init__(
        self,
        terms: Iterable[str],
        is_english: Callable[[str], bool],
        names: Collection[str] | None = None,
    ) -> None:
        """`terms`: names of councils, practices, bodies; `is_english` is asked in lower case."""
        self._names = given_names() if names is None else frozenset(names)
        self._either = everyday_names()
        self._surnames = surnames()
        self._short = short_words()
        self._is_english = is_english
        self._phrases: dict[str, set[tuple[str, ...]]] = {}
        known = set(known_words())
        for term in (*known_phrases(), *terms):
            words = tuple(folded(found[0]) for found in _WORD.finditer(term))
            if len(words) > 1:
                self._phrases.setdefault(words[0], set()).add(words)
            known.update(word for word in words if word not in self._names)
        self._known = frozenset(known)

    def is_known(self, lower: str) -> bool:
        """Whether a folded word is one of the caller's terms, or a place, a time, a scheme."""
        return lower in self._known or lower.isdigit()

    def sort(self, lower: str) -> Sort:
        """What a folded word may be."""
        if lower in self._names:
            is_word = lower in self._either or lower in self._known
            return Sort.EITHER if is_word else Sort.NAME
        if self.is_known(lower):
            return Sort.WORD
        if "-" in lower:
            parts = [self.sort(part) for part in lower.split("-")[:5] if part]
            if parts and parts[0] in (Sort.NAME, Sort.EITHER):
                return parts[0]
            return Sort.UNKNOWN if Sort.UNKNOWN in parts else Sort.WORD
        if "'" in lower:
            return Sort.WORD if self.sort(lower.partition("'")[0]) is Sort.WORD else Sort.UNKNOWN
        if lower in self._surnames:
            return Sort.UNKNOWN
        if len(lower) <= _SHORT:
            return Sort.WORD if lower in self._short else Sort.UNKNOWN
        if self._is_english(lower) or (lower.endswith("s") and self._is_english(lower[:-1])):
            return Sort.WORD
        return Sort.UNKNOWN

    def phrase(self, words: list[Word], at: int) -> int:
        """How many words from `at` on are one of the caller's terms, 0 where none begins there."""
        longest = 0
        for phrase in self._phrases.get(words[at].lower, ()):
            length = len(phrase)
            if length > longest and length <= len(words) - at:
                same = all(words[at + n].lower == phrase[n] for n in range(length))
                longest = length if same else longest
        return longest


def split(plain: str, vocabulary: Vocabulary) -> tuple[list[Word], list[Sentence]]:
    """The words of a plain text and its sentences; linear in its length."""
    words: list[Word] = []
    sentence = Sentence()
    sentences = [sentence]
    known: dict[str, _Facts] = {}
    after = 0
    for found in _WORD.finditer(plain):
        written = found[0]
        start, end = found.span()
        gap = plain[after:start]
        opens = not words or (gap != " " and bool(_OPENS.search(gap)))
        if opens and words and _ENDS.search(gap):
            sentence = Sentence()
            sentences.append(sentence)
        facts = known.get(written)
        if facts is None:
            facts = known[written] = _facts(written, vocabulary)
        if facts.is_he_or_she:
            sentence.last_he_or_she = len(words)
            if sentence.first_he_or_she < 0:
                sentence.first_he_or_she = len(words)
        length = len(facts.text)
        if length > 1:
            sentence.letters += length
            if facts.is_shouted:
                sentence.shouted += length
            if facts.is_capital and not opens:
                sentence.is_lower = False
        if facts.lower in _FAMILY:
            sentence.has_family = True
        is_possessive = facts.is_possessive or (written[-1] == "s" and plain[end : end + 2] == "' ")
        words.append(
            Word(
                facts.text,
                facts.lower,
                start,
                start + length,
                facts.sort,
                facts.is_known,
                facts.is_capital,
                facts.is_shouted,
                is_possessive,
                opens,
                gap,
                len(sentences) - 1,
            )
        )
        after = end
    at = 0
    while at < len(words):
        length = vocabulary.phrase(words, at)
        for word in words[at : at + length]:
            word.sort, word.is_known = Sort.WORD, True
        at += max(1, length)
    return words, sentences


_FAMILY = ("family", "families")


@dataclass(slots=True)
class _Facts:
    """What is the same wherever a word stands."""

    text: str
    lower: str
    sort: Sort
    is_known: bool
    is_capital: bool
    is_shouted: bool
    is_possessive: bool
    is_he_or_she: bool


def _facts(written: str, vocabulary: Vocabulary) -> _Facts:
    is_possessive = written[-2:] in ("'s", "'S")
    text = written[:-2] if is_possessive else written
    lower = folded(text)
    # A script without capitals in an English text most often writes a name.
    is_capital = text[0].isupper() or not (text[0].islower() or text[0].isdigit())
    is_shouted = is_capital and len(text) > 1 and text.isupper()
    sort = vocabulary.sort(lower)
    return _Facts(
        text,
        lower,
        sort,
        vocabulary.is_known(lower),
        is_capital,
        is_shouted,
        is_possessive,
        lower in HE_OR_SHE,
    )
