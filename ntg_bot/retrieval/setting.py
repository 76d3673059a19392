"""Every number of the engine in one place: one setting for all collections.

How they were chosen, and on what, is in docs/matching.md.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_QUESTION = 300
"""characters of a question in chat that are read, after tidying"""
FIELDS = ("title", "asked_as", "summary", "keywords", "body")
"""the order in which an entry's texts are numbered"""


@dataclass(frozen=True, slots=True)
class Setting:
    """Weights of the ranking. Shapes: one number a field, in the order of FIELDS."""

    longest: int = LONGEST_QUESTION
    """characters of a question that are read"""

    k1: float = 1.8
    weight: tuple[float, ...] = (1.5, 1.2, 1.2, 1.2, 1.0)
    b: tuple[float, ...] = (0.2, 0.3, 0.6, 0.3, 0.85)
    pivot: tuple[float, ...] = (9.0, 40.0, 30.0, 12.0, 80.0)
    """the length in words at which a field is neither long nor short. Fixed, not the collection's
    mean: an entry's share of a score then never changes because another entry came or went."""
    rarity: float = 0.8
    """the power to which idf is taken: a little less than idf itself"""
    repeated: float = 1.5
    """a word said n times counts 1 + repeated * ln n"""
    asking: float = 0.1
    """what a word counts that people ask with (text.ASKING_WORDS)"""

    bigram: float = 0.6
    phrasing: float = 0.05
    """weight of the likeness to the title or to a way of asking"""
    ratio: float = 0.05
    """weight of rapidfuzz token_set_ratio with the title, for the best thirty"""
    long_question: int = 15
    """words from which on likeness to a phrasing counts less, as no title is that long"""
    feedback_from: int = 13
    """words from which on a question is widened by those of the best entries, on words alone"""
    feedback: float = 0.3
    """weight of the weightiest word that is added so"""
    meaning: float = 1.0
    """weight of the sentence vectors' cosine"""
    pool: int = 100
    """how many of the best by words are looked at closely (and as many by meaning)"""

    corrected_near: float = 0.85
    corrected_far: float = 0.6
    """greatest weight of a word one edit away, two edits away"""
    seen_once: float = 0.3
    """greatest weight of a likely better spelling of a word that the index has once"""
    real_word: float = 0.25
    """greatest weight of a word near one that no entry has but that is plain English"""
    synonym: float = 0.7
    ambiguous: float = 0.4

    facet: float = 0.06
    """boost for each kind of facet that the question names and the entry has"""
    steer: float = 0.6
    """boost for null and negative findings where the question asks for them"""
    example: float = 0.97
    """an example scores a little under the practice it belongs to"""


SETTING = Setting()
