"""Is a word plain English? Then it is meant as typed, even if no entry has it.

The list is data of this package: words of four letters and more of the vocabulary of
bert-base-uncased (Apache License 2.0), the commonest of English web and book text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FILE = "english.txt"


def is_english(word: str) -> bool:
    """Whether a folded word is in the list."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    text = files("ntg_bot.retrieval").joinpath(_FILE).read_text(encoding="ascii")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
