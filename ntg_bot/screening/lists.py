"""The lists that come with the package: names, names that are words too, other capital words."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

_LETTERS = str.maketrans("łøıđßæœ", "loidsao")


def folded(word: str) -> str:
    """`word` in lower case and without accents, as the lists are written."""
    lower = word.lower()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFD", lower.translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def given_names() -> frozenset[str]:
    """Given names of many origins."""
    return _read("names.txt")


@cache
def everyday_names() -> frozenset[str]:
    """Given names that are everyday words, places or months too."""
    return _read("everyday.txt")


@cache
def known_words() -> frozenset[str]:
    """Words that stand with a capital letter and are nobody's name."""
    return frozenset(word for word in _read("known.txt") if "_" not in word)


@cache
def known_phrases() -> tuple[str, ...]:
    """The same of several words."""
    return tuple(sorted(word.replace("_", " ") for word in _read("known.txt") if "_" in word))


@cache
def surnames() -> frozenset[str]:
    """Family names that a list of English words holds as well."""
    return _read("surnames.txt")


@cache
def short_words() -> frozenset[str]:
    """English words and common abbreviations of up to three letters."""
    return _read("short.txt")


def _read(file: str) -> frozenset[str]:
    text = files("ntg_bot.screening").joinpath(file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(folded(word) for line in lines for word in line.split())
