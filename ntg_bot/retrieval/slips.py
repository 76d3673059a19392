"""Typing errors made on purpose, for fitting and for tests: what a hurried hand does to a word."""

from __future__ import annotations

from itertools import pairwise
from random import Random

SHORTEST = 5
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: dict[str, str] = {}
for _row in _ROWS:
    for _left, _right in pairwise(_row):
        _BESIDE[_left] = _BESIDE.get(_left, "") + _right
        _BESIDE[_right] = _BESIDE.get(_right, "") + _left


def slipped(word: str, random: Random) -> str:
    """`word` with one slip after its first letter: a letter left out, doubled, swapped with the
    next, or the key beside it. Words under three letters stay.
    """
    if len(word) < 3:
        return word
    at = random.randrange(1, len(word) - 1)
    kind = random.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    beside = _BESIDE.get(word[at].lower(), word[at])
    return word[:at] + random.choice(beside) + word[at + 1 :]


def damaged(text: str, share: float, random: Random) -> str:
    """`text` with a slip in about `share` (0 to 1) of its words of five letters and more."""
    return " ".join(
        slipped(word, random)
        if len(word) >= SHORTEST and word.isalpha() and random.random() < share
        else word
        for word in text.split(" ")
    )
