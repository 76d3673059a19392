"""Rules that notice a child or person who may be in danger now. They err towards people.

Every rule is a short word pattern over tidied text (lower case, no punctuation, one space between
words, key words with a typing error put right). Gaps between words are counted, never open-ended,
and the text is cut, so that no input makes a pattern slow. Two kinds of rule:

- PLAIN words that are never a question about practice ("I want to die", "he isn't breathing"),
  unless it is said of anybody it may happen to ("support when a child has been stabbed");
- words of DANGER that professionals also use when they ask what works ("knife", "self harm",
  "missing"): they count unless the message asks about practice or tells of it and nothing in it
  says that this is happening to somebody now.

Nothing here searches, scores or answers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from ntg_bot.retrieval.urgent_practice import GENERAL, NOW, OWN, PARTICULAR, PAST, PRACTICE
from ntg_bot.retrieval.urgent_rules import ALONE, CALLS, DANGER, PLAIN, SOMEBODY, AnyOf
from ntg_bot.retrieval.urgent_words import KEYS, LEFT_ALONE, SPELT

MAX_WORDS_FROM_START = 300
MAX_WORDS_FROM_END = 100
"""of a longer message its first and last words are read"""

TWO_ERRORS_FROM = 11
"""key words of this length are recognised with two typing errors, shorter ones with one"""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc`´]")
_TOKEN = re.compile(r"[a-z0-9]+")
_HOMOGLYPHS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455", "aeopcyxijs"
)
"""Cyrillic letters that look Latin"""


def is_urgent(text: str) -> bool:
    """True where a child or person may be in danger now. Never raises; well under 10 ms.

    Questions about practice on the same themes ("what works to reduce self harm", "training on
    FGM") are not urgent.
    """
    tidy = tidied(text)
    return is_plain(tidy) or is_likely(tidy)


def is_plain(tidy: str) -> bool:
    """True where `tidy` (see `tidied`) says what is only ever said of somebody in danger."""
    return _any(ALONE, tidy) or (_any(PLAIN, tidy) and not is_general(tidy))


def is_likely(tidy: str) -> bool:
    """True where `tidy` uses words of danger and does not ask for practice."""
    if not _any(DANGER, tidy) and not (_any(CALLS, tidy) and _any(SOMEBODY, tidy)):
        return False
    return not asks_about_practice(tidy)


def is_general(tidy: str) -> bool:
    """True where `tidy` (see `tidied`) asks for or tells of what is done whenever a thing happens
    to anybody ("evidence on ... when a child has been ...") or of what to do now that it is long
    past, not of the one who writes.
    """
    if _any(OWN, tidy) or not asks_about_practice(tidy):
        return False
    return _any(GENERAL, tidy) or _any(PAST, tidy)


def asks_about_practice(tidy: str) -> bool:
    """True where `tidy` (see `tidied`) asks for or tells of practice and says neither that it
    happens now nor, unless it was long ago, that it happens to somebody in particular.
    """
    if not _any(PRACTICE, tidy) or _any(NOW, tidy):
        return False
    return not _any(PARTICULAR, tidy) or _any(PAST, tidy)


def asks(tidy: str) -> bool:
    """True where `tidy` (see `tidied`) asks for or tells of practice, be it about somebody in
    particular, and says not that it happens now.
    """
    return _any(PRACTICE, tidy) and not _any(NOW, tidy)


def tidied(text: str) -> str:
    """`text` in lower case, one space between words, contractions written out, key words mended.

    At most 400 words of at most 24 characters: the first 300 and the last 100 of a longer text.
    """
    shorter = text if len(text) <= 12_000 else f"{text[:9_000]} {text[-3_000:]}"
    plain = unicodedata.normalize("NFKC", shorter).lower().translate(_HOMOGLYPHS)
    plain = unicodedata.normalize("NFD", _APOSTROPHE.sub("", _INVISIBLE.sub("", plain)))
    if not plain.isascii():
        plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    words = [word[:24] for word in _TOKEN.findall(plain)]
    if len(words) > MAX_WORDS_FROM_START + MAX_WORDS_FROM_END:
        words = words[:MAX_WORDS_FROM_START] + words[-MAX_WORDS_FROM_END:]
    return " ".join(_mended(word) for word in words)


@lru_cache(maxsize=20_000)
def _mended(word: str) -> str:
    """A contraction written out, a mistyped key word put right, any other word as it is."""
    if word in SPELT:
        return SPELT[word]
    if len(word) < 5 or word in KEYS or word in LEFT_ALONE or not word.isalpha():
        return word
    best, best_distance = word, 3
    for key in KEYS:
        allowed = 1 if len(key) < TWO_ERRORS_FROM else 2
        if key[0] != word[0] or abs(len(key) - len(word)) > allowed:
            continue
        distance = OSA.distance(word, key, score_cutoff=allowed)
        if distance <= allowed and distance < best_distance:
            best, best_distance = key, distance
    return best


def _any(patterns: AnyOf, tidy: str) -> bool:
    return patterns.found_in(tidy)
