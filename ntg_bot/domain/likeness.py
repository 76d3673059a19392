"""Whether two texts say the same thing in nearly the same words. No stemming, no meaning."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]{2,}")
_COMMON = frozenset(  # a list of words is easier to read as words
    """
    an and any are as at be been by can could did do does doing for from had has have help how if
    in into is it its of on or our that the their them there they this those to us was we were
    what when where which who why will with work works would you your
    """.split()  # noqa: SIM905
)
ALIKE = 0.6
"""share of words in common (Jaccard) from which two questions count as one"""
FEWEST = 5
"""words that two texts must share before it means anything"""


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The telling words of a text, in lower case."""
    return frozenset(_WORD.findall(text.casefold())) - _COMMON


def alike(first: str, second: str) -> bool:
    """True where the two share most of their telling words; symmetric."""
    one, other = words(first), words(second)
    if not one or not other:
        return first.strip().casefold() == second.strip().casefold()
    return len(one & other) / len(one | other) >= ALIKE


def shared(first: str, second: str) -> frozenset[str]:
    """The telling words that both texts have."""
    return words(first) & words(second)


def overlap(first: str, second: str) -> float:
    """Share of the shorter text's telling words that the longer one has too, 0 to 1; symmetric.

    0 where they share fewer than `FEWEST` words, which chance may bring together.
    """
    both = shared(first, second)
    if len(both) < FEWEST:
        return 0.0
    return len(both) / min(len(words(first)), len(words(second)))


def title_overlap(first: str, second: str) -> float:
    """Share of all telling words of two titles that both have (Jaccard), 0 to 1; symmetric."""
    either = words(first) | words(second)
    return len(shared(first, second)) / len(either) if either else 0.0
